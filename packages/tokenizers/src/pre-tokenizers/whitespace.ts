import { matchesOf } from "../patterns/pattern.ts";
import { type PreTokenizer, piecesOf } from "./pre-tokenizer.ts";

/** Runs of ASCII word characters, and runs of everything else that is no whitespace, as `@huggingface/tokenizers` has it. */
export function whitespace(): PreTokenizer {
  return piecesOf(matchesOf(/\w+|[^\w\s]+/g));
}

/** What stands between whitespace. */
export function whitespaceSplit(): PreTokenizer {
  return piecesOf(matchesOf(/\S+/g));
}
