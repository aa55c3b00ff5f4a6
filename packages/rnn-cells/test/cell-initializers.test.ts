import { Rng } from "@unroll/random";
import { describe, expect, test } from "vitest";
import { type CellInitializers, GRU, GRUCell, LSTM, LSTMCell, RNN, RNNCell } from "../src/index.ts";
import { everyCell } from "./every-cell.ts";

const [inputSize, hiddenSize] = [5, 7];

/** Of a weight [G n, m] the products of the rows of each gate [n, m], or of its columns if they are fewer. */
function distanceFromOrthogonal(values: ArrayLike<number>, gates: number, rows: number, columns: number): number {
  let largest = 0;
  const entry = (gate: number, i: number, j: number) => values[(gate * rows + i) * columns + j] as number;
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  for (let gate = 0; gate < gates; gate++) {
    for (let a = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let k = 0; k < length; k++) {
          product += rows <= columns ? entry(gate, a, k) * entry(gate, b, k) : entry(gate, k, a) * entry(gate, k, b);
        }
        largest = Math.max(largest, Math.abs(product - (a === b ? 1 : 0)));
      }
    }
  }
  return largest;
}

describe.each(Object.entries(everyCell))("%s", (_, make) => {
  const own = { dtype: "float64", rng: new Rng(1) } as const;

  test("each gate is an orthogonal matrix of its own", () => {
    const initializers = { input: "orthogonal", recurrent: "orthogonal" } as const;
    using cell = make(inputSize, hiddenSize, { ...own, initializers });
    const gates = cell.weightHh.shape[0]! / hiddenSize;
    const stateSize = cell.weightHh.shape[1]!;
    expect(distanceFromOrthogonal(cell.weightHh.data(), gates, hiddenSize, stateSize)).toBeLessThan(1e-6);
    expect(distanceFromOrthogonal(cell.weightIh.data(), gates, hiddenSize, inputSize)).toBeLessThan(1e-6);
    const blocks = new Set(Array.from({ length: gates }, (_, gate) => cell.weightHh.data()[gate * hiddenSize * stateSize])); // biome-ignore format: one line
    expect(blocks.size).toBe(gates);
  });

  test("each gate is an identity", () => {
    using cell = make(inputSize, hiddenSize, { ...own, initializers: { recurrent: "identity", bias: "zeros" } });
    const [rows, columns] = cell.weightHh.shape as [number, number];
    const expected = Array.from({ length: rows * columns }, (_, k) => {
      return Math.floor(k / columns) % hiddenSize === k % columns ? 1 : 0;
    });
    expect([...cell.weightHh.data()]).toEqual(expected);
    for (const bias of [cell.biasIh, cell.biasHh]) {
      if (bias !== null) expect(bias.data()).toEqual(new Float64Array(rows));
    }
  });
});

test("glorot counts the inputs and outputs of one gate", () => {
  using cell = new LSTMCell(40, 60, { initializers: { input: "glorot", recurrent: "glorot" }, rng: new Rng(1) });
  for (const weight of [cell.weightIh, cell.weightHh]) {
    const values = [...weight.data()];
    const bound = Math.sqrt(6 / (60 + weight.shape[1]!));
    expect(Math.max(...values)).toBeLessThanOrEqual(bound);
    expect(Math.max(...values)).toBeGreaterThan(0.99 * bound);
  }
});

test("a function fills each gate by itself", () => {
  const shapes: (readonly number[])[] = [];
  using cell = new GRUCell(inputSize, hiddenSize, {
    initializers: {
      recurrent: (values, _, shape) => {
        values.fill(shapes.push(shape));
      },
    },
  });
  expect(shapes).toEqual(Array.from({ length: 3 }, () => [hiddenSize, hiddenSize]));
  expect([...new Set(cell.weightHh.data())]).toEqual([1, 2, 3]);
});

test("the first values follow the generator", () => {
  for (const recurrent of ["uniform", "glorot", "orthogonal"] as const) {
    const made = [1, 1, 2].map((seed) => {
      using layers = new GRU(inputSize, hiddenSize, { numLayers: 2, initializers: { recurrent }, rng: new Rng(seed) });
      return layers.parameters().map((parameter) => parameter.data());
    });
    expect(made[1]).toEqual(made[0]);
    expect(made[2]).not.toEqual(made[0]);
  }
});

test("forgetBias is what the forget gate's two biases add up to, in every cell of a layer", () => {
  using layers = new LSTM(inputSize, hiddenSize, {
    forgetBias: 1,
    bidirectional: true,
    initializers: { bias: "zeros" },
  });
  for (const { biasIh, biasHh } of layers.cells) {
    const sums = [...(biasIh?.data() ?? [])].map((value, i) => value + (biasHh?.data()[i] as number));
    expect(sums).toEqual(Array.from({ length: 4 * hiddenSize }, (_, i) => Math.floor(i / hiddenSize) === 1 ? 1 : 0)); // biome-ignore format: one line
  }
  expect(() => new LSTM(5, 3, { forgetBias: 1, bias: false })).toThrow(
    "LSTMCell: forgetBias needs bias; got bias false",
  );
  expect(() => new LSTM(5, 3, { forgetBias: Number.NaN })).toThrow("LSTMCell: forgetBias must be a number; got NaN");
});

test("names that are none are refused", () => {
  const made = (initializers: unknown) => () =>
    new RNNCell(inputSize, hiddenSize, { initializers: initializers as CellInitializers });
  expect(made({ recurrent: "orthogonl" })).toThrow(
    'RNNCell: initializers.recurrent must be "uniform", "glorot", "orthogonal", "identity", "zeros" or a function; got "orthogonl"',
  );
  expect(made({ input: 3 })).toThrow("RNNCell: initializers.input must be");
  expect(made({ bias: "glorot" })).toThrow(
    'RNNCell: initializers.bias must be "uniform", "zeros" or a function; got "glorot"',
  );
  expect(made({ recurent: "orthogonal" })).toThrow(
    'RNNCell: initializers must be of input, recurrent, bias; got "recurent"',
  );
  expect(() => new RNN(inputSize, hiddenSize, { initializers: { recurrent: "xavier" as never } })).toThrow(RangeError);
});
