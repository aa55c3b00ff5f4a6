import type { JsonFields } from "../json-fields.ts";
import { cleanUp } from "./clean-up.ts";
import type { Decoder } from "./decoder.ts";

/** Joins pieces with the prefix to the word before, and words with spaces. */
export function readWordPieceDecoder(fields: JsonFields): Decoder {
  const prefix = fields.string("prefix", "##");
  const cleanup = fields.boolean("cleanup", true);
  return (tokens) =>
    tokens.map((token, i) => {
      let text = token;
      if (i > 0) text = prefix !== "" && token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
      return cleanup ? cleanUp(text) : text;
    });
}
