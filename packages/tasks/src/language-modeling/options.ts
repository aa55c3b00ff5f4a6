import type { ScheduleShape } from "../training/schedule.ts";
import { standardPreset } from "./presets.ts";

/** How a {@link LanguageModelTraining} trains. What has no other default takes that of {@link standardPreset}. */
export interface TrainingOptions {
  /** B: how many places of the text are read at once, each row going on where it stopped. */
  readonly batchSize?: number;
  /** T: characters of each row in a step; gradients flow back through that many, the state is carried on. */
  readonly time?: number;
  /** The length of the run in steps. At most one of `steps`, `epochs` and `seconds`. */
  readonly steps?: number;
  /** The length of the run in passes over the text. */
  readonly epochs?: number;
  /**
   * The length of the run in seconds, roughly: the speed is measured during the warm-up, and the number of steps is fixed then. From
   * there on the run can be resumed exactly, like any other; but two such runs may differ in length.
   */
  readonly seconds?: number;
  /** The highest learning rate of Adam. */
  readonly learningRate?: number;
  /** Steps until the learning rate is at its highest. */
  readonly warmupSteps?: number;
  /** How the learning rate falls after the warm-up. */
  readonly schedule?: ScheduleShape;
  /** The largest norm of all gradients together. */
  readonly clipNorm?: number;
  /** What is random in training is drawn from it: the same seed, model and text give the same weights. Default 0. */
  readonly seed?: number;
  /** The part of the text, from its end, that is held out for evaluation: 0 (nothing) to less than 1. Default 0.1. */
  readonly heldOut?: number;
  /** Steps between evaluations on the way; 0: only at the end. Default 100. */
  readonly evaluateEvery?: number;
  /** How many held-out characters an evaluation on the way reads, taken from everywhere; all at the end. Default 16384. */
  readonly evaluationCharacters?: number;
  /** Steps between samples; 0: never. Default 0. */
  readonly sampleEvery?: number;
  /** Characters of a sample. Default 200. */
  readonly sampleLength?: number;
  /** How freely samples are drawn: see `generate`. Default 0.8. */
  readonly temperature?: number;
  /** What samples continue. Default "": a new line. */
  readonly prompt?: string;
  /** Steps between checkpoints; when it is not 0, there is one at the end too, and at an abort. Default 0: never. */
  readonly checkpointEvery?: number;
}

/** The options that a resumed run may change, because they only change what is reported. */
export type ReportingOptions = Pick<
  TrainingOptions,
  | "evaluateEvery"
  | "evaluationCharacters"
  | "sampleEvery"
  | "sampleLength"
  | "temperature"
  | "prompt"
  | "checkpointEvery"
>;

const reportingDefaults: Required<ReportingOptions> = {
  evaluateEvery: 100,
  evaluationCharacters: 16384,
  sampleEvery: 0,
  sampleLength: 200,
  temperature: 0.8,
  prompt: "",
  checkpointEvery: 0,
};

/** How long a run is: one of the three. */
export type RunLength = { readonly steps: number } | { readonly epochs: number } | { readonly seconds: number };

/** The options that decide the numbers of a run, all given. They stand in its checkpoint. */
export interface Recipe {
  readonly batchSize: number;
  readonly time: number;
  readonly length: RunLength;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly schedule: ScheduleShape;
  readonly clipNorm: number;
  readonly seed: number;
  readonly heldOut: number;
}

/** The fewest steps over which the speed of a run in seconds is measured. */
const FEWEST_MEASURED = 10;

type Check = (value: number) => boolean;
const positiveInteger: Check = (value) => Number.isSafeInteger(value) && value > 0;
const countingInteger: Check = (value) => Number.isSafeInteger(value) && value >= 0;
const positive: Check = (value) => value > 0 && value < Number.POSITIVE_INFINITY;
const notNegative: Check = (value) => value >= 0 && value < Number.POSITIVE_INFINITY;

function requireOption(name: string, value: unknown, check: Check, expected: string): void {
  if (typeof value === "number" && check(value)) return;
  throw new RangeError(`LanguageModelTraining: ${name} must be ${expected}; got ${String(value)}`);
}

