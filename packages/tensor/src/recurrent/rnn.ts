import type { FloatDType } from "../dtype.ts";
import { rnn as rnnOp } from "../ops/rnn.ts";
import { applyAll } from "../tensor/apply.ts";
import type { Tensor } from "../tensor.ts";
import { type SequenceOptions, type SequenceWeights, sequenceOperands } from "./sequence.ts";

/** How {@link rnn} starts, walks and squashes. */
export interface RnnOptions<D extends FloatDType = "float32"> extends SequenceOptions<D> {
  /** f. Default `"tanh"`. */
  readonly activation?: "tanh" | "relu" | undefined;
}

/**
 * A simple recurrent layer over whole sequences, in one direction, in one kernel call.
 *
 * ```
 * h = f(W_ih x + b_ih + W_hh h' + b_hh)
 * ```
 *
 * with h' the previous state and f = tanh or relu: Elman 1990, "Finding Structure in Time".
 *
 * @param x [B, T, I]
 * @param weights 1 gate: W_ih [H, I], W_hh [H, H], biases [H].
 * @returns `output` [B, T, H], 0 where padded, and `hidden` [B, H], the state after the last step of each row.
 * @throws ShapeError naming the operand and the shape it must have; RangeError for a length outside 0 to T.
 * @example
 * ```ts
 * import { rnn, tensor } from "@unroll/tensor";
 * const weights = { weightIh: tensor([[1]]), weightHh: tensor([[1]]) }; // a running sum, as long as it is not negative
 * rnn(tensor([[[1], [2], [3]]]), weights, { activation: "relu" }).output.toArray(); // => [[[1], [3], [6]]]
 * ```
 */
export function rnn<D extends FloatDType>(
  x: Tensor<D>,
  weights: SequenceWeights<D>,
  options: RnnOptions<D> = {},
): { output: Tensor<D>; hidden: Tensor<D> } {
  const { initialState, activation = "tanh" } = options;
  if (activation !== "tanh" && activation !== "relu") {
    throw new RangeError(`rnn: activation must be "tanh" or "relu"; got ${JSON.stringify(activation)}`);
  }
  const { operands, form } = sequenceOperands("rnn", 1, x, weights, initialState && { initialState }, options);
  const [output, hidden] = applyAll("rnn", operands, rnnOp(form, activation)) as [Tensor<D>, Tensor<D>];
  return { output, hidden };
}
