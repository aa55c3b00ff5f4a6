import type { JsonFields } from "../json-fields.ts";
import { cleanUp } from "./clean-up.ts";
import type { Decoder } from "./decoder.ts";

/** Connectionist temporal classification: repetitions count once, then the pad token goes. Source: Graves et al. (2006), section 3.1. */
export function readCTC(fields: JsonFields): Decoder {
  const pad = fields.string("pad_token", "<pad>");
  const delimiter = fields.string("word_delimiter_token", "|");
  const cleanup = fields.boolean("cleanup", true);
  return (tokens) => {
    const kept = tokens.filter((token, i) => token !== tokens[i - 1] && token !== pad).join("");
    return [cleanup ? cleanUp(kept).replaceAll(delimiter, " ").trim() : kept];
  };
}
