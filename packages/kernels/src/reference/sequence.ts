import type { SequenceCall } from "../recurrences.ts";
import type { Floats } from "./memory.ts";

/**
 * The steps of one row in the order of the recurrence: 0, 1, ... length - 1, or length - 1, ... 0 when reversed.
 * Steps at and beyond the row's length are padding and do not appear.
 */
export function stepsOf(call: SequenceCall, row: number, lengths: Int32Array): number[] {
  const length = call.lengths === 0 ? call.time : lengths[call.lengths / 4 + row]!;
  const steps = Array.from({ length }, (_, t) => t);
  return call.reverse ? steps.reverse() : steps;
}

/** `count` numbers as float64, or zeros where the operand is not given. */
export function load(floats: Floats, index: number, count: number, given: boolean): Float64Array {
  return given ? Float64Array.from(floats.subarray(index, index + count)) : new Float64Array(count);
}

/** sum_i w_i v_i, for `v` and the row of a matrix that begins at `w`. */
export function dot(floats: Floats, w: number, v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += floats[w + i]! * v[i]!;
  return sum;
}