/** The options that decide the numbers, with their defaults. @throws RangeError naming the first that is wrong. */
export function recipeOf(options: TrainingOptions): Recipe {
  const defaults = standardPreset.training;
  const length = lengthOf(options);
  const given = {
    batchSize: options.batchSize ?? defaults.batchSize,
    time: options.time ?? defaults.time,
    length,
    learningRate: options.learningRate ?? defaults.learningRate,
    warmupSteps: options.warmupSteps ?? defaults.warmupSteps,
    schedule: options.schedule ?? defaults.schedule,
    clipNorm: options.clipNorm ?? defaults.clipNorm,
    seed: options.seed ?? 0,
    heldOut: options.heldOut ?? 0.1,
  };
  checkRecipe(given);
  return "seconds" in length ? { ...given, warmupSteps: Math.max(given.warmupSteps, FEWEST_MEASURED) } : given;
}

/** @throws RangeError naming the first option that is wrong. */
export function checkRecipe(recipe: Recipe): void {
  requireOption("batchSize", recipe.batchSize, positiveInteger, "a positive integer");
  requireOption("time", recipe.time, positiveInteger, "a positive integer");
  requireOption("learningRate", recipe.learningRate, positive, "greater than 0");
  requireOption("warmupSteps", recipe.warmupSteps, countingInteger, "an integer of at least 0");
  requireOption("clipNorm", recipe.clipNorm, (value) => value > 0, "greater than 0 (Infinity: not clipped)");
  requireOption("seed", recipe.seed, Number.isSafeInteger, "an integer");
  requireOption("heldOut", recipe.heldOut, (value) => value >= 0 && value < 1, "at least 0 and less than 1");
  if (!["cosine", "linear", "constant"].includes(recipe.schedule)) {
    throw new RangeError(
      `LanguageModelTraining: schedule must be "cosine", "linear" or "constant"; got ${JSON.stringify(recipe.schedule)}`,
    );
  }
  const { length } = recipe;
  if ("steps" in length) requireOption("steps", length.steps, countingInteger, "an integer of at least 0");
  else if ("epochs" in length) requireOption("epochs", length.epochs, positive, "greater than 0");
  else requireOption("seconds", length.seconds, positive, "greater than 0");
}

function lengthOf({ steps, epochs, seconds }: TrainingOptions): RunLength {
  const given = Object.entries({ steps, epochs, seconds }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(" and ");
    throw new RangeError(`LanguageModelTraining: give one of steps, epochs and seconds; got ${names}`);
  }
  if (epochs !== undefined) return { epochs };
  if (seconds !== undefined) return { seconds };
  return { steps: steps ?? standardPreset.training.steps };
}

/** The options that decide what is reported, with their defaults. @throws RangeError naming the first that is wrong. */
export function reportingOf(options: ReportingOptions): Required<ReportingOptions> {
  const given = { ...reportingDefaults };
  for (const name of Object.keys(given) as (keyof ReportingOptions)[]) {
    if (options[name] !== undefined) Object.assign(given, { [name]: options[name] });
  }
  for (const name of ["evaluateEvery", "sampleEvery", "sampleLength", "checkpointEvery"] as const) {
    requireOption(name, given[name], countingInteger, "an integer of at least 0");
  }
  requireOption("evaluationCharacters", given.evaluationCharacters, positiveInteger, "a positive integer");
  requireOption("temperature", given.temperature, notNegative, "at least 0");
  return given;
}

/** Refuses options that would change the numbers of a resumed run. */
export function requireSameRecipe(recipe: Recipe, options: TrainingOptions): void {
  const flat: Record<string, unknown> = { ...recipe, ...recipe.length };
  for (const name of [
    "batchSize",
    "time",
    "steps",
    "epochs",
    "seconds",
    "learningRate",
    "warmupSteps",
    "schedule",
    "clipNorm",
    "seed",
    "heldOut",
  ] as const) {
    if (options[name] === undefined || options[name] === flat[name]) continue;
    const was = flat[name] === undefined ? "started without it" : `started with ${String(flat[name])}`;
    throw new RangeError(
      `LanguageModelTraining.resume: ${name} cannot change in the middle of a run: it was ${was}; got ${String(options[name])}`,
    );
  }
}
