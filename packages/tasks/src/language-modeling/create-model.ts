import type { CharacterTokenizer, Tokenizer } from "@unroll/tokenizers";
import type { LanguageModel, LanguageModelConfig, LanguageModelOptions } from "./model.ts";
import { RecurrentLanguageModel } from "./recurrent-model.ts";
import { WindowLanguageModel } from "./window-model.ts";

/**
 * The language model of the kind and sizes that a configuration says.
 *
 * @throws RangeError when a size is not a positive integer; OutOfMemoryError when no memory holds the weights.
 * @example
 * ```ts
 * import { createLanguageModel, standardPreset } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 * createLanguageModel(CharacterTokenizer.train("abc"), standardPreset.model).config.kind; // => "recurrent"
 * ```
 */
export function createLanguageModel(
  tokenizer: CharacterTokenizer | Tokenizer,
  config: LanguageModelConfig,
  options: LanguageModelOptions = {},
): LanguageModel {
  return config.kind === "window"
    ? new WindowLanguageModel(tokenizer, config, options)
    : new RecurrentLanguageModel(tokenizer, config, options);
}
