import { type SymbolPair, type SymbolPairsOptions, symbolPairs } from "./symbol-pairs.ts";

/**
 * The sorting task: say in ascending order what was said.
 *
 * Source: Vinyals, Bengio and Kudlur, "Order Matters: Sequence to Sequence for Sets", ICLR 2016, section 4.3 (sorting numbers;
 * there from the interval 0 to 1). Here they are integers, and may be equal.
 *
 * @param options - See {@link SymbolPairsOptions}.
 * @throws RangeError if an option is out of range.
 *
 * @example
 * ```ts
 * import { sortTask } from "@unroll/datasets/generated";
 *
 * const [pair] = sortTask({ count: 1, symbols: 10, minLength: 5, maxLength: 5, seed: 1 });
 * pair!.target.every((symbol, i) => i === 0 || symbol >= pair!.target[i - 1]!); // => true
 * ```
 */
export function sortTask(options: SymbolPairsOptions): SymbolPair[] {
  return symbolPairs("sortTask", options, (source) => [...source].sort((a, b) => a - b));
}
