/**
 * Everything that a generator remembers, as JSON: `Rng.fromState(state)` continues with the same numbers.
 *
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 *
 * new Rng(7).state(); // => { "algorithm": "philox4x32-10", "seed": "7", "stream": "0", "counter": 0 }
 * ```
 */
export interface RngState {
  /** The algorithm, and its number of rounds. */
  algorithm: "philox4x32-10";
  /** The seed, a decimal number from 0 to 2^64 - 1. */
  seed: string;
  /** The stream, a decimal number from 0 to 2^64 - 1: "0" until {@link Rng.split}. */
  stream: string;
  /** How many words of 32 bits have been drawn from the stream. */
  counter: number;
}

/** Where words lie that a kernel makes by itself: see {@link Rng.reserve}. 64-bit numbers are [low word, high word]. */
export interface RngWords {
  readonly seed: readonly [number, number];
  readonly stream: readonly [number, number];
  /** The number of words before the first. */
  readonly counter: number;
}

/** The 64 bits of a seed. */
export function seedBits(seed: number | bigint): bigint {
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    throw new RangeError(`Rng: seed must be an integer of at most 53 bits, or a bigint; got ${String(seed)}.`);
  }
  const value = BigInt(seed);
  if (value < -(2n ** 63n) || value >= 2n ** 64n) {
    throw new RangeError(`Rng: seed must be from -2^63 to 2^64 - 1; got ${value}.`);
  }
  return BigInt.asUintN(64, value);
}

export function lowWord(bits: bigint): number {
  return Number(bits & 0xffffffffn);
}

export function highWord(bits: bigint): number {
  return Number(bits >> 32n);
}

/** The 64 bits of a field of a state. */
export function decimal64(field: string, value: unknown): bigint {
  if (typeof value === "string" && /^(0|[1-9][0-9]{0,19})$/.test(value)) {
    const bits = BigInt(value);
    if (bits < 2n ** 64n) return bits;
  }
  throw new RangeError(`Rng.restore: state.${field} must be a decimal number from 0 to 2^64 - 1, as a string.`);
}
