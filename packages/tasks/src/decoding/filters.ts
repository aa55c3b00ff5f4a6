import { scope, tensor } from "@unroll/tensor";
import { leadingCount } from "./leading.ts";

/** What the logit of a token that must not be drawn becomes: its probability is 0. */
const EXCLUDED = Number.NEGATIVE_INFINITY;

/**
 * Divides logits by a temperature: below 1 the likely becomes likelier, above 1 everything comes closer.
 *
 * ```
 * (z_i - max_k z_k) / temperature
 * ```
 *
 * The maximum goes out of it first, which a softmax does not see: nothing overflows but what has no chance.
 *
 * @param logits z [V]
 * @param temperature above 0.
 * @returns [V], a new row.
 * @throws RangeError when the temperature is not a number above 0.
 * @example
 * ```ts
 * import { divideByTemperature } from "@unroll/tasks";
 * divideByTemperature(Float32Array.of(1, -2, 0), 0.5); // => [0, -6, -2]
 * ```
 */
export function divideByTemperature(logits: Float32Array, temperature: number): Float32Array {
  if (!(temperature > 0 && temperature < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`divideByTemperature: temperature must be a number above 0; got ${temperature}`);
  }
  const largest = largestOf(logits);
  const divided = new Float32Array(logits.length);
  for (let i = 0; i < logits.length; i++) divided[i] = (logits[i]! - largest) / temperature;
  return divided;
}

/**
 * Keeps the k largest logits and gives all others no chance. Of equal ones the lower id is kept.
 *
 * Fan, Lewis, Dauphin 2018, "Hierarchical Neural Story Generation", section 5.4.
 *
 * @param logits [V]
 * @param k at least 1; at V or more all are kept.
 * @returns [V], a new row: what was left out is -Infinity.
 * @throws RangeError when k is not a positive integer.
 * @example
 * ```ts
 * import { keepTopK } from "@unroll/tasks";
 * keepTopK(Float32Array.of(1, 3, 2, 3), 2); // => [-Infinity, 3, -Infinity, 3]
 * ```
 */
export function keepTopK(logits: Float32Array, k: number): Float32Array {
  if (!Number.isSafeInteger(k) || k < 1) throw new RangeError(`keepTopK: k must be a positive integer; got ${k}`);
  if (k >= logits.length) return logits.slice();
  return keepTokens(
    logits,
    scope(() => tensor(logits).topk(k).indices.data(), "keepTopK"),
  );
}

/**
 * Keeps the nucleus of a distribution, the smallest set of tokens whose probability reaches p, and gives all others the probability 0.
 * The likeliest come first, of equal ones the lower id.
 *
 * ```
 * the smallest S with sum_{i in S} p_i >= p sum_i p_i
 * ```
 *
 * Holtzman, Buys, Du, Forbes, Choi 2020, "The Curious Case of Neural Text Degeneration", section 3.1, equation 2.
 *
 * @param probabilities [V], not negative; their sum need not be 1.
 * @param p above 0 and at most 1.
 * @returns [V], a new row; what was kept is as it was, so the sum is no longer 1.
 * @throws RangeError when p is not above 0 and at most 1.
 * @example
 * ```ts
 * import { keepTopP } from "@unroll/tasks";
 * keepTopP(Float32Array.of(0.125, 0.5, 0.25, 0.125), 0.75); // => [0, 0.5, 0.25, 0]
 * keepTopP(Float32Array.of(0.125, 0.5, 0.25, 0.125), 0.8); // => [0.125, 0.5, 0.25, 0]
 * ```
 */
