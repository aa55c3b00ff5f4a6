import { requireSizes } from "@unroll/nn";
import type { Rng } from "@unroll/random";
import { dropout, type FloatDType, Module, scope, type Tensor } from "@unroll/tensor";
import { requireProbability, requireShape } from "./checks.ts";
import type { CellState, RecurrentCell } from "./recurrent-cell.ts";
import { runCell } from "./run-cell.ts";
import { type ForwardOptions, type LayerOutput, type Layers, runLayers } from "./run-layers.ts";
import { namedTensors } from "./state.ts";

/** More would fill the memory one by one before anyone could tell. */
const MAX_LAYERS = 1000;

/** How cells stand in layers. */
export interface LayerOptions {
  /** L: each further layer reads the outputs of the one below. Default 1. */
  readonly numLayers?: number;
  /** Whether each layer also has a cell that walks from the end to the beginning. Default false. */
  readonly bidirectional?: boolean;
  /** How likely an element is dropped between layers, in training. Default 0. Needs 2 layers or more. */
  readonly dropout?: number;
  /** What decides which are dropped. Default: the realm's generator. */
  readonly rng?: Rng;
}

/**
 * Cells of any kind over time, in layers and in both directions. {@link RNN}, {@link GRU} and {@link LSTM} are this with
 * their own cells.
 *
 * ```
 * layer 1:   x(1) ... x(T)           read forwards by a cell, and backwards by another when bidirectional
 * layer k:   outputs of layer k - 1, of both directions side by side
 * ```
 *
 * `hidden` is, for each cell, the state after the last valid step in its own direction. For two rows of lengths 4 and 2
 * in one bidirectional layer:
 *
 * ```
 *              x1   x2   x3   x4                 y1   y2   .    .
 * forward      h1 - h2 - h3 - h4 = hidden[0]     h1 - h2 = hidden[0]
 * reverse      h1 - h2 - h3 - h4                 h1 - h2
 *              = hidden[1]                       = hidden[1]
 * ```
 *
 * State names are those of the cells with `_l0`, `_l0_reverse`, `_l1` and so on, as in PyTorch.
 *
 * @example
 * ```ts
 * import { LayerNormGRUCell, Recurrent } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const layers = new Recurrent((inputSize) => new LayerNormGRUCell(inputSize, 3), 5, { numLayers: 2, bidirectional: true });
 * const { output, hidden } = layers.forward(rand([32, 10, 5]), { lengths: Array.from({ length: 32 }, () => 7) });
 * output.shape; // => [32, 10, 6]
 * hidden.shape; // => [4, 32, 3]
 * ```
 */
