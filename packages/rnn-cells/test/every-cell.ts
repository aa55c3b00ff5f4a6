import type { Rng } from "@unroll/random";
import { type FloatDType, type Module, Parameter, randn, type Tensor } from "@unroll/tensor";
import {
  type Cell,
  type CellOptions,
  type CellState,
  GRUCell,
  LayerNormGRUCell,
  LayerNormLSTMCell,
  LayerNormRNNCell,
  LSTMCell,
  type LSTMState,
  Recurrent,
  type RecurrentCell,
  RNNCell,
} from "../src/index.ts";

type Options<D extends FloatDType> = CellOptions<D> & { readonly dtype: D; readonly rng: Rng };
/** A cell of the package, by what all of them have. */
export type AnyCell<D extends FloatDType> = Cell<CellState<D>, D> & RecurrentCell<CellState<D>, D>;

/** A cell whose state is wider than its tests' types say: they go through it by name. */
function loosely<D extends FloatDType>(cell: Cell<LSTMState<D>, D>): AnyCell<D> {
  return cell as unknown as AnyCell<D>;
}

/** How to make each of the cells, with a kernel of their own or without. */
export const everyCell: Readonly<
  Record<string, <D extends FloatDType>(inputSize: number, hiddenSize: number, options: Options<D>) => AnyCell<D>>
> = {
  "RNNCell, tanh": (i, h, options) => new RNNCell(i, h, options),
  "RNNCell, relu": (i, h, options) => new RNNCell(i, h, { ...options, activation: "relu" }),
  GRUCell: (i, h, options) => new GRUCell(i, h, options),
  "GRUCell without bias": (i, h, options) => new GRUCell(i, h, { ...options, bias: false }),
  "GRUCell, reset before": (i, h, options) => new GRUCell(i, h, { ...options, resetBefore: true }),
  "GRUCell with a learnt initial state": (i, h, options) => {
    const cell = new GRUCell(i, h, { ...options, learnInitialState: true });
    return someInitialState(cell, cell.initial, options);
  },
  LSTMCell: (i, h, options) => loosely(new LSTMCell(i, h, options)),
  "LSTMCell with a learnt initial state": (i, h, options) => {
    const cell = new LSTMCell(i, h, { ...options, learnInitialState: true });
    return loosely(someInitialState(cell, cell.initial, options));
  },
  "LSTMCell with a projection": (i, h, options) => loosely(new LSTMCell(i, h, { ...options, projSize: 2 })),
  LayerNormRNNCell: (i, h, options) => new LayerNormRNNCell(i, h, options),
  LayerNormGRUCell: (i, h, options) => new LayerNormGRUCell(i, h, options),
  LayerNormLSTMCell: (i, h, options) => loosely(new LayerNormLSTMCell(i, h, options)),
};

/** The cells that have a kernel for whole sequences; the others are their steps. */
export const cellsWithKernel: readonly [string, (typeof everyCell)[string]][] = Object.entries(everyCell).filter(
  ([name]) => !/LayerNorm|projection/.test(name),
);

/** Moves a learnt initial state away from the zeros with which it begins. */
function someInitialState<C>(
  cell: C,
  initial: Readonly<Record<string, Parameter<FloatDType>>> | null,
  { rng }: { readonly rng: Rng },
): C {
  for (const parameter of Object.values(initial ?? {})) rng.fillNormal(parameter.array.elements<FloatDType>());
  return cell;
}

/** Layers of cells of each kind: one direction or both. */
export function everyLayers(
  inputSize: number,
  hiddenSize: number,
  rng: () => Rng,
  options: { readonly numLayers: number; readonly bidirectional: boolean },
): readonly [string, () => Recurrent<CellState, "float32">][] {
  return Object.entries(everyCell).map(([name, make]) => [
    `${name}${options.bidirectional ? ", both directions" : ""}`,
    () => {
      const own = { dtype: "float32", rng: rng() } as const;
      return new Recurrent((size) => make(size, hiddenSize, own), inputSize, options);
    },
  ]);
}

/** A random state for a batch, each part [...rows, its size]; leaves. */
export function randomState<D extends FloatDType>(
  parts: Readonly<Record<string, readonly number[]>>,
  rows: readonly number[],
  options: Options<D>,
): CellState<D> & Record<string, Tensor<D>> {
  const made = Object.entries(parts).map(([name, shape]) => {
    return [name, randn<D>([...rows, ...shape], { ...options, requiresGrad: true })] as const;
  });
  return Object.fromEntries(made) as CellState<D> & Record<string, Tensor<D>>;
}

/** The parts of a cell's state, each with its shape without the batch. */
export function statePartsOf<D extends FloatDType>(cell: AnyCell<D>): Record<string, readonly number[]> {
  const parts = Object.entries(cell.initialState(1)) as [string, Tensor<D>][];
  return Object.fromEntries(parts.map(([name, { shape }]) => [name, shape.slice(1)]));
}

/** Puts tensors in the places of a module's parameters, so that it becomes a function of them. */
export function withParameters<T>(module: Module, tensors: readonly Tensor<FloatDType>[], run: () => T): T {
  const places = module.modules().flatMap((owner) => {
    const records = [owner, ...Object.values(owner).filter((value) => isRecord(value))] as Record<string, unknown>[];
    return records.flatMap((record) =>
      Object.keys(record)
        .filter((key) => record[key] instanceof Parameter)
        .map((key) => ({ record, key, parameter: record[key] })),
    );
  });
  if (places.length !== tensors.length) throw new Error(`${tensors.length} tensors for ${places.length} parameters`);
  const ordered = module.parameters();
  for (const { record, key, parameter } of places) record[key] = tensors[ordered.indexOf(parameter as Parameter)];
  try {
    return run();
  } finally {
    for (const { record, key, parameter } of places) record[key] = parameter;
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
