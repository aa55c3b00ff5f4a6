import { type SymbolPair, type SymbolPairsOptions, symbolPairs } from "./symbol-pairs.ts";

/**
 * The copy task: say again what was said. Whether a model can tells how much its state can hold.
 *
 * Source: Graves, Wayne and Danihelka, "Neural Turing Machines", arXiv:1410.5401 (2014), section 4.1: random sequences of
 * lengths 1 to 20. There an item is eight random bits; here it is one of `symbols` symbols.
 *
 * @param options - See {@link SymbolPairsOptions}.
 * @throws RangeError if an option is out of range.
 *
 * @example
 * ```ts
 * import { copyTask } from "@unroll/datasets/generated";
 *
 * const [pair] = copyTask({ count: 1, symbols: 4, minLength: 5, maxLength: 5, seed: 1 });
 * pair!.source.length; // => 5
 * pair!.target.join() === pair!.source.join(); // => true
 * ```
 */
export function copyTask(options: SymbolPairsOptions): SymbolPair[] {
  return symbolPairs("copyTask", options, (source) => [...source]);
}
