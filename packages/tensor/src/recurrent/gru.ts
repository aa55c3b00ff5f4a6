import type { FloatDType } from "../dtype.ts";
import { gru as gruOp } from "../ops/gru.ts";
import { applyAll } from "../tensor/apply.ts";
import type { Tensor } from "../tensor.ts";
import { type SequenceOptions, type SequenceWeights, sequenceOperands } from "./sequence.ts";

/** How {@link gru} starts and walks, and where its reset gate stands. */
export interface GruOptions<D extends FloatDType = "float32"> extends SequenceOptions<D> {
  /** Whether the reset gate comes before the recurrent product. Default false, as in PyTorch. */
  readonly resetBefore?: boolean | undefined;
}

/**
 * A GRU layer over whole sequences, in one direction, in one kernel call.
 *
 * ```
 * r  = sigmoid(W_ir x + b_ir + W_hr h' + b_hr)
 * z  = sigmoid(W_iz x + b_iz + W_hz h' + b_hz)
 * n  = tanh(W_in x + b_in + r * (W_hn h' + b_hn))
 * h  = (1 - z) * n + z * h'
 * ```
 *
 * with h' the previous state: Cho et al. 2014, equations 5 to 8, in the form in which the reset gate comes after the product, as in
 * PyTorch. With `resetBefore` as the paper has it:
 *
 * ```
 * n  = tanh(W_in x + b_in + W_hn (r * h') + b_hn)
 * ```
 *
 * @param x [B, T, I]
 * @param weights 3 gates, stacked r, z, n.
 * @returns `output` [B, T, H], 0 where padded, and `hidden` [B, H], the state after the last step of each row.
 * @throws ShapeError naming the operand and the shape it must have; RangeError for a length outside 0 to T.
 * @example
 * ```ts
 * import { gru, rand } from "@unroll/tensor";
 * const weights = { weightIh: rand([9, 5]), weightHh: rand([9, 3]) };
 * const { output, hidden } = gru(rand([2, 7, 5]), weights, { lengths: [7, 4] });
 * output.shape; // => [2, 7, 3]
 * hidden.shape; // => [2, 3]
 * ```
 */
export function gru<D extends FloatDType>(
  x: Tensor<D>,
  weights: SequenceWeights<D>,
  options: GruOptions<D> = {},
): { output: Tensor<D>; hidden: Tensor<D> } {
  const { initialState, resetBefore = false } = options;
  const { operands, form } = sequenceOperands("gru", 3, x, weights, initialState && { initialState }, options);
  const [output, hidden] = applyAll("gru", operands, gruOp(form, resetBefore ? "resetBefore" : "resetAfter")) as [
    Tensor<D>,
    Tensor<D>,
  ];
  return { output, hidden };
}
