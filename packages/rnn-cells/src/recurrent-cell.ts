import type { FloatDType, Tensor } from "@unroll/tensor";
import type { RunOptions, RunResult } from "./run-cell.ts";

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
 * {@link runCell} and in the layers of {@link Recurrent}, also a plain object.
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
  /**
   * For a cell that draws something anew for every run, as a dropout mask that holds for all its steps: the `step` of
   * the run that begins.
   */
  begin?(batch: number): (x: Tensor<D>, state: S) => S;
  /** For a cell that can do better than step after step: the results of {@link runCell}, to rounding, at once. */
  sequence?(x: Tensor<D>, options: RunOptions<S>): RunResult<S, D>;
}
