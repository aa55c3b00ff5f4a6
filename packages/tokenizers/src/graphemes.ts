// Grapheme clusters: what a reader takes for one character (Unicode Standard Annex 29). The engine's own Unicode data cuts them.

import type { Matches } from "./patterns/pattern.ts";

/** Extended grapheme clusters in the language of regular expressions. */
export const GRAPHEME = "\\X";

/** Every cluster of a well-formed text. */
export function graphemes(): Matches {
  const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
  return (text, visit) => {
    for (const { index, segment } of segmenter.segment(text)) visit(index, index + segment.length);
  };
}

/** Whether a string is one cluster, and well-formed. */
export function isGrapheme(token: string, matches: Matches): boolean {
  let first = 0;
  matches(token, (from, to) => {
    if (from === 0) first = to;
  });
  return token !== "" && first === token.length && !/\p{Surrogate}/u.test(token);
}
