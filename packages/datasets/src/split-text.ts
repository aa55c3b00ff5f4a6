import { CorpusError } from "./errors.ts";

/** A text in two parts. */
export interface TextSplit {
  /** The beginning, to learn from. */
  readonly train: string;
  /** The end, to measure on. */
  readonly heldOut: string;
}

/**
 * Holds out the end of a text: the last tenth, if you do not say otherwise. The two parts together are the text.
 *
 * @param text - The text.
 * @param fraction - The part to hold out, between 0 and 1, both excluded; it is rounded down to whole characters, and a pair of
 * surrogates stays together. Default: 0.1.
 * @throws RangeError if the fraction is not between 0 and 1.
 * @throws CorpusError ("too-short") if nothing would be held out.
 *
 * @example
 * ```ts
 * import { splitText } from "@unroll/datasets";
 *
 * splitText("abcdefghij"); // => { "train": "abcdefghi", "heldOut": "j" }
 * splitText("abcdefghij", 0.5).heldOut; // => "fghij"
 * ```
 */
export function splitText(text: string, fraction = 0.1): TextSplit {
  if (!(fraction > 0 && fraction < 1)) {
    throw new RangeError(`splitText: fraction must be between 0 and 1; got ${fraction}.`);
  }
  let cut = text.length - Math.floor(text.length * fraction);
  // The second half of a pair goes with the first.
  if (isHighSurrogate(text.charCodeAt(cut - 1)) && isLowSurrogate(text.charCodeAt(cut))) cut++;
  if (cut === text.length) {
    throw new CorpusError(
      `splitText: text must be long enough to hold out a part of ${fraction}; got ${text.length} characters.`,
      { problem: "too-short", corpus: "text" },
    );
  }
  return { train: text.slice(0, cut), heldOut: text.slice(cut) };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
