import { type JsonFields, refuse } from "../json-fields.ts";
import type { Template } from "./template.ts";

/** BERT's: [CLS] A [SEP] B [SEP]. */
export function readBertProcessing(fields: JsonFields): Template {
  const [start, end] = [{ token: readToken(fields, "cls"), typeId: 0 }, readToken(fields, "sep")];
  const single: Template["single"] = [start, { sequence: "A", typeId: 0 }, { token: end, typeId: 0 }];
  return { single, pair: [...single, { sequence: "B", typeId: 1 }, { token: end, typeId: 1 }] };
}

/** RoBERTa's: <s> A </s> </s> B </s>. */
export function readRobertaProcessing(fields: JsonFields): Template {
  const { single, pair } = readBertProcessing(fields);
  const end = readToken(fields, "sep");
  const trimOffsets = fields.boolean("trim_offsets", true);
  return { single, pair: [...single, { token: end, typeId: 1 }, ...pair.slice(single.length)], trimOffsets };
}

/** A field of the form ["[CLS]", 101]. */
function readToken(fields: JsonFields, field: string): string {
  const [token] = fields.entries(field);
  if (typeof token !== "string") throw refuse(fields.at(field), "must be [token, id]", token);
  return token;
}
