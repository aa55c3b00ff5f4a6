import { requireSizes } from "@unroll/nn";
import { memory, OutOfMemoryError } from "@unroll/tensor";
import type { LanguageModelConfig, RecurrentLanguageModelConfig } from "./model.ts";

/** The most bytes that a WebAssembly memory holds. */
const MEMORY_LIMIT = 2 ** 32;

/** How many gates a cell has, one above the other in its weights. */
const GATES: Readonly<Record<RecurrentLanguageModelConfig["cell"], number>> = { rnn: 1, gru: 3, lstm: 4 };

/**
 * How many weights a language model has.
 *
 * @param config its kind and its sizes.
 * @param vocabSize V
 * @example
 * ```ts
 * import { standardPreset, weightCount } from "@unroll/tasks";
 * weightCount(standardPreset.model, 60); // => 164028
 * ```
 */
export function weightCount(config: LanguageModelConfig, vocabSize: number): number {
  const { embeddingSize: E, hiddenSize: H } = config;
  if (config.kind === "window") {
    const hidden = H * (config.context * E + 1);
    return (vocabSize + 1) * E + hidden + vocabSize * (H + 1);
  }
  const rows = GATES[config.cell] * H;
  const recurrent = rows * (E + H + 2) + (config.numLayers - 1) * rows * (2 * H + 2);
  if (!config.tied) return vocabSize * E + recurrent + vocabSize * (H + 1);
  return vocabSize * (E + 1) + recurrent + (E === H ? 0 : E * H);
}

/**
 * Refuses a model before anything is made of it: otherwise layer after layer would fill the memory.
 *
 * @throws RangeError when a size is not a positive integer or the dropout no probability; OutOfMemoryError when no memory holds the weights.
 */
export function requirePossible(name: string, config: LanguageModelConfig, vocabSize: number): void {
  const { kind, dropout, ...others } = config;
  const sizes = Object.entries(others).filter(([field]) => field !== "cell" && field !== "tied");
  requireSizes(name, Object.fromEntries(sizes) as Record<string, number>);
  if (!(dropout >= 0 && dropout < 1)) {
    throw new RangeError(`${name}: dropout must be from 0 to less than 1; got ${dropout}`);
  }
  if (config.kind === "recurrent" && !Object.hasOwn(GATES, config.cell)) {
    throw new RangeError(`${name}: cell must be "rnn", "gru" or "lstm"; got ${JSON.stringify(config.cell)}`);
  }
  const bytes = 4 * weightCount(config, vocabSize);
  const { usedBytes } = memory();
  if (usedBytes + bytes > MEMORY_LIMIT) throw new OutOfMemoryError(bytes, usedBytes, MEMORY_LIMIT);
}
