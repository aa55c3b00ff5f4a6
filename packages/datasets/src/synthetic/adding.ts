import { Rng } from "@unroll/random";
import { checkIntegers, type GeneratedOptions } from "./settings.ts";

/** How {@link addingProblem} draws. */
export interface AddingOptions extends GeneratedOptions {
  /** T, the length of every sequence, at least 2. Default: 100. */
  time?: number;
}

/** N sequences of the adding problem, ready to become tensors. */
export interface AddingProblem {
  /** N. */
  readonly count: number;
  /** T. */
  readonly time: number;
  /** [N, T, 2], row by row: a number from [0, 1), and 1 where it is to be added, else 0. */
  readonly inputs: Float32Array;
  /** [N], the sums of the two marked numbers. Their mean is 1 and their variance 1/6. */
  readonly targets: Float32Array;
}

/**
 * The adding problem: of T random numbers two are marked, one in either half, and their sum is wanted at the end. Always to
 * answer 1, the mean, has a mean squared error of 1/6 = 0.167: a model that is not clearly better has learnt nothing.
 *
 * Source: Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9 (1997), experiment 4; in the form of Le,
 * Jaitly and Hinton, "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units", arXiv:1504.00941 (2015),
 * section 4.1.
 *
 * @param options - See {@link AddingOptions}.
 * @throws RangeError if an option is out of range.
 *
 * @example
 * ```ts
 * import { addingProblem } from "@unroll/datasets/generated";
 *
 * const { inputs, targets } = addingProblem({ count: 1, time: 4, seed: 1 });
 * inputs.length; // => 8
 * let sum = 0;
 * for (let t = 0; t < 4; t++) sum += inputs[2 * t]! * inputs[2 * t + 1]!;
 * Math.fround(sum) === targets[0]; // => true
 * ```
 */
export function addingProblem(options: AddingOptions): AddingProblem {
  const { count, time = 100, seed = 0 } = options;
  checkIntegers("addingProblem", { count }, 0);
  checkIntegers("addingProblem", { time }, 2);
  const rng = new Rng(seed).split("addingProblem");
  const half = Math.floor(time / 2);
  const inputs = new Float32Array(count * time * 2);
  const targets = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    const row = inputs.subarray(n * time * 2, (n + 1) * time * 2);
    for (let t = 0; t < time; t++) row[2 * t] = (rng.uint32() >>> 8) / 16777216; // 24 bits: below 1 in float32, too
    const first = rng.integer(half);
    const second = half + rng.integer(time - half);
    row[2 * first + 1] = 1;
    row[2 * second + 1] = 1;
    targets[n] = row[2 * first]! + row[2 * second]!;
  }
  return { count, time, inputs, targets };
}
