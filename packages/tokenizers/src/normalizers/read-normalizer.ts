import { type JsonFields, type Reader, readByType } from "../json-fields.ts";
import { readBertNormalizer } from "./bert.ts";
import { lowercase } from "./lowercase.ts";
import { nmt } from "./nmt.ts";
import type { Normalizer } from "./normalizer.ts";
import { readPrecompiled } from "./precompiled.ts";
import { readPrepend } from "./prepend.ts";
import { readReplace } from "./replace.ts";
import { readStrip } from "./strip.ts";
import { stripAccents } from "./strip-accents.ts";
import { unicodeForm } from "./unicode-form.ts";

const READERS: { readonly [type: string]: Reader<Normalizer> } = {
  NFC: () => unicodeForm("NFC"),
  NFD: () => unicodeForm("NFD"),
  NFKC: () => unicodeForm("NFKC"),
  NFKD: () => unicodeForm("NFKD"),
  Lowercase: () => lowercase,
  StripAccents: () => stripAccents,
  Strip: readStrip,
  Replace: readReplace,
  Prepend: readPrepend,
  BertNormalizer: readBertNormalizer,
  Nmt: () => nmt,
  Precompiled: readPrecompiled,
  Sequence: readSequence,
};

/** The normalizer that a tokenizer's JSON describes. */
export function readNormalizer(fields: JsonFields): Normalizer {
  return readByType(fields, "normalizer", READERS);
}

function readSequence(fields: JsonFields): Normalizer {
  const normalizers = fields.parts("normalizers").map(readNormalizer);
  return (text) => normalizers.reduce((done, normalizer) => normalizer(done), text);
}