export function keepTopP(probabilities: Float32Array, p: number): Float32Array {
  if (!(p > 0 && p <= 1)) throw new RangeError(`keepTopP: p must be above 0 and at most 1; got ${p}`);
  if (p === 1) return probabilities.slice();
  let total = 0;
  for (let i = 0; i < probabilities.length; i++) total += probabilities[i]!;
  // All that lie below this together weigh less than what may be left out: no need to put them in order.
  const floor = ((1 - p) * total) / probabilities.length;
  const order = new Int32Array(probabilities.length);
  let candidates = 0;
  for (let i = 0; i < probabilities.length; i++) if (probabilities[i]! >= floor) order[candidates++] = i;
  const count = leadingCount(probabilities, order.subarray(0, candidates), p * total);
  const kept = new Float32Array(probabilities.length);
  for (let i = 0; i < count; i++) kept[order[i]!] = probabilities[order[i]!]!;
  return kept;
}

/**
 * Makes tokens that have come before less likely: a positive logit is divided by the penalty, a negative one multiplied with it.
 *
 * Keskar, McCann, Varshney, Xiong, Socher 2019, "CTRL: A Conditional Transformer Language Model for Controllable Generation", section
 * 4.1, in the form for negative logits that has become usual.
 *
 * @param logits [V]
 * @param ids the tokens that have come before; how often does not matter.
 * @param penalty above 0: 1 changes nothing, the paper takes 1.2; below 1 repetition is encouraged.
 * @returns [V], a new row.
 * @throws RangeError when the penalty is not a number above 0, or an id not one of the row.
 * @example
 * ```ts
 * import { penalizeRepetition } from "@unroll/tasks";
 * penalizeRepetition(Float32Array.of(4, -1, 3), [0, 1, 0], 2); // => [2, -2, 3]
 * ```
 */
export function penalizeRepetition(logits: Float32Array, ids: Iterable<number>, penalty: number): Float32Array {
  if (!(penalty > 0 && penalty < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`penalizeRepetition: penalty must be a number above 0; got ${penalty}`);
  }
  const penalized = logits.slice();
  for (const id of ids) {
    const logit = logitOf("penalizeRepetition", logits, id);
    penalized[id] = logit > 0 ? logit / penalty : logit * penalty;
  }
  return penalized;
}

/**
 * Keeps the logits of some tokens and gives all others no chance.
 *
 * @param logits [V]
 * @param ids which to keep, in any order.
 * @returns [V], a new row: what was left out is -Infinity.
 * @throws RangeError when an id is not one of the row, or there is none.
 * @example
 * ```ts
 * import { keepTokens } from "@unroll/tasks";
 * keepTokens(Float32Array.of(1, 2, 3), [2, 0]); // => [1, -Infinity, 3]
 * keepTokens(Float32Array.of(1, 2, 3), []); // throws RangeError: keepTokens: ids must name at least one token
 * ```
 */
export function keepTokens(logits: Float32Array, ids: Iterable<number>): Float32Array {
  const kept = new Float32Array(logits.length).fill(EXCLUDED);
  let count = 0;
  for (const id of ids) {
    kept[id] = logitOf("keepTokens", logits, id);
    count++;
  }
  if (count === 0) throw new RangeError("keepTokens: ids must name at least one token; got none");
  return kept;
}

/**
 * Gives some tokens no chance.
 *
 * @param logits [V]
 * @param ids which to leave out, in any order.
 * @returns [V], a new row: what was left out is -Infinity.
 * @throws RangeError when an id is not one of the row.
 * @example
 * ```ts
 * import { banTokens } from "@unroll/tasks";
 * banTokens(Float32Array.of(1, 2, 3), [1]); // => [1, -Infinity, 3]
 * ```
 */
export function banTokens(logits: Float32Array, ids: Iterable<number>): Float32Array {
  const kept = logits.slice();
  for (const id of ids) {
    logitOf("banTokens", logits, id);
    kept[id] = EXCLUDED;
  }
  return kept;
}

/** The largest of a row, NaN if one is. */
export function largestOf(row: Float32Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < row.length; i++) if (!(row[i]! <= largest)) largest = row[i]!;
  return largest;
}

function logitOf(name: string, logits: Float32Array, id: number): number {
  const logit = logits[id];
  if (logit === undefined) {
    throw new RangeError(`${name}: ids must be integers from 0 to ${logits.length - 1}; got ${id}`);
  }
  return logit;
}
