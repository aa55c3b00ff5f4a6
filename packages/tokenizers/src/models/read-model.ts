import { type JsonFields, type Reader, readByType, refuse } from "../json-fields.ts";
import { readBPE } from "./bpe.ts";
import type { Model } from "./model.ts";
import { readUnigram } from "./unigram.ts";
import { readWordLevel } from "./word-level.ts";
import { readWordPiece } from "./word-piece.ts";

const READERS: { readonly [type: string]: Reader<Model> } = {
  WordLevel: readWordLevel,
  BPE: readBPE,
  WordPiece: readWordPiece,
  Unigram: readUnigram,
};

/** The model that a tokenizer's JSON describes. Old files do not name its type: it shows in the fields. */
export function readModel(fields: JsonFields): Model {
  if (fields.value("type") !== undefined) return readByType(fields, "model", READERS);
  if (fields.value("merges") !== undefined) return readBPE(fields);
  if (Array.isArray(fields.value("vocab"))) return readUnigram(fields);
  if (fields.value("continuing_subword_prefix") !== undefined) return readWordPiece(fields);
  throw refuse(fields.at("type"), "must be the name of a model", undefined);
}
