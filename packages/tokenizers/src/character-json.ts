// A character tokenizer in the `tokenizer.json` format of Hugging Face: a WordLevel model over a pre-tokenizer that cuts the text
// into single characters. Their libraries read the file and give the same ids. Reading takes this form only, by its exact text.

import { describe } from "./describe.ts";
import { TokenizerFormatError } from "./errors.ts";
import { GRAPHEME, graphemes, isGrapheme } from "./graphemes.ts";
import { Vocabulary } from "./vocabulary.ts";

/** A character tokenizer as JSON: the fields of Hugging Face's `tokenizer.json` that it needs. */
export interface CharacterTokenizerJSON {
  version: "1.0";
  truncation: null;
  padding: null;
  added_tokens: [];
  normalizer: null;
  /** Cuts between every two code points, or with `\\X` between grapheme clusters. */
  pre_tokenizer: { type: "Split"; pattern: { Regex: "[\\s\\S]" | "\\X" }; behavior: "Isolated"; invert: false };
  post_processor: null;
  /** Joins without spaces. */
  decoder: { type: "Fuse" };
  /** `vocab` is the id of every token. `unk_token` is required by the format: without an unknown token it is one that is not in `vocab`. */
  model: { type: "WordLevel"; vocab: { [token: string]: number }; unk_token: string };
}

const NO_UNKNOWN = "<unk>";
const CODE_POINT = "[\\s\\S]";

export function characterTokenizerJSON(vocabulary: Vocabulary, clusters: boolean): CharacterTokenizerJSON {
  const pattern = { Regex: clusters ? GRAPHEME : CODE_POINT } as CharacterTokenizerJSON["pre_tokenizer"]["pattern"];
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: "Split", pattern, behavior: "Isolated", invert: false },
    post_processor: null,
    decoder: { type: "Fuse" },
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(vocabulary.tokens().map((token, id) => [token, id])),
      unk_token: vocabulary.unknown ?? NO_UNKNOWN,
    },
  };
}

/** What a character tokenizer's JSON says; a TokenizerFormatError names the first field that is wrong. */
export function readCharacterTokenizer(json: unknown): { vocabulary: Vocabulary; clusters: boolean } {
  const root = record(json, "");
  constant(root, "version", "1.0", "version");
  for (const field of ["truncation", "padding", "normalizer", "post_processor"]) constant(root, field, null, field);
  const added = root.added_tokens ?? [];
  if (!Array.isArray(added) || added.length > 0) throw refuse("added_tokens", "must be empty", describe(added));

  const split = record(root.pre_tokenizer, "pre_tokenizer");
  constant(split, "type", "Split", "pre_tokenizer.type");
  const pattern = record(split.pattern, "pre_tokenizer.pattern");
  const clusters = pattern.Regex === GRAPHEME;
  if (!clusters) constant(pattern, "Regex", CODE_POINT, "pre_tokenizer.pattern.Regex");
  constant(split, "behavior", "Isolated", "pre_tokenizer.behavior");
  constant(split, "invert", false, "pre_tokenizer.invert");
  constant(record(root.decoder, "decoder"), "type", "Fuse", "decoder.type");

  const model = record(root.model, "model");
  constant(model, "type", "WordLevel", "model.type");
  const unknown = model.unk_token;
  if (typeof unknown !== "string" || unknown === "")
    throw refuse("model.unk_token", "must be a string", describe(unknown));
  const matches = graphemes();
  const isUnit = clusters ? (token: string): boolean => isGrapheme(token, matches) : isCharacter;
  const tokens = tokensById(record(model.vocab, "model.vocab"), unknown, isUnit);
  return { vocabulary: new Vocabulary(tokens, tokens.includes(unknown) ? { unknown } : {}), clusters };
}

function tokensById(
  vocab: { readonly [token: string]: unknown },
  unknown: string,
  isUnit: (token: string) => boolean,
): string[] {
  const names = Object.keys(vocab);
  if (names.length === 0) throw refuse("model.vocab", "must have at least one token", "none");
  const tokens: (string | undefined)[] = new Array<undefined>(names.length).fill(undefined);
  for (const token of names) {
    const id = vocab[token];
    const path = `model.vocab[${describe(token)}]`;
    if (token !== unknown && !isUnit(token)) throw refuse(path, "must be a single character", describe(token));
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= names.length) {
      throw refuse(path, `must be an integer from 0 to ${names.length - 1}`, describe(id));
    }
    if (tokens[id] !== undefined)
      throw refuse(path, `must differ from the id of ${describe(tokens[id])}`, describe(id));
    tokens[id] = token;
  }
  return tokens as string[]; // n distinct ids below n: there is no hole
}

/** Whether a string is one code point and no lone surrogate. */
export function isCharacter(token: string): boolean {
  const codePoint = token.codePointAt(0);
  if (codePoint === undefined || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return false;
  return token.length === (codePoint > 0xffff ? 2 : 1);
}

function record(value: unknown, path: string): { readonly [field: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse(path, "must be an object", describe(value));
  }
  return value as { readonly [field: string]: unknown };
}

/** Checks a field that has one value in every file of this kind; a field that would be null may be absent. */
function constant(object: { readonly [field: string]: unknown }, field: string, expected: unknown, path: string): void {
  const value = Object.hasOwn(object, field) ? object[field] : null;
  if (value !== expected) throw refuse(path, `must be ${describe(expected)}`, describe(value));
}

function refuse(path: string, expected: string, came: string): TokenizerFormatError {
  const subject = path === "" ? "the JSON" : path;
  return new TokenizerFormatError(`CharacterTokenizer.fromJSON: ${subject} ${expected}; got ${came}.`, path);
}
