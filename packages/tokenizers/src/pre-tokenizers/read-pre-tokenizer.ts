import { type JsonFields, type Reader, readByType } from "../json-fields.ts";
import { readByteLevel } from "./byte-level.ts";
import { readDigits } from "./digits.ts";
import { readFixedLength } from "./fixed-length.ts";
import { readMetaspace } from "./metaspace.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";
import { bertPreTokenizer, readPunctuation } from "./punctuation.ts";
import { readCharDelimiterSplit, readSplit } from "./split.ts";
import { whitespace, whitespaceSplit } from "./whitespace.ts";

const READERS: { readonly [type: string]: Reader<PreTokenizer> } = {
  Whitespace: whitespace,
  WhitespaceSplit: whitespaceSplit,
  BertPreTokenizer: bertPreTokenizer,
  ByteLevel: readByteLevel,
  Metaspace: readMetaspace,
  Punctuation: readPunctuation,
  Digits: readDigits,
  Split: readSplit,
  CharDelimiterSplit: readCharDelimiterSplit,
  FixedLength: readFixedLength,
  Sequence: readSequence,
};

/** The pre-tokenizer that a tokenizer's JSON describes. */
export function readPreTokenizer(fields: JsonFields): PreTokenizer {
  return readByType(fields, "pre-tokenizer", READERS);
}

function readSequence(fields: JsonFields): PreTokenizer {
  const steps = fields.parts("pretokenizers").map(readPreTokenizer);
  return (text, first) => steps.reduce((pieces, step) => pieces.flatMap((piece) => step(piece, first)), [text]);
}
