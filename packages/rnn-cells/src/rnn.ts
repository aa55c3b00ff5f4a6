import { requireSizes } from "@unroll/nn";
import type { FloatDType } from "@unroll/tensor";
import { type LayerOptions, Recurrent } from "./recurrent.ts";
import type { CellState } from "./recurrent-cell.ts";
import { RNNCell, type RNNCellOptions } from "./rnn-cell.ts";

/** Options of {@link RNN}. */
export interface RNNOptions<D extends FloatDType = "float32"> extends RNNCellOptions<D>, Omit<LayerOptions, "rng"> {}

/**
 * The simple recurrent network over time, in layers and directions. The equation stands at {@link RNNCell}, what comes
 * out at {@link Recurrent}.
 *
 * State, in PyTorch's names and layout: `weight_ih_l0` [H, I], `weight_hh_l0` [H, H], `bias_ih_l0` [H], `bias_hh_l0`
 * [H], then `weight_ih_l0_reverse` and so on when bidirectional, then `weight_ih_l1` [H, D H] and so on, all first drawn
 * evenly from [-1/sqrt(H), 1/sqrt(H)).
 *
 * @example
 * ```ts
 * import { RNN } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const rnn = new RNN(5, 3);
 * const { output, hidden } = rnn.forward(rand([32, 10, 5]));
 * output.shape; // => [32, 10, 3]
 * hidden.shape; // => [1, 32, 3]
 * ```
 */
export class RNN<D extends FloatDType = "float32"> extends Recurrent<CellState<D>, D, RNNCell<D>> {
  readonly hiddenSize: number;

  /**
   * @param inputSize I
   * @param hiddenSize H
   * @param options `activation`: default `"tanh"`; `numLayers`: default 1; `bidirectional`: default false; `dropout`:
   * default 0; and those of {@link RNNCellOptions}.
   * @throws RangeError when a size is not a positive integer, or an option none of its values.
   */
  constructor(inputSize: number, hiddenSize: number, options: RNNOptions<D> = {}) {
    requireSizes("RNN", { inputSize, hiddenSize });
    super((size) => new RNNCell(size, hiddenSize, options), inputSize, options);
    this.hiddenSize = hiddenSize;
  }

  protected override get layerName(): string {
    return "RNN";
  }
}
