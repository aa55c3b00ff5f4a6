import { Rng } from "@unroll/random";
import { CharacterTokenizer } from "@unroll/tokenizers";
import { type LanguageModel, RecurrentLanguageModel, type RecurrentLanguageModelConfig } from "../src/index.ts";

/** A text with something to learn: which word comes next is random, its letters are not. */
export function words(count: number, seed = 0): string {
  const rng = new Rng(seed);
  const list = ["whale", "sea", "ship", "captain", "harpoon", "white", "of", "the"];
  return Array.from({ length: count }, () => list[rng.integer(list.length)]).join(" ");
}

/** A small model; sizes are different primes, so that a transposition cannot hide. */
export function smallModel(
  text: string,
  config: Partial<RecurrentLanguageModelConfig> = {},
  seed = 1,
): RecurrentLanguageModel {
  const sizes = { embeddingSize: 5, hiddenSize: 11, numLayers: 1, ...config };
  return new RecurrentLanguageModel(CharacterTokenizer.train(text), sizes, { rng: new Rng(seed) });
}

/** The bits of all weights by name. */
export function bitsOf(model: LanguageModel): Record<string, Uint32Array> {
  return Object.fromEntries(
    Object.entries(model.stateDict()).map(([name, weight]) => [name, new Uint32Array(weight.data().buffer)]),
  );
}
