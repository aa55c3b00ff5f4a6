import type { AlignedText } from "../aligned-text.ts";
import type { Matches } from "../patterns/pattern.ts";

/** Cuts a text into the pieces that the model sees one by one. `first`: the text begins the original, no added token stands before. */
export type PreTokenizer = (text: AlignedText, first: boolean) => AlignedText[];

/** The pre-tokenizer whose pieces are the matches of a pattern; what lies between is left out. */
export function piecesOf(matches: Matches): PreTokenizer {
  return (text) => {
    const pieces: AlignedText[] = [];
    matches(text.text, (from, to) => pieces.push(text.slice(from, to)));
    return pieces;
  };
}
