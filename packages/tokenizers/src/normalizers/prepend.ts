import type { JsonFields } from "../json-fields.ts";
import type { Normalizer } from "./normalizer.ts";

/** Puts a text at the beginning. */
export function readPrepend(fields: JsonFields): Normalizer {
  const prepend = fields.string("prepend");
  return (text) => text.edited([{ from: 0, to: 0, text: prepend }]);
}
