import { checkOptimizer, type OptimizerSettings } from "./optimizer.ts";
import type { ScheduleShape } from "./schedule.ts";

/** How a model is trained, whatever its task. The task says the defaults of what has none here. */
export interface TrainingOptions {
  /** B: sequences that are read at once. */
  readonly batchSize?: number;
  /** Batches whose gradients are averaged for one step of the optimizer. Default 1. */
  readonly accumulate?: number;
  /** The length of the run in steps. At most one of `steps`, `epochs` and `seconds`. */
  readonly steps?: number;
  /** The length of the run in passes over the data. */
  readonly epochs?: number;
  /**
   * The length of the run in seconds, roughly: the speed is measured during the warm-up, and the number of steps is fixed then. From
   * there on the run can be resumed exactly, like any other; but two such runs may differ in length.
   */
  readonly seconds?: number;
  /** What changes the weights: a name, or a name with settings. Default "adam". */
  readonly optimizer?: OptimizerSettings["name"] | OptimizerSettings;
  /** The highest learning rate. */
  readonly learningRate?: number;
  /** Steps until the learning rate is at its highest. */
  readonly warmupSteps?: number;
  /** How the learning rate falls after the warm-up. */
  readonly schedule?: ScheduleShape;
  /** The largest norm of all gradients together; Infinity: not clipped. */
  readonly clipNorm?: number;
  /** What is random in training is drawn from it: the same seed, model and data give the same weights. Default 0. */
  readonly seed?: number;
  /** Ends the run early when so many evaluations in a row were no better than the best before them; 0: never. Default 0. */
  readonly patience?: number;
  /** Whether the model has the weights of the best evaluation at the end of the run, not the last. Default false. */
  readonly keepBest?: boolean;
  /** Steps between evaluations on the way; 0: only at the end. Default 100. */
  readonly evaluateEvery?: number;
  /** Steps between samples; 0: never. Default 0. */
  readonly sampleEvery?: number;
  /** Steps between checkpoints; when it is not 0, there is one at the end too, and at an abort. Default 0: never. */
  readonly checkpointEvery?: number;
}

/** How long a run is: one of the three. */
export type RunLength = { readonly steps: number } | { readonly epochs: number } | { readonly seconds: number };

/** The options that decide the numbers of a run, all given. They stand in its checkpoint. */
export interface Recipe {
  readonly batchSize: number;
  readonly accumulate: number;
  readonly length: RunLength;
  readonly optimizer: OptimizerSettings;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly schedule: ScheduleShape;
  readonly clipNorm: number;
  readonly seed: number;
  readonly patience: number;
  readonly keepBest: boolean;
  /** Decides the numbers only where they depend on evaluations: by `patience`, `keepBest` or a plateau. */
  readonly evaluateEvery: number;
}

/** The options that a resumed run may change, because they only change what is reported. */
export interface Reporting {
  readonly sampleEvery: number;
  readonly checkpointEvery: number;
}

/** What a task has to say of options without a general default. */
export type RecipeDefaults = Pick<Recipe, "batchSize" | "learningRate" | "warmupSteps" | "schedule" | "clipNorm"> & {
  readonly steps: number;
};

/** The fewest steps over which the speed of a run in seconds is measured. */
const FEWEST_MEASURED = 10;

type Check = (value: number) => boolean;
export const positiveInteger: Check = (value) => Number.isSafeInteger(value) && value > 0;
export const countingInteger: Check = (value) => Number.isSafeInteger(value) && value >= 0;
const positive: Check = (value) => value > 0 && value < Number.POSITIVE_INFINITY;
export const notNegative: Check = (value) => value >= 0 && value < Number.POSITIVE_INFINITY;
const share: Check = (value) => value > 0 && value < 1;

/** @throws RangeError when a number does not pass. */
export function requireOption(task: string, name: string, value: unknown, check: Check, expected: string): void {
  if (typeof value === "number" && check(value)) return;
  throw new RangeError(`${task}: ${name} must be ${expected}; got ${String(value)}`);
}

/** The options that decide the numbers, with their defaults. @throws RangeError naming the first that is wrong. */
export function recipeOf(task: string, options: TrainingOptions, defaults: RecipeDefaults): Recipe {
  const length = lengthOf(task, options, defaults.steps);
  const { optimizer = "adam" } = options;
  const recipe: Recipe = {
    batchSize: options.batchSize ?? defaults.batchSize,
    accumulate: options.accumulate ?? 1,
    length,
    optimizer: typeof optimizer === "string" ? { name: optimizer } : optimizer,
    learningRate: options.learningRate ?? defaults.learningRate,
    warmupSteps: options.warmupSteps ?? defaults.warmupSteps,
    schedule: options.schedule ?? defaults.schedule,
    clipNorm: options.clipNorm ?? defaults.clipNorm,
    seed: options.seed ?? 0,
    patience: options.patience ?? 0,
    keepBest: options.keepBest ?? false,
    evaluateEvery: options.evaluateEvery ?? 100,
  };
  checkRecipe(task, recipe);
  return "seconds" in length ? { ...recipe, warmupSteps: Math.max(recipe.warmupSteps, FEWEST_MEASURED) } : recipe;
}

