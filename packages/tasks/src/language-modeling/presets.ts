import type { RecipeDefaults } from "../training/options.ts";
import type { LanguageModelConfig, RecurrentLanguageModelConfig } from "./model.ts";

/** A model and how to train it, found to work well together. */
export interface LanguageModelPreset<C extends LanguageModelConfig = LanguageModelConfig> {
  readonly model: C;
  readonly training: RecipeDefaults & { readonly time: number };
}

/** One layer, nothing dropped, nothing tied. */
const gru = { kind: "recurrent", cell: "gru", numLayers: 1, dropout: 0, tied: false } as const;

/** The defaults. The README of the package has the loss that they reach on Moby Dick and the time that they take. */
export const standardPreset: LanguageModelPreset<RecurrentLanguageModelConfig> = {
  model: { ...gru, embeddingSize: 64, hiddenSize: 192 },
  training: {
    batchSize: 16,
    time: 64,
    steps: 2400,
    learningRate: 0.005,
    warmupSteps: 40,
    schedule: "cosine",
    clipNorm: 1,
  },
};

/** A small model that has learnt to spell within half a minute in a page: for a first look. */
export const quickPreset: LanguageModelPreset<RecurrentLanguageModelConfig> = {
  model: { ...gru, embeddingSize: 32, hiddenSize: 128 },
  training: {
    batchSize: 16,
    time: 64,
    steps: 2400,
    learningRate: 0.01,
    warmupSteps: 40,
    schedule: "cosine",
    clipNorm: 1,
  },
};
