import { LayerNorm } from "@unroll/nn";
import { chunk, type FloatDType, type Tensor } from "@unroll/tensor";
import { Cell } from "./cell.ts";
import type { LayerNormCellOptions } from "./layer-norm-rnn-cell.ts";
import type { LSTMState } from "./lstm-cell.ts";

/**
 * Long short-term memory with layer normalization: one step.
 *
 * ```
 * i, f, g, o = LN_ih(W_i x) + LN_hh(W_h h')                  all gates, normalised together
 * c = sigmoid(f) * c' + sigmoid(i) * tanh(g)
 * h = sigmoid(o) * tanh(LN_c(c))
 * ```
 *
 * with h' and c' the previous states and LN as at `LayerNorm` of `@unroll/nn`, each with a gain and a bias of its own.
 * Ba, Kiros and Hinton 2016, "Layer Normalization", supplementary material, equations 20 to 22.
 *
 * State: `weight_ih` [4H, I], `weight_hh` [4H, H], gates stacked i, f, g, o, first drawn as those of `LSTMCell`;
 * `norm_ih` and `norm_hh` with `weight`, first ones, and `bias`, first zeros, [4H]; `norm_cell` alike, [H].
 *
 * @example
 * ```ts
 * import { LayerNormLSTMCell, Recurrent } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const layer = new Recurrent((inputSize) => new LayerNormLSTMCell(inputSize, 3), 5);
 * layer.forward(rand([32, 10, 5])).cell.shape; // => [1, 32, 3]
 * ```
 */
export class LayerNormLSTMCell<D extends FloatDType = "float32"> extends Cell<LSTMState<D>, D> {
  /** LN_ih, of W_i x. */
  readonly normIh: LayerNorm<D>;
  /** LN_hh, of W_h h'. */
  readonly normHh: LayerNorm<D>;
  /** LN_c, of c where it is shown. */
  readonly normCell: LayerNorm<D>;

  /**
   * @param inputSize I
   * @param hiddenSize H
   * @param options those of {@link CellOptions} without `bias`.
   * @throws RangeError when a size is not a positive integer, or an option none of its values.
   */
  constructor(inputSize: number, hiddenSize: number, options: LayerNormCellOptions<D> = {}) {
    const form = { name: "LayerNormLSTMCell", gates: 4, state: { hidden: hiddenSize, cell: hiddenSize } };
    super(form, inputSize, hiddenSize, { ...options, bias: false });
    const { dtype = "float32" as D } = options;
    this.normIh = new LayerNorm(4 * hiddenSize, { dtype });
    this.normHh = new LayerNorm(4 * hiddenSize, { dtype });
    this.normCell = new LayerNorm(hiddenSize, { dtype });
  }

  /**
   * One step, as the equations say.
   *
   * @param x [B, I]
   * @param state `hidden`: h' and `cell`: c', [B, H]
   * @param mask [B, H]: multiplies h' where it enters the recurrent product. Default: none.
   * @returns `hidden`: h and `cell`: c
   */
  override step(x: Tensor<D>, { hidden: h, cell: before }: LSTMState<D>, mask?: Tensor<D>): LSTMState<D> {
    const gates = this.normIh.forward(this.fromInput(x)).add(this.normHh.forward(this.fromState(h, mask)));
    const [i, f, g, o] = chunk(gates, 4, -1) as [Tensor<D>, Tensor<D>, Tensor<D>, Tensor<D>];
    const c = f.sigmoid().mul(before).add(i.sigmoid().mul(g.tanh())); // sigmoid(f) * c' + sigmoid(i) * tanh(g)
    return { hidden: o.sigmoid().mul(this.normCell.forward(c).tanh()), cell: c };
  }

  /**
   * One step.
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
