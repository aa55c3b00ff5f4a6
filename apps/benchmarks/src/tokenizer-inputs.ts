import { mobyDick } from "@unroll/datasets";
import { type TokenizerJSON, trainBPE } from "@unroll/tokenizers";
import type { TokenizerCase } from "./cases.ts";
import type { Named, Values } from "./values.ts";

/** How many merges the tokenizers have learned, or what has as many tokens. */
const MERGES = 8000;

/** What every entrant of a case is given: the text and the file of the tokenizer, each as its UTF-16 units. */
export async function tokenizerInputs({ model, script }: TokenizerCase): Promise<Named> {
  const text = await tokenizerText(script);
  return textAndFile(text, tokenizerFile(model, text, MERGES));
}

/** Moby Dick in one of the scripts. */
export async function tokenizerText(script: TokenizerCase["script"]): Promise<string> {
  const { text } = await mobyDick();
  return script === "latin" ? text : cyrillic(text);
}

/** The two as numbers. */
export function textAndFile(text: string, file: TokenizerJSON): Named {
  return { text: toUnits(text), file: toUnits(JSON.stringify(file)) };
}

/** A tokenizer.json that was made from a text: for the two BPEs it was trained, the others have the tokens of a BPE. */
export function tokenizerFile(model: TokenizerCase["model"], text: string, merges: number): TokenizerJSON {
  const lines = text.split("\n");
  if (model === "gpt2") return trainBPE(lines, { merges }).toJSON();
  if (model === "llama3") return withWordsOfLlama3(trainBPE(lines, { merges }).toJSON());
  const lower = model === "wordpiece";
  const trained = trainBPE(lower ? lines.map((line) => line.toLowerCase()) : lines, { merges, byteLevel: false });
  const tokens = Array.from({ length: trained.vocabSize }, (_, id) => trained.tokenOf(id) as string);
  return lower ? wordPiece(tokens.slice(1)) : unigram(tokens.slice(1)); // the first is <unk>
}

function withWordsOfLlama3(json: TokenizerJSON): TokenizerJSON {
  return {
    ...json,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: LLAMA3 }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
  };
}

const LLAMA3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const plain = { version: "1.0" as const, truncation: null, padding: null, added_tokens: [], post_processor: null };
const SPACE = "\u2581";

/** BERT's parts. A token that begins a word has ▁ in `tokens`; here it is the other one that is marked. */
function wordPiece(tokens: readonly string[]): TokenizerJSON {
  const pieces = tokens.flatMap((token) => {
    if ([...token].length === 1) return token === SPACE ? [] : [token, `##${token}`];
    return token.startsWith(SPACE) ? [token.slice(1)] : [`##${token}`];
  });
  const vocab = Object.fromEntries([...new Set(["[UNK]", ...pieces])].map((piece, id) => [piece, id]));
  return {
    ...plain,
    normalizer: {
      ...{ type: "BertNormalizer", clean_text: true, handle_chinese_chars: true },
      ...{ strip_accents: null, lowercase: true },
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      ...{ type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100 },
      vocab,
    },
  };
}

/** T5's parts. Scores fall with the rank; sums of them are exact, so that equals are equal in every library. */
function unigram(tokens: readonly string[]): TokenizerJSON {
  const metaspace = { type: "Metaspace", replacement: SPACE, prepend_scheme: "always", split: true };
  const pieces = tokens.map((token, rank): [string, number] => [token, -4 - Math.floor(rank / 16) / 64]);
  return {
    ...plain,
    normalizer: { type: "NFKC" },
    pre_tokenizer: metaspace,
    decoder: metaspace,
    model: { type: "Unigram", unk_id: 0, vocab: [["<unk>", 0], ...pieces] },
  };
}

/** English with Cyrillic letters for the Latin ones: as many words, two bytes a letter. */
function cyrillic(text: string): string {
  return [..."абцдефгхийклмнопярстувшъыз"].reduce((changed, letter, i) => {
    const latin = String.fromCharCode(97 + i);
    return changed.replaceAll(latin, letter).replaceAll(latin.toUpperCase(), letter.toUpperCase());
  }, text);
}

function toUnits(text: string): Values {
  return { shape: [text.length], data: Int32Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)) };
}

/** The text of UTF-16 units. */
export function toText({ data }: Values): string {
  const parts: string[] = [];
  for (let i = 0; i < data.length; i += 4096) parts.push(String.fromCharCode(...data.subarray(i, i + 4096)));
  return parts.join("");
}

/** What is compared: the ids of all lines, and how many each line has. */
export function idsOfLines(lines: readonly string[], encode: (line: string) => ArrayLike<number>): Named {
  const encoded = lines.map(encode);
  const ids = encoded.flatMap((each) => Array.from(each));
  return {
    lengths: { shape: [lines.length], data: Int32Array.from(encoded, ({ length }) => length) },
    ids: { shape: [ids.length], data: Int32Array.from(ids) },
  };
}
