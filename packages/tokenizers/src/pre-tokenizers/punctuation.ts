import type { JsonFields } from "../json-fields.ts";
import { matchesOf } from "../patterns/pattern.ts";
import { type PreTokenizer, piecesOf } from "./pre-tokenizer.ts";
import { BEHAVIORS, splitAt } from "./split.ts";

/** Cuts at each punctuation mark: Unicode's, and every ASCII symbol. */
export function readPunctuation(fields: JsonFields): PreTokenizer {
  return splitAt(matchesOf(/[\p{P}!-/:-@[-`{-~]/gu), fields.oneOf("behavior", BEHAVIORS, "Isolated"));
}

/** BERT's pre-tokenizer: cuts at whitespace, which is left out, and around each punctuation mark. */
export function bertPreTokenizer(): PreTokenizer {
  return piecesOf(matchesOf(/[^\s\p{P}!-/:-@[-`{-~]+|[\p{P}!-/:-@[-`{-~]/gu));
}
