import { byteCharacters } from "../byte-characters.ts";
import { Tokenizer } from "../tokenizer.ts";
import { checkSpecialTokens, specialTokensJSON } from "./special-tokens.ts";

/** What {@link byteTokenizer} may be given. */
export interface ByteTokenizerOptions {
  /** Tokens with the ids from 256 on. Default: none. */
  specialTokens?: readonly string[];
}

/**
 * A tokenizer whose tokens are the 256 bytes of UTF-8: the id of a byte is the byte. It needs no training and knows every text.
 *
 * @param options - See {@link ByteTokenizerOptions}.
 *
 * @example
 * ```ts
 * import { byteTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = byteTokenizer({ specialTokens: ["<eos>"] });
 * Array.from(tokenizer.encode("né<eos>").ids); // => [110, 195, 169, 256]
 * tokenizer.decode([110, 195, 169]); // => "né"
 * ```
 */
export function byteTokenizer(options: ByteTokenizerOptions = {}): Tokenizer {
  const { specialTokens = [] } = options;
  checkSpecialTokens("byteTokenizer", specialTokens);
  const tokens = [...new Set([...byteCharacters(), ...specialTokens])];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  return Tokenizer.fromJSON({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specialTokensJSON(specialTokens, (token) => ids.get(token)!),
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true },
    post_processor: null,
    decoder: { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(ids),
      merges: [],
    },
  });
}
