import { Rng } from "@unroll/random";

/**
 * The items in a random order, every order equally likely, as a new array.
 *
 * @param items - The items; they stay as they are.
 * @param seed - The same seed gives the same order, everywhere. Default: 0.
 * @throws RangeError if the seed is no integer from -2^63 to 2^64 - 1.
 *
 * @example
 * ```ts
 * import { shuffled } from "@unroll/datasets/generated";
 *
 * shuffled([1, 2, 3, 4, 5], 7); // => [3, 5, 4, 1, 2]
 * ```
 */
export function shuffled<T>(items: Iterable<T>, seed: number | bigint = 0): T[] {
  return new Rng(seed).split("shuffled").shuffle([...items]);
}
