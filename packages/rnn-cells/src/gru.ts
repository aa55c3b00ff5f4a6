import { requireSizes } from "@unroll/nn";
import { type FloatDType, Module, stack, type Tensor } from "@unroll/tensor";
import { type Lengths, requireLengths, requireShape } from "./checks.ts";
import { GRUCell, type GRUCellOptions } from "./gru-cell.ts";

/** Options of {@link GRU}. */
export interface GRUOptions<D extends FloatDType = "float32"> extends GRUCellOptions<D> {
  /** L: each further layer reads the outputs of the one below. Default 1. */
  readonly numLayers?: number;
}

/** Where a sequence starts and ends. */
export interface GRUForwardOptions<D extends FloatDType = "float32"> {
  /** [L, B, H], or [L, H] without a batch. Default zeros. */
  readonly initialState?: Tensor<D> | undefined;
  /** Valid steps of each row, 0 to T, in any order. Default T. What stands behind them changes nothing. */
  readonly lengths?: Lengths | undefined;
}

/** What {@link GRU.forward} returns. */
export interface GRUOutput<D extends FloatDType = "float32"> {
  /** The states of the last layer over time, [B, T, H] or [T, H]; 0 where padded. */
  readonly output: Tensor<D>;
  /** The state of every layer after the last valid step of each row, [L, B, H] or [L, H]. */
  readonly hidden: Tensor<D>;
}

/**
 * The gated recurrent unit over time, in one or more layers. The equations stand at {@link GRUCell}.
 *
 * ```
 * output(t) = h(t) of the last layer,  hidden = h at the last valid step, of every layer
 * ```
 *
 * State, in PyTorch's names and layout: `weight_ih_l0` [3H, I], `weight_hh_l0` [3H, H], `bias_ih_l0` [3H], `bias_hh_l0`
 * [3H], then `weight_ih_l1` [3H, H] and so on, all first drawn evenly from [-1/sqrt(H), 1/sqrt(H)).
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
export class GRU<D extends FloatDType = "float32"> extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  /** One for each layer, from the input upwards. */
  readonly cells: readonly GRUCell<D>[];

  /**
   * @param options `numLayers`: default 1; `bias`: default true; `dtype`: default `"float32"`; `rng`: default the
   * realm's generator.
   * @throws RangeError when a size is not a positive integer.
   */
  constructor(inputSize: number, hiddenSize: number, options: GRUOptions<D> = {}) {
    super();
    const { numLayers = 1 } = options;
    requireSizes("GRU", { inputSize, hiddenSize, numLayers });
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = numLayers;
    this.cells = Array.from(
      { length: numLayers },
      (_, layer) => new GRUCell(layer === 0 ? inputSize : hiddenSize, hiddenSize, options),
    );
  }

  /** The parameters of layer k under PyTorch's names: weight_ih_lk and so on. */
  override namedState(prefix = ""): ReturnType<Module["namedState"]> {
    return this.cells.flatMap((cell, layer) =>
      cell.namedState(prefix).map(([name, parameter]): [string, typeof parameter] => [`${name}_l${layer}`, parameter]),
    );
  }

  /**
   * Runs all layers over sequences.
   *
   * @param x [B, T, I], or [T, I] for one sequence without a batch.
   * @param options `initialState` [L, B, H] or [L, H], `lengths` of the rows.
   * @returns `output` [B, T, H] or [T, H], and `hidden` [L, B, H] or [L, H].
   * @throws ShapeError naming the argument and the shape it must have; RangeError for a length outside 0 to T.
   */
  forward(x: Tensor<D>, options: GRUForwardOptions<D> = {}): GRUOutput<D> {
    const { inputSize, hiddenSize, numLayers } = this;
    requireShape(
      "GRU.forward",
      "input",
      x,
      { batch: undefined, time: undefined, inputSize },
      { time: undefined, inputSize },
    );
    const batched = x.rank === 3;
    const input = batched ? x : x.unsqueeze(0);
    const [batch, time] = input.shape as [number, number, number];
    const { initialState: given } = options;
    if (given !== undefined) {
      const wanted = batched ? { numLayers, batch, hiddenSize } : { numLayers, hiddenSize };
      requireShape("GRU.forward", "initialState", given, wanted);
    }
    const initialState = given === undefined || batched ? given : given.unsqueeze(1);
    const lengths =
      options.lengths === undefined ? undefined : requireLengths("GRU.forward", options.lengths, batch, time);

    let output = input;
    const last: Tensor<D>[] = [];
    this.cells.forEach((cell, layer) => {
      const state = initialState === undefined ? undefined : { hidden: initialState.select(0, layer) };
      const result = cell.sequence(output, { initialState: state, lengths });
      output = result.output;
      last.push(result.hidden);
    });
    const hidden = stack(last); // [L, B, H]
    return batched ? { output, hidden } : { output: output.squeeze(0), hidden: hidden.squeeze(1) };
  }
}
