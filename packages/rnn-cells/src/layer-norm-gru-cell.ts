import { LayerNorm } from "@unroll/nn";
import { chunk, type FloatDType, split, type Tensor } from "@unroll/tensor";
import { Cell } from "./cell.ts";
import type { LayerNormCellOptions } from "./layer-norm-rnn-cell.ts";
import type { CellState } from "./recurrent-cell.ts";

/** The two gates, [B, 2H], and the candidate, [B, H], of [B, 3H]. */
function gatesAndCandidate<D extends FloatDType>(stacked: Tensor<D>, hiddenSize: number): [Tensor<D>, Tensor<D>] {
  return split(stacked, [2 * hiddenSize, hiddenSize], -1) as [Tensor<D>, Tensor<D>];
}

/**
 * The gated recurrent unit with layer normalization: one step.
 *
 * ```
 * r, z = sigmoid(LN_ih(W_i x) + LN_hh(W_h h'))               reset and update gate, normalised together
 * n    = tanh(LN_in(W_in x) + r * LN_hn(W_hn h'))            the candidate
 * h    = (1 - z) * n + z * h'
 * ```
 *
 * with h' the previous state and LN as at `LayerNorm` of `@unroll/nn`, each with a gain and a bias of its own. Ba,
 * Kiros and Hinton 2016, "Layer Normalization", supplementary material, equations 26 to 29 (there z and 1 - z change
 * places).
 *
 * State: `weight_ih` [3H, I], `weight_hh` [3H, H], gates stacked r, z, n, first drawn as those of `GRUCell`; `norm_ih`
 * and `norm_hh` with `weight`, first ones, and `bias`, first zeros, [2H]; `norm_in` and `norm_hn` alike, [H].
 *
 * @example
 * ```ts
 * import { LayerNormGRUCell, Recurrent } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const layer = new Recurrent((inputSize) => new LayerNormGRUCell(inputSize, 3), 5);
 * layer.forward(rand([32, 10, 5])).output.shape; // => [32, 10, 3]
 * ```
 */
export class LayerNormGRUCell<D extends FloatDType = "float32"> extends Cell<CellState<D>, D> {
  /** LN_ih, of the gates' part of W_i x. */
  readonly normIh: LayerNorm<D>;
  /** LN_hh, of the gates' part of W_h h'. */
  readonly normHh: LayerNorm<D>;
  /** LN_in, of W_in x. */
  readonly normIn: LayerNorm<D>;
  /** LN_hn, of W_hn h'. */
  readonly normHn: LayerNorm<D>;

  /**
   * @param inputSize I
   * @param hiddenSize H
   * @param options those of {@link CellOptions} without `bias`.
   * @throws RangeError when a size is not a positive integer, or an option none of its values.
   */
  constructor(inputSize: number, hiddenSize: number, options: LayerNormCellOptions<D> = {}) {
    const form = { name: "LayerNormGRUCell", gates: 3, state: { hidden: hiddenSize } };
    super(form, inputSize, hiddenSize, { ...options, bias: false });
    const { dtype = "float32" as D } = options;
    this.normIh = new LayerNorm(2 * hiddenSize, { dtype });
    this.normHh = new LayerNorm(2 * hiddenSize, { dtype });
    this.normIn = new LayerNorm(hiddenSize, { dtype });
    this.normHn = new LayerNorm(hiddenSize, { dtype });
  }

  /**
   * One step, as the equations say.
   *
   * @param x [B, I]
   * @param state `hidden`: h' [B, H]
   * @param mask [B, H]: multiplies h' where it enters the recurrent product. Default: none.
   * @returns `hidden`: h [B, H]
   */
  override step(x: Tensor<D>, { hidden: h }: CellState<D>, mask?: Tensor<D>): CellState<D> {
    const [xrz, xn] = gatesAndCandidate(this.fromInput(x), this.hiddenSize); // W_i x
    const [hrz, hn] = gatesAndCandidate(this.fromState(h, mask), this.hiddenSize); // W_h h'
    const rz = this.normIh.forward(xrz).add(this.normHh.forward(hrz)).sigmoid();
    const [r, z] = chunk(rz, 2, -1) as [Tensor<D>, Tensor<D>];
    const n = this.normIn
      .forward(xn)
      .add(r.mul(this.normHn.forward(hn)))
      .tanh();
    return { hidden: z.neg().add(1).mul(n).add(z.mul(h)) }; // (1 - z) * n + z * h'
  }

  /**
   * One step from tensors to a tensor.
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
