import { type SymbolPair, type SymbolPairsOptions, symbolPairs } from "./symbol-pairs.ts";

/**
 * The reversal task: say backwards what was said. An encoder-decoder without attention must hold it all in one state; with
 * attention the alignment is the other diagonal.
 *
 * Source: Grefenstette, Hermann, Suleyman and Blunsom, "Learning to Transduce with Unbounded Memory", NIPS 2015, section 4.1.1
 * (sequence reversal; there 128 symbols and lengths 8 to 64 in training).
 *
 * @param options - See {@link SymbolPairsOptions}.
 * @throws RangeError if an option is out of range.
 *
 * @example
 * ```ts
 * import { reverseTask } from "@unroll/datasets/generated";
 *
 * const pairs = reverseTask({ count: 1000, symbols: 128, minLength: 8, maxLength: 64 });
 * const { source, target } = pairs[0]!;
 * target.at(-1) === source[0]; // => true
 * ```
 */
export function reverseTask(options: SymbolPairsOptions): SymbolPair[] {
  return symbolPairs("reverseTask", options, (source) => [...source].reverse());
}