export class Recurrent<
    S extends CellState<D>,
    D extends FloatDType = "float32",
    C extends RecurrentCell<S, D> = RecurrentCell<S, D>,
  >
  extends Module
  implements Layers<S, D>
{
  readonly inputSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  /** How likely an element is dropped between layers. */
  readonly dropout: number;
  /** Layer by layer from the input upwards, forward before reverse. */
  readonly cells: readonly C[];
  /** The parts of a cell's state, each with its shape without the batch. */
  readonly stateShapes: Readonly<Record<string, readonly number[]>>;
  readonly #rng: Rng | undefined;

  /**
   * @param createCell makes a cell for the given input size: called for each layer and direction.
   * @param inputSize I
   * @param options `numLayers`: default 1; `bidirectional`: default false; `dropout`: default 0.
   * @throws RangeError when a size is not a positive integer, there are more than 1000 layers, or dropout has nothing to stand
   * between.
   */
  constructor(
    createCell: (inputSize: number) => C & RecurrentCell<S, D>,
    inputSize: number,
    options: LayerOptions = {},
  ) {
    super();
    const { numLayers = 1, bidirectional = false, dropout = 0, rng } = options;
    const name = this.layerName;
    if (typeof createCell !== "function")
      throw new TypeError(`${name}: createCell must be a function that makes a cell`);
    requireSizes(name, { inputSize, numLayers });
    if (numLayers > MAX_LAYERS)
      throw new RangeError(`${name}: numLayers must be at most ${MAX_LAYERS}; got ${numLayers}`);
    requireProbability(name, "dropout", dropout);
    if (dropout > 0 && numLayers === 1) {
      throw new RangeError(`${name}: dropout is between layers, so numLayers must be 2 or more; got 1`);
    }
    this.inputSize = inputSize;
    this.numLayers = numLayers;
    this.bidirectional = bidirectional;
    this.dropout = dropout;
    this.#rng = rng;
    const directions = bidirectional ? 2 : 1;
    const first = createCell(inputSize);
    this.stateShapes = scope(() =>
      Object.fromEntries(namedTensors(first.initialState(1)).map(([part, { shape }]) => [part, shape.slice(1)])),
    );
    const outputSize = directions * (this.stateShapes.hidden?.[0] as number);
    this.cells = Array.from({ length: directions * numLayers }, (_, i) =>
      i === 0 ? first : createCell(i < directions ? inputSize : outputSize),
    );
  }

  /** Begins the messages of errors. */
  protected get layerName(): string {
    return "Recurrent";
  }

  /** The states of the cells with the layer and direction at the end of each name: weight_ih_l0_reverse. */
  override namedState(prefix = ""): ReturnType<Module["namedState"]> {
    const directions = this.bidirectional ? 2 : 1;
    return super.namedState("").map(([name, state]) => {
      const [, cell, own] = /^cells\.(\d+)\.(.*)$/.exec(name) as RegExpExecArray;
      const reverse = Number(cell) % directions === 1 ? "_reverse" : "";
      return [`${prefix}${own}_l${Math.floor(Number(cell) / directions)}${reverse}`, state];
    });
  }

  /** Dropout between layers, in training. */
  between(output: Tensor<D>): Tensor<D> {
    return this.training && this.dropout > 0 ? dropout(output, this.dropout, this.#rng) : output;
  }

  /**
   * Runs all layers over sequences.
   *
   * @param x [B, T, I], or [T, I] for one sequence without a batch.
   * @param options `initialState`, the `state` of another run or its parts; `lengths` of the rows.
   * @returns `output` [B, T, D H] or [T, D H], with D = 2 when bidirectional; `state` and its parts by name, as `hidden`
   * [D L, B, H] or [D L, H].
   * @throws ShapeError naming the argument and the shape it must have; RangeError for a length outside 0 to T.
   */
  forward(x: Tensor<D>, options: ForwardOptions<S> = {}): LayerOutput<S, D> {
    return runLayers(`${this.layerName}.forward`, this, x, options, (cell, input, run) =>
      cell.sequence === undefined ? runCell(cell, input, run) : cell.sequence(input, run),
    );
  }

  /**
   * One time step through all layers, for sequences that come one step at a time.
   *
   * @param x [B, I], or [I] without a batch.
   * @param state of the step before. Default: the cells' own, usually zeros.
   * @returns as {@link Recurrent.forward}, without the axis of time: `output` [B, H] or [H].
   * @throws RangeError when bidirectional: the reverse direction begins at the end.
   * @example
   * ```ts
   * import { GRU } from "@unroll/rnn-cells";
   * import { rand } from "@unroll/tensor";
   * const gru = new GRU(5, 3);
   * const first = gru.step(rand([5]));
   * gru.step(rand([5]), first.state).output.shape; // => [3]
   * ```
   */
  step(x: Tensor<D>, state?: S): LayerOutput<S, D> {
    const { inputSize, bidirectional } = this;
    const operation = `${this.layerName}.step`;
    if (bidirectional) {
      throw new RangeError(
        `${operation}: a bidirectional layer reads whole sequences; its reverse direction begins at the end`,
      );
    }
    requireShape(operation, "input", x, { batch: undefined, inputSize }, { inputSize });
    const result = this.forward(x.unsqueeze(-2), { initialState: state });
    return { ...result, output: result.output.squeeze(-2) };
  }
}
