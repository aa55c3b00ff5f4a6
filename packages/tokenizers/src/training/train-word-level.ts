import { matchesOf } from "../patterns/pattern.ts";
import { safeExpression } from "../patterns/safe-expression.ts";
import { Tokenizer } from "../tokenizer.ts";
import { Vocabulary } from "../vocabulary.ts";
import { checkText } from "../well-formed.ts";
import { countWords } from "./count-words.ts";
import { checkSpecialTokens, specialTokensJSON } from "./special-tokens.ts";

/** What {@link trainWordLevel} may be given. */
export interface TrainWordLevelOptions {
  /** What a word is; see {@link trainWordLevel}. Default: "words". */
  split?: "words" | "whitespace";
  /** Whether words are put into lower case. Default: false. */
  lowercase?: boolean;
  /** How often a word must occur to be in the vocabulary. Default: 1. */
  minCount?: number;
  /** The most tokens, special ones among them; the rarest words are left out. Default: no limit. */
  maxSize?: number;
  /** Tokens with the first ids, looked for in texts before anything else. Default: none. */
  specialTokens?: readonly string[];
  /** The token of every other word; null for none, and then other words are errors. Default: "<unk>". */
  unknown?: string | null;
}

// A word: letters, marks, numbers and connectors (_) together. Each other character that is no whitespace stands alone.
const WORDS = "[\\p{L}\\p{M}\\p{N}\\p{Pc}]+|[^\\s\\p{L}\\p{M}\\p{N}\\p{Pc}]";
const WHITESPACE = "[^\\s]+";

/**
 * A tokenizer whose tokens are the words of texts, the most frequent first.
 *
 * "words": a word is a run of letters, marks, numbers and connectors such as _ in any script; every other character that is no
 * whitespace is a word of its own, so "don't!" is don, ', t, !. "whitespace": a word is what stands between whitespace.
 * Decoding puts a space between words.
 *
 * @param texts - A text, or several.
 * @param options - See {@link TrainWordLevelOptions}.
 * @throws RangeError if an option is out of range.
 *
 * @example
 * ```ts
 * import { trainWordLevel } from "@unroll/tokenizers";
 *
 * const tokenizer = trainWordLevel("Мама мыла раму, мама!", { lowercase: true });
 * tokenizer.encode("Мама, папа").tokens; // => ["мама", ",", "<unk>"]
 * trainWordLevel("a b", { unknown: null }).encode("a c"); // throws UnknownTokenError: Tokenizer.encode: unknown word "c" (U+0063) at position 2
 * ```
 */
export function trainWordLevel(texts: string | Iterable<string>, options: TrainWordLevelOptions = {}): Tokenizer {
  const { split = "words", lowercase = false, unknown = "<unk>", specialTokens = [], ...limits } = options;
  if (split !== "words" && split !== "whitespace") {
    throw new RangeError(`trainWordLevel: split must be "words" or "whitespace"; got ${split}.`);
  }
  checkSpecialTokens("trainWordLevel", specialTokens);
  const pattern = split === "words" ? WORDS : WHITESPACE;
  const counting = countWords("trainWordLevel", lowercase ? lowered(texts) : texts, matchesOf(safeExpression(pattern)));
  let counted = counting.next();
  while (!counted.done) counted = counting.next();
  const vocabulary = Vocabulary.fromCounts(counted.value, {
    ...limits,
    specialTokens,
    ...(unknown === null ? {} : { unknown }),
  });
  const asked = new Set(specialTokens);
  const special = vocabulary.tokens().filter((token) => token === unknown || asked.has(token));
  return Tokenizer.fromJSON({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specialTokensJSON(special, (token) => vocabulary.idOf(token)!),
    normalizer: lowercase ? { type: "Lowercase" } : null,
    pre_tokenizer: { type: "Split", pattern: { Regex: pattern }, behavior: "Removed", invert: true },
    post_processor: null,
    decoder: null,
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(vocabulary.tokens().map((token, id) => [token, id])),
      unk_token: unknown ?? absentFrom(vocabulary),
    },
  });
}

/** The format requires an unknown token: without one it is one that is not in the vocabulary. */
function absentFrom(vocabulary: Vocabulary): string {
  let token = "<unk>";
  while (vocabulary.idOf(token) !== undefined) token += "_";
  return token;
}

function* lowered(texts: string | Iterable<string>): Generator<string> {
  for (const text of typeof texts === "string" ? [texts] : texts) yield checkText("trainWordLevel", text).toLowerCase();
}
