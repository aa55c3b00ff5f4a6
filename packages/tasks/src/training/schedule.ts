/** How the learning rate falls after the warm-up. */
export type ScheduleShape = "cosine" | "linear" | "constant" | StepSchedule | PlateauSchedule;

/** The learning rate is multiplied by `factor` every so many steps. */
export interface StepSchedule {
  readonly name: "step";
  /** Steps between two falls. */
  readonly every: number;
  /** Between 0 and 1. */
  readonly factor: number;
}

/** The learning rate is multiplied by `factor` when so many evaluations in a row were no better than the best before them. */
export interface PlateauSchedule {
  readonly name: "plateau";
  /** Evaluations without improvement that are borne; the next one lets the rate fall. */
  readonly patience: number;
  /** Between 0 and 1. */
  readonly factor: number;
}

/** The learning rate as a function of the step. */
export interface Schedule {
  /** The highest learning rate. */
  readonly learningRate: number;
  /** Steps over which the learning rate rises from 0 to its highest. */
  readonly warmupSteps: number;
  readonly shape: ScheduleShape;
}

/**
 * The learning rate of one step of a run.
 *
 * ```
 * warm-up, step < warmupSteps:   learningRate * (step + 1) / (warmupSteps + 1)
 * then, p = (step - warmupSteps) / (steps - warmupSteps):
 *   cosine                       learningRate * (1 + cos(pi p)) / 2        (Loshchilov and Hutter 2017, equation 5)
 *   linear                       learningRate * (1 - p)
 *   constant                     learningRate
 *   step                         learningRate * factor^floor((step - warmupSteps) / every)
 *   plateau                      learningRate * factor^falls
 * ```
 *
 * It depends on numbers that a checkpoint holds, so that a resumed run has the same; and only on operations that are exact, so that
 * every engine has the same.
 *
 * @param step the number of steps done before this one.
 * @param steps the length of the run, or null while it is not known: then cosine and line stay at the highest after the warm-up.
 * @param falls how often a plateau was met. Default 0.
 * @example
 * ```ts
 * import { learningRateAt } from "@unroll/tasks";
 * const schedule = { learningRate: 0.01, warmupSteps: 4, shape: "cosine" } as const;
 * [0, 4, 52, 99].map((step) => learningRateAt(schedule, step, 100).toFixed(5)); // => ["0.00200", "0.01000", "0.00500", "0.00000"]
 * ```
 */
export function learningRateAt(schedule: Schedule, step: number, steps: number | null, falls = 0): number {
  const { learningRate, warmupSteps, shape } = schedule;
  if (step < warmupSteps) return (learningRate * (step + 1)) / (warmupSteps + 1);
  if (typeof shape === "object") {
    const times = shape.name === "step" ? Math.floor((step - warmupSteps) / shape.every) : falls;
    return times === 0 ? learningRate : learningRate * power(shape.factor, times);
  }
  if (shape === "constant" || steps === null) return learningRate;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  return learningRate * (shape === "linear" ? 1 - progress : halfCosine(progress));
}

/** (1 + cos(pi x)) / 2 for x in [0, 1], by the power series of the cosine: Math.cos differs between engines. */
function halfCosine(x: number): number {
  const square = Math.PI * x * (Math.PI * x);
  let term = 1;
  let cosine = 1;
  for (let n = 2; n <= 26; n += 2) {
    term *= -square / (n * (n - 1));
    cosine += term;
  }
  return Math.max(0, (1 + cosine) / 2);
}

/** base^exponent for whole exponents: Math.pow differs between engines. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent && result > 0; i++) result *= base;
  return result;
}
