import type { GraphemeToPhoneme } from "./model.ts";

/** What the origin says to one word. */
interface Example {
  readonly word: string;
  readonly phonemes: readonly string[];
  readonly encoderFinalHidden?: readonly number[];
  readonly firstLogits?: readonly number[];
}

/** How far a model agrees with the origin. */
export interface Agreement {
  readonly words: number;
  /** The words to which the model says something else. */
  readonly different: readonly string[];
  /** The words whose numbers were compared. */
  readonly withNumbers: number;
  /** The largest difference of an element of the encoder's last state. */
  readonly hidden: number;
  /** The largest difference of a logit of the decoder's first step. */
  readonly logits: number;
}

function largestDifference(got: Float32Array, expected: readonly number[]): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (got[i] as number))), 0);
}

/** Lets the model say every word of expected.json. */
export function compare(model: GraphemeToPhoneme, expected: Uint8Array): Agreement {
  const { examples } = JSON.parse(new TextDecoder().decode(expected)) as { examples: readonly Example[] };
  const different: string[] = [];
  let [withNumbers, hidden, logits] = [0, 0, 0];
  for (const { word, phonemes, encoderFinalHidden, firstLogits } of examples) {
    const spoken = model.pronounce(word);
    if (spoken.phonemes.join(" ") !== phonemes.join(" ")) different.push(word);
    if (encoderFinalHidden === undefined || firstLogits === undefined) continue;
    withNumbers++;
    hidden = Math.max(hidden, largestDifference(spoken.encoderHidden, encoderFinalHidden));
    logits = Math.max(logits, largestDifference(spoken.firstLogits, firstLogits));
  }
  return { words: examples.length, different, withNumbers, hidden, logits };
}
