/** How the learning rate falls after the warm-up: along a half cosine or a line to 0, or not at all. */
export type ScheduleShape = "cosine" | "linear" | "constant";

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
 * ```
 *
 * It depends on the number of the step alone, so that a resumed run has the same; and only on operations that are exact, so that every
 * engine has the same.
 *
 * @param step the number of steps done before this one.
 * @param steps the length of the run, or null while it is not known: then the rate stays at its highest after the warm-up.
 * @example
 * ```ts
 * import { learningRateAt } from "@unroll/tasks";
 * const schedule = { learningRate: 0.01, warmupSteps: 4, shape: "cosine" } as const;
 * [0, 4, 52, 99].map((step) => learningRateAt(schedule, step, 100).toFixed(5)); // => ["0.00200", "0.01000", "0.00500", "0.00000"]
 * ```
 */
export function learningRateAt(schedule: Schedule, step: number, steps: number | null): number {
  const { learningRate, warmupSteps, shape } = schedule;
  if (step < warmupSteps) return (learningRate * (step + 1)) / (warmupSteps + 1);
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
