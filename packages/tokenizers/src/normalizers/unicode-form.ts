import type { AlignedText, Edit } from "../aligned-text.ts";
import type { Normalizer } from "./normalizer.ts";

// Marks in a row are put in order by moving each before those that follow it, which takes the square of their number. No writing
// system has more than a few; of longer runs each part is put in order by itself.
const LONGEST_RUN = 4096;

// What may combine when a text is normalized: a character and the marks behind it, and the letters of a Hangul syllable.
const CLUSTER =
  /(?:[\u1100-\u115f\ua960-\ua97f]+[\uac00-\ud7a3]?|[\uac00-\ud7a3])[\u1160-\u11ff\ud7b0-\ud7ff]*\p{M}{0,4096}|\P{M}\p{M}{0,4096}|\p{M}{1,4096}/gu;

/** One of Unicode's normalization forms (Unicode Standard Annex 15). */
export function unicodeForm(form: "NFC" | "NFD" | "NFKC" | "NFKD"): Normalizer {
  return (text) => normalizeUnicode(text, form);
}

export function normalizeUnicode(text: AlignedText, form: "NFC" | "NFD" | "NFKC" | "NFKD"): AlignedText {
  const whole = hasLongRun(text.text) ? undefined : text.text.normalize(form);
  if (whole === text.text) return text;
  const edits: Edit[] = [];
  for (const { 0: cluster, index } of text.text.matchAll(CLUSTER)) {
    const normal = cluster.normalize(form);
    if (normal !== cluster) edits.push({ from: index, to: index + cluster.length, text: normal });
  }
  const edited = text.edited(edits);
  // Should clusters ever combine with each other the text is still right, and its units stand for the whole.
  return whole === undefined || edited.text === whole
    ? edited
    : text.edited([{ from: 0, to: text.text.length, text: whole }]);
}

function hasLongRun(text: string): boolean {
  if (text.length <= LONGEST_RUN) return false;
  for (const { 0: run } of text.matchAll(/\p{M}+/gu)) if (run.length > LONGEST_RUN) return true;
  return false;
}
