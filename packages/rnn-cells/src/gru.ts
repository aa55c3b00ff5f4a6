import { requireSizes } from "@unroll/nn";
import type { FloatDType } from "@unroll/tensor";
import { GRUCell, type GRUCellOptions } from "./gru-cell.ts";
import { type LayerOptions, Recurrent } from "./recurrent.ts";
import type { CellState } from "./recurrent-cell.ts";

/** Options of {@link GRU}. */
export interface GRUOptions<D extends FloatDType = "float32"> extends GRUCellOptions<D>, Omit<LayerOptions, "rng"> {}

/**
 * The gated recurrent unit over time, in layers and directions. The equations stand at {@link GRUCell}, what comes out
 * at {@link Recurrent}.
 *
 * State, in PyTorch's names and layout: `weight_ih_l0` [3H, I], `weight_hh_l0` [3H, H], `bias_ih_l0` [3H], `bias_hh_l0`
 * [3H], then `weight_ih_l0_reverse` and so on when bidirectional, then `weight_ih_l1` [3H, D H] and so on, all first
 * drawn evenly from [-1/sqrt(H), 1/sqrt(H)).
 *
 * @example
 * ```ts
 * import { GRU } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const gru = new GRU(5, 3);
 * const { output, hidden } = gru.forward(rand([32, 10, 5]));
 * output.shape; // => [32, 10, 3]
 * hidden.shape; // => [1, 32, 3]
 * gru.forward(rand([10, 5])).output.shape; // => [10, 3]
 * gru.forward(rand([2, 10, 5]), { lengths: [10, 7] }).output.select(0, 1).select(0, 7).toArray(); // => [0, 0, 0]
 * ```
 */
export class GRU<D extends FloatDType = "float32"> extends Recurrent<CellState<D>, D, GRUCell<D>> {
  readonly hiddenSize: number;

  /**
   * @param inputSize I
   * @param hiddenSize H
   * @param options `resetBefore`: default false; `numLayers`: default 1; `bidirectional`: default false; `dropout`:
   * default 0; and those of {@link GRUCellOptions}.
   * @throws RangeError when a size is not a positive integer, or an option none of its values.
   */
  constructor(inputSize: number, hiddenSize: number, options: GRUOptions<D> = {}) {
    requireSizes("GRU", { inputSize, hiddenSize });
    super((size) => new GRUCell(size, hiddenSize, options), inputSize, options);
    this.hiddenSize = hiddenSize;
  }

  protected override get layerName(): string {
    return "GRU";
  }
}
