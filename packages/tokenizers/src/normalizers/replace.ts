import type { Edit } from "../aligned-text.ts";
import type { JsonFields } from "../json-fields.ts";
import { readPattern } from "../patterns/read-pattern.ts";
import type { Normalizer } from "./normalizer.ts";

/** Puts a text in the place of every match of a pattern. */
export function readReplace(fields: JsonFields): Normalizer {
  const matches = readPattern(fields);
  const content = fields.string("content", "");
  return (text) => {
    const edits: Edit[] = [];
    matches(text.text, (from, to) => edits.push({ from, to, text: content }));
    return text.edited(edits);
  };
}
