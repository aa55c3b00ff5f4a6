import { createParameter, requireSizes } from "@unroll/nn";
import { chunk, type FloatDType, linear, lstm, type Parameter, type Tensor } from "@unroll/tensor";
import { Cell, type CellOptions } from "./cell.ts";
import { perGate, resolveInitializers } from "./cell-initializers.ts";
import type { CellState } from "./recurrent-cell.ts";
import { type RunOptions, type RunResult, runCell } from "./run-cell.ts";

/** The state of an LSTM. */
export interface LSTMState<D extends FloatDType = "float32"> extends CellState<D> {
  /** c [B, H] */
  readonly cell: Tensor<D>;
}

/** Options of {@link LSTMCell}. */
export interface LSTMCellOptions<D extends FloatDType = "float32"> extends CellOptions<D> {
  /**
   * P: the hidden state is projected to this size, smaller than H. Default 0, none. Runs step by step. Sak et al. 2014,
   * "Long Short-Term Memory Based Recurrent Neural Network Architectures for Large Scale Acoustic Modeling".
   */
  readonly projSize?: number;
  /**
   * What b_if + b_hf is at first, as 1: the cell then remembers until it learns to forget. Default: as the other
   * biases. Jozefowicz et al. 2015, "An Empirical Exploration of Recurrent Network Architectures".
   */
  readonly forgetBias?: number;
}

function requireForgetBias(value: number, bias: boolean): void {
  if (!bias) throw new RangeError("LSTMCell: forgetBias needs bias; got bias false");
  if (!Number.isFinite(value)) throw new RangeError(`LSTMCell: forgetBias must be a number; got ${value}`);
}

/**
 * Long short-term memory: one step.
 *
 * ```
 * i = sigmoid(W_ii x + b_ii + W_hi h' + b_hi)        input gate: what is written
 * f = sigmoid(W_if x + b_if + W_hf h' + b_hf)        forget gate: what is kept (f near 1)
 * g = tanh(W_ig x + b_ig + W_hg h' + b_hg)           the candidate
 * o = sigmoid(W_io x + b_io + W_ho h' + b_ho)        output gate: what is shown
 * c = f * c' + i * g
 * h = o * tanh(c)                                    with a projection: h = W_hr (o * tanh(c))
 * ```
 *
 * with h' and c' the previous states. Hochreiter and Schmidhuber 1997, "Long Short-Term Memory", with the forget gate
 * of Gers et al. 2000, "Learning to Forget".
 *
 * State, in PyTorch's names and layout, gates stacked i, f, g, o: `weight_ih` [4H, I], `weight_hh` [4H, H], `bias_ih`
 * [4H], `bias_hh` [4H], all first drawn evenly from [-1/sqrt(H), 1/sqrt(H)); with a projection `weight_hh` is [4H, P]
 * and `weight_hr` [P, H].
 *
 * @example
 * ```ts
 * import { LSTMCell } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const cell = new LSTMCell(5, 3);
 * let state = cell.forward(rand([32, 5]));
 * state = cell.forward(rand([32, 5]), state);
 * state.hidden.shape; // => [32, 3]
 * state.cell.shape; // => [32, 3]
 * ```
 */
export class LSTMCell<D extends FloatDType = "float32"> extends Cell<LSTMState<D>, D> {
  /** W_hr [P, H], or null without a projection. */
  readonly weightHr: Parameter<D> | null;

  /**
   * @param inputSize I
   * @param hiddenSize H
   * @param options `projSize`: default 0, no projection; `forgetBias`; `bias`: default true; and those of {@link CellOptions}.
   * @throws RangeError when a size is not a positive integer, the projection not smaller than hiddenSize, or an option
   * none of its values.
   */
  constructor(inputSize: number, hiddenSize: number, options: LSTMCellOptions<D> = {}) {
    const { projSize = 0, forgetBias } = options;
    requireSizes("LSTMCell", { inputSize, hiddenSize });
    if (!(Number.isInteger(projSize) && projSize >= 0 && projSize < hiddenSize)) {
      throw new RangeError(
        `LSTMCell: projSize must be an integer from 0 to hiddenSize-1=${hiddenSize - 1}; got ${projSize}`,
      );
    }
    if (forgetBias !== undefined) requireForgetBias(forgetBias, options.bias ?? true);
    const state = { hidden: projSize || hiddenSize, cell: hiddenSize };
    super({ name: "LSTMCell", gates: 4, state }, inputSize, hiddenSize, options);
    const { input } = resolveInitializers("LSTMCell", options.initializers, hiddenSize);
    this.weightHr = projSize === 0 ? null : createParameter([projSize, hiddenSize], perGate(input, 1), options);
    if (forgetBias !== undefined) this.fillForgetBias(forgetBias);
  }

  /** Sets b_if to the value and b_hf to 0. */
  private fillForgetBias(value: number): void {
    const { biasIh, biasHh, hiddenSize } = this;
    biasIh?.array.elements<D>().fill(value, hiddenSize, 2 * hiddenSize);
    biasHh?.array.elements<D>().fill(0, hiddenSize, 2 * hiddenSize);
  }

  /**
   * One step, as the equations say.
   *
   * @param x [B, I]
   * @param state `hidden`: h' [B, H], or [B, P] with a projection; `cell`: c' [B, H]
   * @param mask in the shape of h': multiplies it where it enters the recurrent product. Default: none.
   * @returns `hidden`: h and `cell`: c
   */
  override step(x: Tensor<D>, { hidden: h, cell: before }: LSTMState<D>, mask?: Tensor<D>): LSTMState<D> {
    const gates = this.fromInput(x).add(this.fromState(h, mask)); // W_i x + b_i + W_h h' + b_h, [B, 4H]
    const [i, f, g, o] = chunk(gates, 4, -1) as [Tensor<D>, Tensor<D>, Tensor<D>, Tensor<D>];
    const c = f.sigmoid().mul(before).add(i.sigmoid().mul(g.tanh())); // f * c' + i * g
    const hidden = o.sigmoid().mul(c.tanh()); // o * tanh(c)
    return { hidden: this.weightHr === null ? hidden : linear(hidden, this.weightHr), cell: c };
  }

  /**
   * All steps in one kernel call, unless there is a projection: the results of {@link runCell}, to rounding, many times
   * faster.
   *
   * @param x [B, T, I]
   * @returns `output` [B, T, H], `hidden` and `cell` [B, H]; P for H in output and hidden with a projection.
   * @throws ShapeError, RangeError as {@link runCell}.
   */
  sequence(x: Tensor<D>, options: RunOptions<LSTMState<D>> = {}): RunResult<LSTMState<D>, D> {
    if (this.weightHr !== null || this.dropsState) return runCell(this, x, options);
    const { lengths, reverse } = options;
    return lstm(x, this.weights, { initialState: this.startOf(x, options.initialState), lengths, reverse });
  }

  /**
   * One step, as PyTorch's LSTMCell.
   *
   * @param x [B, I], or [I] for one row without a batch.
   * @param state the previous one, `hidden` and `cell`, [B, H] or [H]. Default zeros, or what was learnt.
   * @returns the next state in the same shapes.
   * @throws ShapeError naming the argument and the shape it must have.
   */
  forward(x: Tensor<D>, state?: LSTMState<D>): LSTMState<D> {
    return this.stepOnce(x, state);
  }
}
