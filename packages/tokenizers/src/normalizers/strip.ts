import type { JsonFields } from "../json-fields.ts";
import type { Normalizer } from "./normalizer.ts";

/** Leaves out whitespace at the ends. */
export function readStrip(fields: JsonFields): Normalizer {
  const left = fields.boolean("strip_left", true);
  const right = fields.boolean("strip_right", true);
  return (text) => {
    const from = left ? text.text.length - text.text.trimStart().length : 0;
    const to = right ? text.text.trimEnd().length : text.text.length;
    return text.slice(from, Math.max(from, to));
  };
}
