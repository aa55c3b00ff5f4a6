import { concat, type FloatDType, stack, type Tensor } from "@unroll/tensor";
import { type Lengths, requireLengths, requireNames, requireShape } from "./checks.ts";
import type { CellState, RecurrentCell } from "./recurrent-cell.ts";
import type { RunOptions, RunResult } from "./run-cell.ts";
import { joinStates, type LayerState, layerState, mapState, namedTensors } from "./state.ts";

/** How layers are run over sequences. */
export interface ForwardOptions<S> {
  /**
   * What to begin with: the `state` of another run, or its parts by name, each [D L, B, ...] or, without a batch,
   * [D L, ...]. Default: the cells' own, usually zeros.
   */
  readonly initialState?: S | undefined;
  /** Valid steps of each row, 0 to T, in any order. Default T. What stands behind them changes nothing. */
  readonly lengths?: Lengths | undefined;
}

/** What a run of layers gives: `output`, `state`, and the parts of the state by name (`hidden`; of an LSTM also `cell`). */
export type LayerOutput<S, D extends FloatDType = "float32"> = S & {
  /** The hidden states of the last layer over time, [B, T, D H] or [T, D H], forward before reverse; 0 where padded. */
  readonly output: Tensor<D>;
  /** Every cell's state after the last valid step of each row, in its direction: {@link LayerState}. */
  readonly state: LayerState<S>;
};

/** Cells in layers and directions, as {@link Recurrent} holds them. */
export interface Layers<S extends CellState<D>, D extends FloatDType> {
  readonly inputSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  /** Layer by layer, forward before reverse. */
  readonly cells: readonly RecurrentCell<S, D>[];
  /** The parts of a cell's state, each with its shape without the batch. */
  readonly stateShapes: Readonly<Record<string, readonly number[]>>;
  /** What is done to the outputs of every layer but the last. */
  between(output: Tensor<D>): Tensor<D>;
}

/** Runs one of the cells. @param index its place among the cells. */
export type RunOne<S extends CellState<D>, D extends FloatDType> = (
  cell: RecurrentCell<S, D>,
  x: Tensor<D>,
  options: RunOptions<S>,
  index: number,
) => RunResult<S, D>;

/** Refuses an initial state that is none for these layers. */
function requireLayerState<S extends CellState<D>, D extends FloatDType>(
  operation: string,
  { cells, bidirectional, stateShapes }: Layers<S, D>,
  given: S,
  batch: number | undefined,
): void {
  const cellsName = bidirectional ? "2*numLayers" : "numLayers";
  requireNames(operation, "initialState", given, Object.keys(stateShapes));
  for (const [name, part] of namedTensors<D>(given)) {
    const shape = stateShapes[name] ?? [];
    const sizes = Object.fromEntries(shape.map((size, i) => [`${name}Size${i === 0 ? "" : i + 1}`, size]));
    const rows = batch === undefined ? {} : { batch };
    requireShape(operation, `initialState.${name}`, part, { [cellsName]: cells.length, ...rows, ...sizes });
  }
}

/** The one tensor of a list of one: there is nothing to join. */
function alone<D extends FloatDType>(tensors: readonly Tensor<D>[]): Tensor<D> | undefined {
  return tensors.length === 1 ? tensors[0] : undefined;
}

/**
 * Runs cells in layers and directions over sequences: each layer reads the outputs of the one below.
 *
 * @param operation begins the messages of errors.
 * @param x [B, T, I], or [T, I] for one sequence without a batch.
 * @param runOne runs each of the cells.
 */
export function runLayers<S extends CellState<D>, D extends FloatDType>(
  operation: string,
  layers: Layers<S, D>,
  x: Tensor<D>,
  options: ForwardOptions<S>,
  runOne: RunOne<S, D>,
): LayerOutput<S, D> {
  const { inputSize, numLayers, bidirectional, cells } = layers;
  const directions = bidirectional ? 2 : 1;
  const sequence = { time: undefined, inputSize };
  requireShape(operation, "input", x, { batch: undefined, ...sequence }, sequence);
  const batched = x.rank === 3;
  let output = batched ? x : x.unsqueeze(0);
  const [batch, time] = output.shape as [number, number, number];
  const given = options.initialState;
  if (given !== undefined) requireLayerState(operation, layers, given, batched ? batch : undefined);
  const lengths = options.lengths === undefined ? undefined : requireLengths(operation, options.lengths, batch, time);

  const last: S[] = [];
  for (let layer = 0; layer < numLayers; layer++) {
    const input = layer === 0 ? output : layers.between(output);
    const results = cells.slice(directions * layer, directions * (layer + 1)).map((cell, direction) => {
      const index = directions * layer + direction;
      const start = given && mapState<S, D>(given, (part) => part.select(0, index));
      const initialState = start === undefined || batched ? start : mapState<S, D>(start, (part) => part.unsqueeze(0));
      return runOne(cell, input, { initialState, lengths, reverse: direction === 1 }, index);
    });
    const outputs = results.map((result) => result.output);
    output = alone(outputs) ?? concat(outputs, -1);
    last.push(...results.map(({ output: _, ...state }) => state as unknown as S));
  }
  const joined = joinStates<S, D>(last, (parts) => alone(parts)?.unsqueeze(0) ?? stack(parts));
  const state = layerState(batched ? joined : mapState<S, D>(joined, (part) => part.squeeze(1)));
  return { ...state, output: batched ? output : output.squeeze(0), state };
}
