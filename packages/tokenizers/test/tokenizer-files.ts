// Files as others write them, small, with all that the well-known ones have.

import { byteTokenizer, type TokenizerJSON, trainBPE, trainWordLevel } from "../src/index.ts";
import { CL100K, GPT2, O200K, QWEN2 } from "../src/patterns/well-known.ts";
import { lines } from "./lines.ts";

const corpus: string[] = lines(400, 1);

/** A tokenizer as it is after a trip through a file. */
function file(tokenizer: { toJSON(): TokenizerJSON }): TokenizerJSON {
  return JSON.parse(JSON.stringify(tokenizer)) as TokenizerJSON;
}

function special(id: number, content: string, more: object = {}): TokenizerJSON["added_tokens"][number] {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...more };
}

/** The parts of the words of the corpus up to a length, the most frequent first. */
function parts(longest: number, most: number, words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) {
    const characters = [...word];
    for (let from = 0; from < characters.length; from++) {
      for (let n = 1; n <= longest && from + n <= characters.length; n++) {
        const part = (from > 0 ? "##" : "") + characters.slice(from, from + n).join("");
        counts.set(part, (counts.get(part) ?? 0) + 1);
      }
    }
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([part]) => part);
}

const plain = { version: "1.0", truncation: null, padding: null, added_tokens: [], normalizer: null } as const;
const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false };

/** BERT: its normalizer, its pre-tokenizer, WordPiece, [CLS] and [SEP]. */
export function bert(options: { lowercase: boolean; strip_accents: boolean | null }): TokenizerJSON {
  const lower = options.lowercase ? corpus.map((line) => line.normalize("NFD").toLowerCase()) : corpus;
  const words = lower.flatMap((line) => line.match(/[\p{L}\p{M}\p{N}]+|\p{P}/gu) ?? []);
  const tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", ...parts(4, 500, words)];
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  return {
    ...plain,
    added_tokens: [special(0, "[PAD]"), special(1, "[UNK]"), special(2, "[CLS]"), special(3, "[SEP]")],
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, ...options },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [
        { SpecialToken: { id: "[CLS]", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: "[SEP]", type_id: 0 } },
      ],
      pair: [
        { SpecialToken: { id: "[CLS]", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: "[SEP]", type_id: 0 } },
        { Sequence: { id: "B", type_id: 1 } },
        { SpecialToken: { id: "[SEP]", type_id: 1 } },
      ],
      special_tokens: {
        "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
        "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
      },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 12,
      vocab,
    },
  };
}

/** T5 without its character map: NFKC, Metaspace, Unigram, </s>. */
export function unigram(): TokenizerJSON {
  const words = corpus.flatMap((line) => line.normalize("NFKC").split(/\s+/)).map((word) => `\u2581${word}`);
  const pieces = parts(5, 700, words).map((part) => part.replace("##", ""));
  const vocab: [string, number][] = [
    ["<pad>", 0],
    ["</s>", 0],
    ["<unk>", 0],
    ["\u2581", -2],
  ];
  const known = new Set(vocab.map(([token]) => token));
  pieces.forEach((piece, i) => {
    // Few distinct scores, so that there are ties; sums of them are exact.
    if (!known.has(piece)) vocab.push([piece, -3 - Math.floor(i / 60) * 0.5 + [...piece].length * 0.25]);
    known.add(piece);
  });
  return {
    ...plain,
    added_tokens: [special(0, "<pad>"), special(1, "</s>"), special(2, "<unk>")],
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFKC" },
        { type: "Strip", strip_left: false, strip_right: true },
        { type: "Replace", pattern: { Regex: " {2,}" }, content: " " },
      ],
    },
    pre_tokenizer: { type: "Metaspace", replacement: "\u2581", prepend_scheme: "always", split: true },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }],
      pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 0 } }],
      special_tokens: { "</s>": { id: "</s>", ids: [1], tokens: ["</s>"] } },
    },
    decoder: { type: "Metaspace", replacement: "\u2581", prepend_scheme: "always", split: true },
    model: { type: "Unigram", unk_id: 2, vocab },
  };
}

