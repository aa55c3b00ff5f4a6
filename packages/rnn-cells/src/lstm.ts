import { requireSizes } from "@unroll/nn";
import type { FloatDType } from "@unroll/tensor";
import { LSTMCell, type LSTMCellOptions, type LSTMState } from "./lstm-cell.ts";
import { type LayerOptions, Recurrent } from "./recurrent.ts";

/** Options of {@link LSTM}. */
export interface LSTMOptions<D extends FloatDType = "float32"> extends LSTMCellOptions<D>, Omit<LayerOptions, "rng"> {}

/**
 * Long short-term memory over time, in layers and directions. The equations stand at {@link LSTMCell}, what comes out at
 * {@link Recurrent}.
 *
 * State, in PyTorch's names and layout: `weight_ih_l0` [4H, I], `weight_hh_l0` [4H, H], `bias_ih_l0` [4H], `bias_hh_l0`
 * [4H], then `weight_ih_l0_reverse` and so on when bidirectional, then `weight_ih_l1` [4H, D H] and so on, all first
 * drawn evenly from [-1/sqrt(H), 1/sqrt(H)). With a projection, `weight_hr_l0` [P, H], and P for H in what cells read of
 * each other.
 *
 * @example
 * ```ts
 * import { LSTM } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const lstm = new LSTM(5, 3, { bidirectional: true });
 * const { output, hidden, cell } = lstm.forward(rand([32, 10, 5]));
 * output.shape; // => [32, 10, 6]
 * hidden.shape; // => [2, 32, 3]
 * cell.shape; // => [2, 32, 3]
 * ```
 */
export class LSTM<D extends FloatDType = "float32"> extends Recurrent<LSTMState<D>, D, LSTMCell<D>> {
  readonly hiddenSize: number;

  /**
   * @param inputSize I
   * @param hiddenSize H
   * @param options `projSize`: default 0, no projection; `forgetBias`; `numLayers`: default 1; `bidirectional`: default
   * false; `dropout`: default 0; and those of {@link LSTMCellOptions}.
   * @throws RangeError when a size is not a positive integer, or an option none of its values.
   */
  constructor(inputSize: number, hiddenSize: number, options: LSTMOptions<D> = {}) {
    requireSizes("LSTM", { inputSize, hiddenSize });
    super((size) => new LSTMCell(size, hiddenSize, options), inputSize, options);
    this.hiddenSize = hiddenSize;
  }

  protected override get layerName(): string {
    return "LSTM";
  }
}