/** @throws RangeError naming the first option that is wrong. */
function checkRecipe(task: string, recipe: Recipe): void {
  const check = (name: keyof Recipe, test: Check, expected: string): void =>
    requireOption(task, name, recipe[name], test, expected);
  check("batchSize", positiveInteger, "a positive integer");
  check("accumulate", positiveInteger, "a positive integer");
  check("learningRate", positive, "greater than 0");
  check("warmupSteps", countingInteger, "an integer of at least 0");
  check("clipNorm", (value) => value > 0, "greater than 0 (Infinity: not clipped)");
  check("seed", Number.isSafeInteger, "an integer");
  check("patience", countingInteger, "an integer of at least 0");
  check("evaluateEvery", countingInteger, "an integer of at least 0");
  if (typeof recipe.keepBest !== "boolean") {
    throw new RangeError(`${task}: keepBest must be true or false; got ${String(recipe.keepBest)}`);
  }
  checkOptimizer(recipe.optimizer, task);
  checkSchedule(task, recipe.schedule);
  const { length } = recipe;
  if ("steps" in length) requireOption(task, "steps", length.steps, countingInteger, "an integer of at least 0");
  else if ("epochs" in length) requireOption(task, "epochs", length.epochs, positive, "greater than 0");
  else requireOption(task, "seconds", length.seconds, positive, "greater than 0");
  const needing = needingEvaluations(recipe);
  if (needing !== null && recipe.evaluateEvery === 0) {
    throw new RangeError(`${task}: ${needing} needs evaluations on the way; got evaluateEvery 0`);
  }
}

/** Which option makes the numbers depend on evaluations, or null. */
function needingEvaluations({ patience, keepBest, schedule }: Recipe): string | null {
  if (patience > 0) return "patience";
  if (keepBest) return "keepBest";
  return typeof schedule === "object" && schedule.name === "plateau" ? "a plateau schedule" : null;
}

function checkSchedule(task: string, schedule: ScheduleShape): void {
  if (typeof schedule === "object" && schedule?.name === "step") {
    requireOption(task, "schedule.every", schedule.every, positiveInteger, "a positive integer");
    requireOption(task, "schedule.factor", schedule.factor, share, "between 0 and 1");
  } else if (typeof schedule === "object" && schedule?.name === "plateau") {
    requireOption(task, "schedule.patience", schedule.patience, countingInteger, "an integer of at least 0");
    requireOption(task, "schedule.factor", schedule.factor, share, "between 0 and 1");
  } else if (!["cosine", "linear", "constant"].includes(schedule as string)) {
    throw new RangeError(
      `${task}: schedule must be "cosine", "linear", "constant", or an object named "step" or "plateau"; got ${JSON.stringify(schedule)}`,
    );
  }
}

function lengthOf(task: string, { steps, epochs, seconds }: TrainingOptions, defaultSteps: number): RunLength {
  const given = Object.entries({ steps, epochs, seconds }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(" and ");
    throw new RangeError(`${task}: give one of steps, epochs and seconds; got ${names}`);
  }
  if (epochs !== undefined) return { epochs };
  if (seconds !== undefined) return { seconds };
  return { steps: steps ?? defaultSteps };
}

/** The options that decide what is reported, with their defaults. @throws RangeError naming the first that is wrong. */
export function reportingOf(task: string, options: TrainingOptions): Reporting {
  const reporting = { sampleEvery: options.sampleEvery ?? 0, checkpointEvery: options.checkpointEvery ?? 0 };
  for (const [name, value] of Object.entries(reporting)) {
    requireOption(task, name, value, countingInteger, "an integer of at least 0");
  }
  return reporting;
}

/** Refuses options that would change the numbers of a resumed run. Those of the task are among them. */
export function requireSameRecipe(task: string, recipe: Recipe, options: TrainingOptions): void {
  const was: Record<string, unknown> = { ...recipe, steps: undefined, ...recipe.length };
  const free = needingEvaluations(recipe) === null ? ["evaluateEvery"] : [];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || !(name in was || name === "epochs" || name === "seconds") || free.includes(name))
      continue;
    const now = name === "optimizer" && typeof value === "string" ? { name: value } : value;
    if (JSON.stringify(now) === JSON.stringify(was[name]) || now === was[name]) continue;
    const before = was[name] === undefined ? "started without it" : `started with ${shown(was[name])}`;
    throw new RangeError(
      `${task}.resume: ${name} cannot change in the middle of a run: it was ${before}; got ${shown(value)}`,
    );
  }
}

function shown(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
