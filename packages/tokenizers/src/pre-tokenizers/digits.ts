import type { JsonFields } from "../json-fields.ts";
import { matchesOf } from "../patterns/pattern.ts";
import { type PreTokenizer, piecesOf } from "./pre-tokenizer.ts";

/** Cuts digits (0 to 9) from all else, and perhaps from each other. */
export function readDigits(fields: JsonFields): PreTokenizer {
  return piecesOf(matchesOf(fields.boolean("individual_digits", false) ? /\D+|\d/gu : /\D+|\d+/gu));
}
