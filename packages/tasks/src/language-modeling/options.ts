import {
  countingInteger,
  notNegative,
  positiveInteger,
  type Recipe,
  type Reporting,
  recipeOf,
  reportingOf,
  requireOption,
  type TrainingOptions,
} from "../training/options.ts";
import { standardPreset } from "./presets.ts";

/** Stands in errors. */
export const TASK = "LanguageModelTraining";

/** How a {@link LanguageModelTraining} trains. What has no other default takes that of {@link standardPreset}. */
export interface LanguageModelTrainingOptions extends TrainingOptions {
  /** T: tokens of each row in a batch; gradients flow back through that many, the state is carried on. */
  readonly time?: number;
  /** The part of the text, from its end, that is held out for evaluation: 0 (nothing) to less than 1. Default 0.1. */
  readonly heldOut?: number;
  /** How many held-out tokens an evaluation on the way reads, taken from everywhere; all at the end. Default 16384. */
  readonly evaluationTokens?: number;
  /** Tokens of a sample. Default 200. */
  readonly sampleLength?: number;
  /** How freely samples are drawn: see `generate`. Default 0.8. */
  readonly temperature?: number;
  /** What samples continue. Default "": a new line. */
  readonly prompt?: string;
}

/** The options that decide the numbers of a run, all given. They stand in its checkpoint. */
export interface LanguageModelRecipe extends Recipe {
  readonly time: number;
  readonly heldOut: number;
  /** Decides the numbers only where `evaluateEvery` does. */
  readonly evaluationTokens: number;
}

/** The options that a resumed run may change, because they only change what is reported. */
export interface LanguageModelReporting extends Reporting {
  readonly sampleLength: number;
  readonly temperature: number;
  readonly prompt: string;
}

/** The options that decide the numbers, with their defaults. @throws RangeError naming the first that is wrong. */
export function languageModelRecipe(options: LanguageModelTrainingOptions): LanguageModelRecipe {
  const defaults = standardPreset.training;
  const { time = defaults.time, heldOut = 0.1, evaluationTokens = 16384 } = options;
  requireOption(TASK, "time", time, positiveInteger, "a positive integer");
  requireOption(TASK, "heldOut", heldOut, (value) => value >= 0 && value < 1, "at least 0 and less than 1");
  requireOption(TASK, "evaluationTokens", evaluationTokens, positiveInteger, "a positive integer");
  return { ...recipeOf(TASK, options, defaults), time, heldOut, evaluationTokens };
}

/** The options that decide what is reported, with their defaults. @throws RangeError naming the first that is wrong. */
export function languageModelReporting(options: LanguageModelTrainingOptions): LanguageModelReporting {
  const { sampleLength = 200, temperature = 0.8, prompt = "" } = options;
  requireOption(TASK, "sampleLength", sampleLength, countingInteger, "an integer of at least 0");
  requireOption(TASK, "temperature", temperature, notNegative, "at least 0");
  return { ...reportingOf(TASK, options), sampleLength, temperature, prompt };
}
