import type { JsonFields } from "../json-fields.ts";
import type { Decoder } from "./decoder.ts";

/** The mark at the ends of words to spaces between them. */
export function readBPEDecoder(fields: JsonFields): Decoder {
  const suffix = fields.string("suffix", "</w>");
  return (tokens) =>
    tokens.map((token, i) => (suffix === "" ? token : token.replaceAll(suffix, i === tokens.length - 1 ? "" : " ")));
}
