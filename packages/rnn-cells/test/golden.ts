import { type FloatDType, type StateDict, type Tensor, tensor } from "@unroll/tensor";
import cellsJson from "../goldens/cells.json" with { type: "json" };
import gruJson from "../goldens/gru.json" with { type: "json" };
import lstmJson from "../goldens/lstm.json" with { type: "json" };
import rnnJson from "../goldens/rnn.json" with { type: "json" };
import trainingJson from "../goldens/training.json" with { type: "json" };
import { GRU, GRUCell, LSTM, LSTMCell, type Recurrent, RNN, RNNCell } from "../src/index.ts";

type Kind = "rnn tanh" | "rnn relu" | "gru" | "lstm";

interface Sizes {
  readonly name: string;
  readonly kind: Kind;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly bias: boolean;
}

interface LayerSizes extends Sizes {
  readonly batch: number;
  readonly time: number;
  readonly projSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly lengths: readonly number[] | null;
}

/** A case of rnn.json, gru.json or lstm.json: the head of goldens/layers.py says what its parts are. */
export interface LayerGolden extends LayerSizes {
  readonly initialState: boolean;
  readonly output: readonly number[];
  readonly hidden: readonly number[];
  readonly cell?: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

/** A case of cells.json: goldens/cells.py. */
export interface CellGolden extends Sizes {
  readonly batch: number | null;
  readonly state: boolean;
  readonly hidden: readonly number[];
  readonly cell?: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

/** A case of training.json: goldens/training.py. */
export interface TrainingGolden extends LayerSizes {
  readonly losses: readonly number[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
}

export const layerGoldens: readonly LayerGolden[] = [rnnJson, gruJson, lstmJson].flatMap(
  ({ cases }) => cases as unknown as LayerGolden[],
);
export const cellGoldens: readonly CellGolden[] = cellsJson.cases as unknown as CellGolden[];
export const trainingGoldens: readonly TrainingGolden[] = trainingJson.cases as unknown as TrainingGolden[];

/** `count` numbers of the formula of goldens/recurrent.py. All of them are exact in float32. */
export function fill(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (((31 * i * i + 7919 * i + 104729 * seed) % 1021) - 510) / 512);
}

/** The seeds of goldens/recurrent.py. */
export const seeds = {
  input: 1,
  initial: { hidden: 2, cell: 101 },
  gradient: { output: 3, hidden: 4, cell: 102 },
  firstParameter: 5,
} as const;

/** The first values of a module's parameters: those that torch's had, in torch's order. */
export function firstValues(
  module: { stateDict(): StateDict },
  names: readonly string[],
  dtype: FloatDType,
): StateDict {
  const shapes = new Map(Object.entries(module.stateDict()).map(([name, { shape }]) => [name, shape]));
  return Object.fromEntries(
    names.map((name, order) => {
      const shape = shapes.get(name) ?? [];
      const count = shape.reduce((product, size) => product * size, 1);
      const values = fill(seeds.firstParameter + order, count).map((value) => value / 2);
      return [name, tensor<FloatDType>(values, { shape, dtype })];
    }),
  );
}

type AnyState<D extends FloatDType> = { readonly hidden: Tensor<D>; readonly cell: Tensor<D> };

/** The layers of a case, of any kind: those without a cell state have none. */
export function goldenLayers(golden: LayerSizes, dtype: FloatDType): Recurrent<AnyState<FloatDType>, FloatDType> {
  const { kind, inputSize, hiddenSize, numLayers, bidirectional, bias, projSize } = golden;
  const options = { numLayers, bidirectional, bias, dtype };
  const make = () => {
    if (kind === "lstm") return new LSTM<FloatDType>(inputSize, hiddenSize, { ...options, projSize });
    if (kind === "gru") return new GRU<FloatDType>(inputSize, hiddenSize, options);
    return new RNN<FloatDType>(inputSize, hiddenSize, {
      ...options,
      activation: kind === "rnn tanh" ? "tanh" : "relu",
    });
  };
  return make() as unknown as Recurrent<AnyState<FloatDType>, FloatDType>;
}

/** The cell of a case. */
export function goldenCell(
  golden: Sizes,
  dtype: FloatDType,
): RNNCell<FloatDType> | GRUCell<FloatDType> | LSTMCell<FloatDType> {
  const { kind, inputSize, hiddenSize, bias } = golden;
  const options = { bias, dtype };
  if (kind === "lstm") return new LSTMCell<FloatDType>(inputSize, hiddenSize, options);
  if (kind === "gru") return new GRUCell<FloatDType>(inputSize, hiddenSize, options);
  return new RNNCell<FloatDType>(inputSize, hiddenSize, {
    ...options,
    activation: kind === "rnn tanh" ? "tanh" : "relu",
  });
}

/** The input of a case, [B, T, I], with NaN behind the lengths: nothing may depend on that. */
export function goldenInput(golden: LayerSizes, dtype: FloatDType, requiresGrad: boolean): Tensor<FloatDType> {
  const { batch, time, inputSize, lengths } = golden;
  const data = fill(seeds.input, batch * time * inputSize);
  lengths?.forEach((length, row) => {
    data.fill(Number.NaN, (row * time + length) * inputSize, (row + 1) * time * inputSize);
  });
  return tensor<FloatDType>(data, { shape: [batch, time, inputSize], dtype, requiresGrad });
}
