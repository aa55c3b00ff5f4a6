import { between, checkIntegers, checkLengths, examples, type GeneratedOptions } from "./settings.ts";

/** A sequence of symbols and the one to make of it. Symbols are integers from 0 to `symbols` - 1. */
export interface SymbolPair {
  readonly source: number[];
  readonly target: number[];
}

/** How {@link copyTask}, {@link reverseTask} and {@link sortTask} draw: lengths and symbols are uniform and independent. */
export interface SymbolPairsOptions extends GeneratedOptions {
  /** The number of different symbols. Default: 8. */
  symbols?: number;
  /** The shortest sequence. Default: 1. */
  minLength?: number;
  /** The longest sequence. Default: 20. */
  maxLength?: number;
}

/** Pairs whose target is a function of the source. */
export function symbolPairs(
  asker: string,
  options: SymbolPairsOptions,
  targetOf: (source: readonly number[]) => number[],
): SymbolPair[] {
  const { symbols = 8, minLength = 1, maxLength = 20 } = options;
  checkIntegers(asker, { symbols }, 1, 2 ** 32);
  checkLengths(asker, minLength, maxLength);
  return examples(asker, options, (rng) => {
    const source = Array.from({ length: between(rng, minLength, maxLength) }, () => rng.integer(symbols));
    return { source, target: targetOf(source) };
  });
}
