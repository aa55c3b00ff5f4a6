import type { FloatDType, Tensor } from "@unroll/tensor";

/**
 * The state of a cell: named tensors, each [B, ...]. `hidden` [B, H] is also the cell's output; cells that remember
 * more name it beside it.
 */
export interface CellState<D extends FloatDType = "float32"> {
  /** h [B, H] */
  readonly hidden: Tensor<D>;
}

/**
 * What makes a recurrent cell: a state to begin with, and one step. Anything with these members runs over sequences by
 * {@link runCell}, also a plain object.
 *
 * @example
 * ```ts
 * import { type CellState, type RecurrentCell, runCell } from "@unroll/rnn-cells";
 * import { tensor, zeros } from "@unroll/tensor";
 * const runningSum: RecurrentCell<CellState> = {
 *   inputSize: 1,
 *   initialState: (batch) => ({ hidden: zeros([batch, 1]) }),
 *   step: (x, { hidden }) => ({ hidden: hidden.add(x) }),
 * };
 * const x = tensor([[[1], [2], [3]]]);
 * runCell(runningSum, x).output.toArray(); // => [[[1], [3], [6]]]
 * ```
 */
export interface RecurrentCell<S extends CellState<D>, D extends FloatDType = "float32"> {
  /** I */
  readonly inputSize: number;
  /** The state before the first step, usually zeros. */
  initialState(batch: number): S;
  /**
   * One step.
   *
   * @param x [B, I]
   * @param state the previous state.
   * @returns the next state, with the names and shapes of the previous one.
   */
  step(x: Tensor<D>, state: S): S;
}
