import type { AlignedText } from "../aligned-text.ts";
import type { JsonFields } from "../json-fields.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** Cuts a text into pieces of so many characters (code points); the last may have fewer. */
export function readFixedLength(fields: JsonFields): PreTokenizer {
  const length = fields.integer("length", { min: 1, max: 0x7fffffff }, 5);
  return (text) => {
    const pieces: AlignedText[] = [];
    let from = 0;
    let to = 0;
    let characters = 0;
    for (const character of text.text) {
      to += character.length;
      if (++characters < length) continue;
      pieces.push(text.slice(from, to));
      from = to;
      characters = 0;
    }
    if (from < to) pieces.push(text.slice(from, to));
    return pieces;
  };
}