/** A byte-level BPE whose words are those of a pattern; merges as old files write them. */
function patterned(pattern: string, more: object = {}): TokenizerJSON {
  const json = file(trainBPE(corpus, { merges: 300 }));
  const merges = (json.model.merges as [string, string][]).map((merge) => merge.join(" "));
  return {
    ...json,
    added_tokens: [special(600, "<|end|>"), special(601, "<pad>", { lstrip: true, rstrip: true })],
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [{ type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false }, byteLevel],
    },
    post_processor: { type: "ByteLevel", add_prefix_space: true, trim_offsets: false, use_regex: true },
    model: { ...json.model, merges, ...more },
  };
}

/** Llama 2: characters with ▁ for spaces, bytes for what is not known. */
function llama2(): TokenizerJSON {
  const json = file(
    trainBPE(
      corpus.map((line) => line.replace(/[^ -\u04ff]/g, "")),
      { merges: 300, byteLevel: false },
    ),
  );
  const vocab = { ...(json.model.vocab as { [token: string]: number }) };
  let next = Object.keys(vocab).length;
  for (let byte = 0; byte < 256; byte++) vocab[`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`] = next++;
  return {
    ...json,
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Prepend", prepend: "\u2581" },
        { type: "Replace", pattern: { String: " " }, content: "\u2581" },
      ],
    },
    pre_tokenizer: null,
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "\u2581" }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        { type: "Strip", content: " ", start: 1, stop: 0 },
      ],
    },
    model: { ...json.model, vocab, byte_fallback: true, fuse_unk: true },
  };
}

/** OpenAI's first GPT and CLIP: lower case, words with a mark at their end. */
function endOfWord(): TokenizerJSON {
  const letters = [..."abcdefghijklmnopqrstuvwxyz0123456789.,!?'"];
  const tokens = [
    "<unk>",
    ...letters,
    ...letters.map((letter) => `${letter}</w>`),
    "th",
    "the</w>",
    "we",
    "wo",
    "wor",
    "ld</w>",
  ];
  return {
    ...plain,
    added_tokens: [special(0, "<unk>")],
    normalizer: { type: "Sequence", normalizers: [{ type: "NFD" }, { type: "StripAccents" }, { type: "Lowercase" }] },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [{ type: "WhitespaceSplit" }, { type: "Digits", individual_digits: true }],
    },
    post_processor: null,
    decoder: { type: "BPEDecoder", suffix: "</w>" },
    model: {
      type: "BPE",
      unk_token: "<unk>",
      end_of_word_suffix: "</w>",
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: ["t h", "th e</w>", "w e", "w o", "wo r", "l d</w>"],
    },
  };
}

/** Words as `Whitespace` cuts them. */
function wordLevel(): TokenizerJSON {
  const json = file(trainWordLevel(corpus, { minCount: 2, specialTokens: ["<pad>", "<s>"] }));
  return {
    ...json,
    normalizer: { type: "NFC" },
    pre_tokenizer: { type: "Whitespace" },
    post_processor: {
      type: "RobertaProcessing",
      sep: ["<pad>", 1],
      cls: ["<s>", 2],
      trim_offsets: true,
      add_prefix_space: true,
    },
  };
}

/** All of them by name, and after them what this library writes. */
export function allFiles(): { readonly [name: string]: TokenizerJSON } {
  return {
    "BERT, lower case": bert({ lowercase: true, strip_accents: null }),
    "BERT, cased": bert({ lowercase: false, strip_accents: null }),
    "BERT, cased without accents": bert({ lowercase: false, strip_accents: true }),
    "Unigram, as T5": unigram(),
    "BPE, GPT-2's pattern": patterned(GPT2),
    "BPE, as Llama 3": patterned(CL100K, { ignore_merges: true }),
    "BPE, as Qwen 2": patterned(QWEN2),
    "BPE, as GPT-4o": patterned(O200K),
    "BPE, as Llama 2": llama2(),
    "BPE, ends of words": endOfWord(),
    "word level": wordLevel(),
    "our BPE": file(trainBPE(corpus, { merges: 300, specialTokens: ["<pad>", "<unk>"] })),
    "our BPE of characters": file(trainBPE(corpus, { merges: 300, byteLevel: false })),
    "our words": file(trainWordLevel(corpus, { minCount: 2 })),
    "our words in lower case": file(trainWordLevel(corpus, { maxSize: 60, lowercase: true, specialTokens: ["<pad>"] })),
    "our words between whitespace": file(trainWordLevel(corpus, { split: "whitespace" })),
    "our bytes": file(byteTokenizer({ specialTokens: ["<unk>"] })),
  };
}
