import { Rng } from "@unroll/random";
import { checkIntegers } from "./settings.ts";

/** How {@link elmanXor} and {@link elmanLetters} draw. */
export interface ElmanOptions {
  /** How many parts are joined: triples of bits (default: 1000), or consonants with their vowels (default: 1000). */
  parts?: number;
  /** The same seed gives the same sequence, everywhere. Default: 0. */
  seed?: number | bigint;
}

/** Elman's XOR sequence. */
export interface ElmanXor {
  /** The sequence, 3 x parts of 0 and 1. */
  readonly bits: Uint8Array;
  /** 1 where the bit follows from the two before it, else 0: every third. */
  readonly predictable: Uint8Array;
}

/** Elman's letter sequence. */
export interface ElmanLetters {
  /** The sequence: ba, dii and guuu, joined. */
  readonly text: string;
  /** 1 where the letter follows from those before it, else 0: the vowels. */
  readonly predictable: Uint8Array;
}

/**
 * Elman's exclusive or in time: two random bits, then their exclusive or, again and again. A network that predicts the next bit
 * can be right on every third bit, and only there; the others are right half of the time.
 *
 * ```
 * bits[3 i + 2] = bits[3 i] XOR bits[3 i + 1]
 * ```
 *
 * Source: Elman, "Finding Structure in Time", Cognitive Science 14 (1990), section "Exclusive-OR" (3,000 bits).
 *
 * @param options - See {@link ElmanOptions}.
 * @throws RangeError if `parts` is no integer of 0 or more.
 *
 * @example
 * ```ts
 * import { elmanXor } from "@unroll/datasets/generated";
 *
 * const { bits, predictable } = elmanXor();
 * bits.length; // => 3000
 * (bits[0]! ^ bits[1]!) === bits[2]; // => true
 * Array.from(predictable.subarray(0, 6)); // => [0, 0, 1, 0, 0, 1]
 * ```
 */
export function elmanXor(options: ElmanOptions = {}): ElmanXor {
  const { parts = 1000, seed = 0 } = options;
  checkIntegers("elmanXor", { parts }, 0);
  const rng = new Rng(seed).split("elmanXor");
  const bits = new Uint8Array(3 * parts);
  const predictable = new Uint8Array(3 * parts);
  for (let i = 0; i < bits.length; i += 3) {
    bits[i] = rng.integer(2);
    bits[i + 1] = rng.integer(2);
    bits[i + 2] = bits[i]! ^ bits[i + 1]!;
    predictable[i + 2] = 1;
  }
  return { bits, predictable };
}

/**
 * Elman's letters: the consonants b, d and g in random order, each followed by its vowels: ba, dii, guuu. A network that
 * predicts the next letter knows which vowel comes, how often, and that then a consonant comes, but not which of the three.
 * The letters as the network of the paper saw them are {@link elmanLetterFeatures}.
 *
 * Source: Elman, "Finding Structure in Time", Cognitive Science 14 (1990), section "Structure in Letter Sequences" (1,000
 * consonants).
 *
 * @param options - See {@link ElmanOptions}.
 * @throws RangeError if `parts` is no integer of 0 or more.
 *
 * @example
 * ```ts
 * import { elmanLetters } from "@unroll/datasets/generated";
 *
 * const { text, predictable } = elmanLetters({ parts: 4, seed: 3 });
 * text; // => "diiguuubadii"
 * Array.from(predictable); // => [0, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1]
 * ```
 */
export function elmanLetters(options: ElmanOptions = {}): ElmanLetters {
  const { parts = 1000, seed = 0 } = options;
  checkIntegers("elmanLetters", { parts }, 0);
  const rng = new Rng(seed).split("elmanLetters");
  let text = "";
  for (let i = 0; i < parts; i++) text += syllables[rng.integer(3)]!;
  return { text, predictable: Uint8Array.from(text, (letter) => ("aiu".includes(letter) ? 1 : 0)) };
}

const syllables = ["ba", "dii", "guuu"] as const;

/**
 * The six features of each letter of {@link elmanLetters}, 0 or 1: consonant, vowel, interrupted, high, back, voiced.
 *
 * Source: Elman, "Finding Structure in Time", Cognitive Science 14 (1990), Table 1.
 *
 * @example
 * ```ts
 * import { elmanLetterFeatures } from "@unroll/datasets/generated";
 *
 * elmanLetterFeatures.b; // => [1, 0, 1, 0, 0, 1]
 * elmanLetterFeatures.a; // => [0, 1, 0, 0, 1, 1]
 * ```
 */
export const elmanLetterFeatures: Readonly<Record<"b" | "d" | "g" | "a" | "i" | "u", readonly number[]>> = {
  b: [1, 0, 1, 0, 0, 1],
  d: [1, 0, 1, 1, 0, 1],
  g: [1, 0, 1, 0, 1, 1],
  a: [0, 1, 0, 0, 1, 1],
  i: [0, 1, 0, 1, 0, 1],
  u: [0, 1, 0, 1, 1, 1],
};
