import type { AlignedText, Edit } from "../aligned-text.ts";

/** Lower case as JavaScript has it, without a language: a sigma at the end of a word is a final one. */
export function lowercase(text: AlignedText): AlignedText {
  const lower = text.text.toLowerCase();
  if (lower.length === text.text.length) return text.renamed(lower);
  const edits: Edit[] = [];
  let from = 0;
  let lowerFrom = 0;
  for (const character of text.text) {
    const length = character.toLowerCase().length;
    const now = lower.slice(lowerFrom, lowerFrom + length);
    if (now !== character) edits.push({ from, to: from + character.length, text: now });
    from += character.length;
    lowerFrom += length;
  }
  return text.edited(edits);
}
