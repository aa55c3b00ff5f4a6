import type { LanguageModelConfig } from "./model.ts";
import type { TrainingOptions } from "./options.ts";

/** A model and how to train it, found to work well together. */
export interface LanguageModelPreset {
  readonly model: LanguageModelConfig;
  readonly training: Required<
    Pick<TrainingOptions, "batchSize" | "time" | "steps" | "learningRate" | "warmupSteps" | "schedule" | "clipNorm">
  >;
}

/** The defaults. The README of the package has the loss that they reach on Moby Dick and the time that they take. */
export const standardPreset: LanguageModelPreset = {
  model: { embeddingSize: 64, hiddenSize: 192, numLayers: 1 },
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
export const quickPreset: LanguageModelPreset = {
  model: { embeddingSize: 32, hiddenSize: 128, numLayers: 1 },
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
