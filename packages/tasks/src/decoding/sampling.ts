import type { Rng } from "@unroll/random";
import { scope, tensor } from "@unroll/tensor";
import {
  banTokens,
  divideByTemperature,
  keepTokens,
  keepTopK,
  keepTopP,
  largestOf,
  penalizeRepetition,
} from "./filters.ts";

/**
 * How the next token is chosen. What is asked for is applied in this order: `repetitionPenalty`, `allowed`, `banned`, `temperature`,
 * `topK`, `topP`.
 */
export interface SamplingOptions {
  /**
   * Divides the logits: 1 draws from the model's own distribution, less is more careful, more is bolder; 0 always takes the likeliest.
   * Default 1.
   */
  readonly temperature?: number;
  /** Draws from the k likeliest tokens only. Default: from all. */
  readonly topK?: number;
  /** Draws from the smallest set of likeliest tokens whose probability reaches this: above 0, at most 1. Default 1: from all. */
  readonly topP?: number;
  /** Makes what has come before less likely: above 1 avoids repetition, below 1 seeks it. Default 1. */
  readonly repetitionPenalty?: number;
  /** The ids of the only tokens that may come, in any order. Default: all. */
  readonly allowed?: Iterable<number>;
  /** The ids of tokens that may not come. Default: none. */
  readonly banned?: Iterable<number>;
}

/** @throws RangeError naming the caller and the first option that is out of range. */
export function requireSamplingOptions(caller: string, options: SamplingOptions): void {
  const { temperature = 1, topK = 1, topP = 1, repetitionPenalty = 1 } = options;
  const finite = (value: number): boolean => value < Number.POSITIVE_INFINITY;
  if (!(temperature >= 0 && finite(temperature))) {
    throw new RangeError(`${caller}: temperature must be at least 0; got ${temperature}`);
  }
  if (!(Number.isSafeInteger(topK) && topK >= 1)) {
    throw new RangeError(`${caller}: topK must be a positive integer; got ${topK}`);
  }
  if (!(topP > 0 && topP <= 1)) throw new RangeError(`${caller}: topP must be above 0 and at most 1; got ${topP}`);
  if (!(repetitionPenalty > 0 && finite(repetitionPenalty))) {
    throw new RangeError(`${caller}: repetitionPenalty must be a number above 0; got ${repetitionPenalty}`);
  }
}

/**
 * The distribution from which the next token is drawn: the logits after all that {@link SamplingOptions} ask for.
 *
 * ```
 * z' = penalized, restricted z;    p_i = exp(z'_i / temperature) / sum_k exp(z'_k / temperature)   over the top k;
 * p'_i = p_i / sum_{k in nucleus} p_k   in the nucleus, 0 outside
 * ```
 *
 * @param logits [V], the model's.
 * @param options see {@link SamplingOptions}.
 * @param history the ids that have come before, for the repetition penalty; how often does not matter.
 * @returns [V]; its sum is 1 to rounding. With temperature 0 the likeliest has 1, of equal ones the lower id.
 * @throws RangeError for an option out of range, an id that is not in the row, or logits that give no distribution: NaN, or none finite.
 * @example
 * ```ts
 * import { samplingDistribution } from "@unroll/tasks";
 * const logits = Float32Array.of(3, 1, 2, 0);
 * samplingDistribution(logits, { topK: 2 }); // => [0.73, 0, 0.27, 0]
 * samplingDistribution(logits, { topP: 0.5 }); // => [1, 0, 0, 0]
 * samplingDistribution(logits, { temperature: 0, allowed: [1, 2] }); // => [0, 0, 1, 0]
 * ```
 */
export function samplingDistribution(
  logits: Float32Array,
  options: SamplingOptions = {},
  history: Iterable<number> = [],
): Float32Array {
  requireSamplingOptions("samplingDistribution", options);
  return normalized(weightsOf(logits, options, history));
}

/**
 * Draws the next token from {@link samplingDistribution}.
 *
 * @param logits [V], the model's.
 * @param rng draws one number, unless the temperature is 0.
 * @param options see {@link SamplingOptions}.
 * @param history the ids that have come before, for the repetition penalty.
 * @throws RangeError as {@link samplingDistribution} does.
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { sampleToken } from "@unroll/tasks";
 * const rng = new Rng(1);
 * sampleToken(Float32Array.of(0, 9, 1), rng, { topK: 1 }); // => 1
 * ```
 */
export function sampleToken(
  logits: Float32Array,
  rng: Rng,
  options: SamplingOptions = {},
  history: Iterable<number> = [],
): number {
  requireSamplingOptions("sampleToken", options);
  return drawn(weightsOf(logits, options, history), rng, options);
}

/** A token drawn from {@link weightsOf}. */
export function drawn(weights: Float32Array, rng: Rng, { temperature }: SamplingOptions): number {
  return temperature === 0 ? weights.indexOf(1) : rng.choice(weights);
}

/** The distribution but for its sum: what is drawn from weights need not be divided by it. */
export function weightsOf(logits: Float32Array, options: SamplingOptions, history: Iterable<number>): Float32Array {
  const { temperature = 1, topK, topP = 1, repetitionPenalty = 1, allowed, banned } = options;
  let row = logits;
  if (repetitionPenalty !== 1) row = penalizeRepetition(row, history, repetitionPenalty);
  if (allowed !== undefined) row = keepTokens(row, allowed);
  if (banned !== undefined) row = banTokens(row, banned);
  const largest = largestOf(row);
  if (!Number.isFinite(largest)) {
    throw new RangeError(`sampleToken: logits must be numbers, one of them finite; the largest is ${largest}`);
  }
  if (temperature === 0) {
    const likeliest = new Float32Array(row.length);
    likeliest[row.indexOf(largest)] = 1;
    return likeliest;
  }
  if (temperature !== 1) row = divideByTemperature(row, temperature);
  if (topK !== undefined) row = keepTopK(row, topK);
  const probabilities = scope(() => tensor(row).softmax().data(), "sampleToken");
  return topP === 1 ? probabilities : keepTopP(probabilities, topP);
}

/** Weights divided by their sum. */
export function normalized(weights: Float32Array): Float32Array {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  return weights.map((weight) => weight / total);
}
