import { chunk, type FloatDType, gru, linear, type Tensor } from "@unroll/tensor";
import { Cell, type CellOptions, masked } from "./cell.ts";
import type { CellState } from "./recurrent-cell.ts";
import { type RunOptions, type RunResult, runCell } from "./run-cell.ts";

/** Options of {@link GRUCell}. */
export interface GRUCellOptions<D extends FloatDType = "float32"> extends CellOptions<D> {
  /** Whether the reset gate comes before the product with W_hn, as in the original paper. Default false, as in PyTorch. */
  readonly resetBefore?: boolean;
}

/** [B, 3H] as its three gates, each [B, H]. */
function gates<D extends FloatDType>(stacked: Tensor<D>): [Tensor<D>, Tensor<D>, Tensor<D>] {
  return chunk(stacked, 3, -1) as [Tensor<D>, Tensor<D>, Tensor<D>];
}

/**
 * The gated recurrent unit: one step.
 *
 * ```
 * r = sigmoid(W_ir x + b_ir + W_hr h' + b_hr)        reset gate: which part of the previous state matters now
 * z = sigmoid(W_iz x + b_iz + W_hz h' + b_hz)        update gate: what is kept (z near 1) and what is renewed
 * n = tanh(W_in x + b_in + r * (W_hn h' + b_hn))     the candidate
 * h = (1 - z) * n + z * h'
 * ```
 *
 * with h' the previous state. The reset gate comes after the product with W_hn, as in PyTorch. With `resetBefore` it
 * comes before, as in Cho et al. 2014, "Learning Phrase Representations using RNN Encoder-Decoder for Statistical
 * Machine Translation", equations 5 to 8:
 *
 * ```
 * n = tanh(W_in x + b_in + W_hn (r * h') + b_hn)
 * ```
 *
 * State, in PyTorch's names and layout, gates stacked r, z, n: `weight_ih` [3H, I], `weight_hh` [3H, H], `bias_ih`
 * [3H], `bias_hh` [3H], all first drawn evenly from [-1/sqrt(H), 1/sqrt(H)).
 *
 * @example
 * ```ts
 * import { GRUCell } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const cell = new GRUCell(5, 3);
 * let h = cell.forward(rand([32, 5]));
 * h = cell.forward(rand([32, 5]), h);
 * h.shape; // => [32, 3]
 * ```
 */
export class GRUCell<D extends FloatDType = "float32"> extends Cell<CellState<D>, D> {
  /** Whether the reset gate comes before the product with W_hn. */
  readonly resetBefore: boolean;

  /**
   * @param inputSize I
   * @param hiddenSize H
   * @param options `resetBefore`: default false; `bias`: default true; and those of {@link CellOptions}.
   * @throws RangeError when a size is not a positive integer, or an option none of its values.
   */
  constructor(inputSize: number, hiddenSize: number, options: GRUCellOptions<D> = {}) {
    super({ name: "GRUCell", gates: 3, state: { hidden: hiddenSize } }, inputSize, hiddenSize, options);
    this.resetBefore = options.resetBefore ?? false;
  }

  /**
   * One step, as the equations say.
   *
   * @param x [B, I]
   * @param state `hidden`: h' [B, H]
   * @param mask [B, H]: multiplies h' where it enters the recurrent products. Default: none.
   * @returns `hidden`: h [B, H]
   */
  override step(x: Tensor<D>, { hidden: h }: CellState<D>, mask?: Tensor<D>): CellState<D> {
    const [xr, xz, xn] = gates(this.fromInput(x)); // W_i x + b_i, [B, 3H], as 3 of [B, H]
    const [hr, hz, hn] = gates(this.fromState(h, mask)); // W_h h' + b_h
    const r = xr.add(hr).sigmoid();
    const z = xz.add(hz).sigmoid();
    const n = xn.add(this.resetBefore ? this.fromResetState(r.mul(h), mask) : r.mul(hn)).tanh();
    return { hidden: z.neg().add(1).mul(n).add(z.mul(h)) }; // (1 - z) * n + z * h'
  }

  /** W_hn (r * h') + b_hn, [B, H]. */
  private fromResetState(resetState: Tensor<D>, mask: Tensor<D> | undefined): Tensor<D> {
    const [, , Whn] = chunk(this.weightHh, 3) as [Tensor<D>, Tensor<D>, Tensor<D>];
    const bhn = this.biasHh === null ? undefined : chunk(this.biasHh, 3)[2];
    return linear(masked(resetState, mask), Whn, bhn);
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
    return gru(x, this.weights, { initialState, lengths, reverse, resetBefore: this.resetBefore });
  }

  /**
   * One step from tensors to a tensor, as PyTorch's GRUCell.
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
