import { type FloatDType, rnn, type Tensor } from "@unroll/tensor";
import { Cell, type CellOptions } from "./cell.ts";
import { requireOneOf } from "./checks.ts";
import type { CellState } from "./recurrent-cell.ts";
import { type RunOptions, type RunResult, runCell } from "./run-cell.ts";

/** f of an {@link RNNCell}. */
export type Activation = "tanh" | "relu";

/** Options of {@link RNNCell}. */
export interface RNNCellOptions<D extends FloatDType = "float32"> extends CellOptions<D> {
  /** f. Default `"tanh"`. */
  readonly activation?: Activation;
}

/**
 * The simple recurrent network: one step.
 *
 * ```
 * h = f(W_i x + b_i + W_h h' + b_h)
 * ```
 *
 * with h' the previous state and f = tanh or relu. Elman 1990, "Finding Structure in Time"; with relu and the
 * recurrent weights first the identity it is the IRNN of Le et al. 2015:
 * `{ activation: "relu", initializers: { recurrent: "identity", bias: "zeros" } }`.
 *
 * State, in PyTorch's names and layout: `weight_ih` [H, I], `weight_hh` [H, H], `bias_ih` [H], `bias_hh` [H], all first
 * drawn evenly from [-1/sqrt(H), 1/sqrt(H)).
 *
 * @example
 * ```ts
 * import { RNNCell } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const cell = new RNNCell(5, 3);
 * let h = cell.forward(rand([32, 5]));
 * h = cell.forward(rand([32, 5]), h);
 * h.shape; // => [32, 3]
 * ```
 */
export class RNNCell<D extends FloatDType = "float32"> extends Cell<CellState<D>, D> {
  readonly activation: Activation;

  /**
   * @param inputSize I
   * @param hiddenSize H
   * @param options `activation`: default `"tanh"`; `bias`: default true; and those of {@link CellOptions}.
   * @throws RangeError when a size is not a positive integer, or an option none of its values.
   */
  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions<D> = {}) {
    const { activation = "tanh" } = options;
    requireOneOf("RNNCell", "activation", activation, ["tanh", "relu"]);
    super({ name: "RNNCell", gates: 1, state: { hidden: hiddenSize } }, inputSize, hiddenSize, options);
    this.activation = activation;
  }

  /**
   * One step, as the equation says.
   *
   * @param x [B, I]
   * @param state `hidden`: h' [B, H]
   * @param mask [B, H]: multiplies h' where it enters the recurrent product. Default: none.
   * @returns `hidden`: h [B, H]
   */
  override step(x: Tensor<D>, { hidden: h }: CellState<D>, mask?: Tensor<D>): CellState<D> {
    const sum = this.fromInput(x).add(this.fromState(h, mask)); // W_i x + b_i + W_h h' + b_h
    return { hidden: this.activation === "tanh" ? sum.tanh() : sum.relu() };
  }

  /**
   * All steps in one kernel call: the results of {@link runCell}, to rounding, many times faster.
   *
   * @param x [B, T, I]
   * @returns `output` [B, T, H] and `hidden` [B, H]
   * @throws ShapeError, RangeError as {@link runCell}.
   */
  sequence(x: Tensor<D>, options: RunOptions<CellState<D>> = {}): RunResult<CellState<D>, D> {
    if (this.dropsState) return runCell(this, x, options);
    const { lengths, reverse } = options;
    const initialState = this.startOf(x, options.initialState)?.hidden;
    return rnn(x, this.weights, { initialState, lengths, reverse, activation: this.activation });
  }

  /**
   * One step from tensors to a tensor, as PyTorch's RNNCell.
   *
   * @param x [B, I], or [I] for one row without a batch.
   * @param h the previous state, [B, H] or [H]. Default zeros, or what was learnt.
   * @returns the next state, [B, H] or [H].
   * @throws ShapeError naming the argument and the shape it must have.
   */
  forward(x: Tensor<D>, h?: Tensor<D>): Tensor<D> {
    return this.stepOnce(x, h === undefined ? undefined : { hidden: h }).hidden;
  }
}
