import { LayerNorm } from "@unroll/nn";
import type { FloatDType, Tensor } from "@unroll/tensor";
import { Cell, type CellOptions } from "./cell.ts";
import { requireOneOf } from "./checks.ts";
import type { CellState } from "./recurrent-cell.ts";
import type { Activation } from "./rnn-cell.ts";

/** Options of the layer-normalised cells: their biases are those of the normalisation. */
export type LayerNormCellOptions<D extends FloatDType = "float32"> = Omit<CellOptions<D>, "bias">;

/** Options of {@link LayerNormRNNCell}. */
export interface LayerNormRNNCellOptions<D extends FloatDType = "float32"> extends LayerNormCellOptions<D> {
  /** f. Default `"tanh"`. */
  readonly activation?: Activation;
}

/**
 * The simple recurrent network with layer normalization: one step.
 *
 * ```
 * h = f(LN(W_i x + W_h h'))
 * ```
 *
 * with h' the previous state, f = tanh or relu, and LN as at `LayerNorm` of `@unroll/nn`: the sum keeps its size over
 * many steps. Ba, Kiros and Hinton 2016, "Layer Normalization", equation 4.
 *
 * State: `weight_ih` [H, I], `weight_hh` [H, H], first drawn as those of `RNNCell`; `norm.weight` [H], first ones, and
 * `norm.bias` [H], first zeros.
 *
 * @example
 * ```ts
 * import { LayerNormRNNCell, Recurrent } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const layer = new Recurrent((inputSize) => new LayerNormRNNCell(inputSize, 3), 5);
 * layer.forward(rand([32, 10, 5])).output.shape; // => [32, 10, 3]
 * ```
 */
export class LayerNormRNNCell<D extends FloatDType = "float32"> extends Cell<CellState<D>, D> {
  readonly activation: Activation;
  /** LN */
  readonly norm: LayerNorm<D>;

  /**
   * @param inputSize I
   * @param hiddenSize H
   * @param options `activation`: default `"tanh"`; and those of {@link CellOptions} without `bias`.
   * @throws RangeError when a size is not a positive integer, or an option none of its values.
   */
  constructor(inputSize: number, hiddenSize: number, options: LayerNormRNNCellOptions<D> = {}) {
    const { activation = "tanh", dtype = "float32" as D } = options;
    requireOneOf("LayerNormRNNCell", "activation", activation, ["tanh", "relu"]);
    const form = { name: "LayerNormRNNCell", gates: 1, state: { hidden: hiddenSize } };
    super(form, inputSize, hiddenSize, { ...options, bias: false });
    this.activation = activation;
    this.norm = new LayerNorm(hiddenSize, { dtype });
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
    const sum = this.norm.forward(this.fromInput(x).add(this.fromState(h, mask))); // LN(W_i x + W_h h')
    return { hidden: this.activation === "tanh" ? sum.tanh() : sum.relu() };
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
