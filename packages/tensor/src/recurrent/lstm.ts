import type { FloatDType } from "../dtype.ts";
import { lstm as lstmOp } from "../ops/lstm.ts";
import { applyAll } from "../tensor/apply.ts";
import type { Tensor } from "../tensor.ts";
import { type SequenceWeights, sequenceOperands, type WalkOptions } from "./sequence.ts";

/** How {@link lstm} starts and walks. */
export interface LstmOptions<D extends FloatDType = "float32"> extends WalkOptions {
  /** h and c before the first step, [B, H] each. Default zeros. */
  readonly initialState?: { readonly hidden: Tensor<D>; readonly cell: Tensor<D> } | undefined;
}

/**
 * An LSTM layer over whole sequences, in one direction, in one kernel call.
 *
 * ```
 * i = sigmoid(W_ii x + b_ii + W_hi h' + b_hi)        input gate
 * f = sigmoid(W_if x + b_if + W_hf h' + b_hf)        forget gate
 * g = tanh(W_ig x + b_ig + W_hg h' + b_hg)           the candidate
 * o = sigmoid(W_io x + b_io + W_ho h' + b_ho)        output gate
 * c = f * c' + i * g
 * h = o * tanh(c)
 * ```
 *
 * with h' and c' the previous states: Hochreiter and Schmidhuber 1997, "Long Short-Term Memory", with the forget gate
 * of Gers et al. 2000, "Learning to Forget".
 *
 * @param x [B, T, I]
 * @param weights 4 gates, stacked i, f, g, o.
 * @returns `output` [B, T, H], h after every step, 0 where padded; `hidden` and `cell` [B, H], h and c after the last
 * step of each row.
 * @throws ShapeError naming the operand and the shape it must have; RangeError for a length outside 0 to T.
 * @example
 * ```ts
 * import { lstm, rand } from "@unroll/tensor";
 * const weights = { weightIh: rand([12, 5]), weightHh: rand([12, 3]) };
 * const { output, hidden, cell } = lstm(rand([2, 7, 5]), weights, { lengths: [7, 4] });
 * output.shape; // => [2, 7, 3]
 * hidden.shape; // => [2, 3]
 * cell.shape; // => [2, 3]
 * ```
 */
export function lstm<D extends FloatDType>(
  x: Tensor<D>,
  weights: SequenceWeights<D>,
  options: LstmOptions<D> = {},
): { output: Tensor<D>; hidden: Tensor<D>; cell: Tensor<D> } {
  const { initialState } = options;
  const states = initialState && {
    "initialState.hidden": initialState.hidden,
    "initialState.cell": initialState.cell,
  };
  const { operands, form } = sequenceOperands("lstm", 4, x, weights, states, options);
  const [output, hidden, cell] = applyAll("lstm", operands, lstmOp(form)) as [Tensor<D>, Tensor<D>, Tensor<D>];
  return { output, hidden, cell };
}
