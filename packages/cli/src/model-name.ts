import type { LanguageModelConfig } from "@unroll/tasks";

/** What a model is, for a table: "GRU 192 + 192". */
export function modelName(config: LanguageModelConfig): string {
  if (config.kind === "window") return `window of ${config.context}, ${config.hiddenSize}`;
  const { cell, hiddenSize, numLayers } = config;
  return `${cell.toUpperCase()} ${Array.from({ length: numLayers }, () => hiddenSize).join(" + ")}`;
}

/** What a model is, in a sentence: "2 GRUs of 192". */
export function modelPhrase(config: LanguageModelConfig): string {
  const { hiddenSize } = config;
  if (config.kind === "window") return `a window of ${config.context} tokens under a hidden layer of ${hiddenSize}`;
  const cell = config.cell.toUpperCase();
  const one = `${config.cell === "gru" ? "a" : "an"} ${cell}`;
  return `${config.numLayers === 1 ? one : `${config.numLayers} ${cell}s`} of ${hiddenSize}`;
}
