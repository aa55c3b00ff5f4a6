import { Rng } from "@unroll/random";
import { Module, type Parameter, randn, StateDictError, scope, zeros } from "@unroll/tensor";
import { expect, test } from "vitest";
import { type CellState, GRU, GRUCell, LSTM, Recurrent, type RecurrentCell, RNN } from "../src/index.ts";

/** Names and shapes of a module's state. */
function shapes(module: Module): [string, readonly number[]][] {
  return Object.entries(module.stateDict()).map(([name, { shape }]) => [name, shape]);
}

test("layers have PyTorch's names and shapes, in PyTorch's order", () => {
  using layers = new LSTM(5, 3, { numLayers: 2, bidirectional: true, projSize: 2 });
  const cell = (suffix: string, inputSize: number): [string, number[]][] => [
    [`weight_ih_${suffix}`, [12, inputSize]],
    [`weight_hh_${suffix}`, [12, 2]],
    [`bias_ih_${suffix}`, [12]],
    [`bias_hh_${suffix}`, [12]],
    [`weight_hr_${suffix}`, [2, 3]],
  ];
  expect(shapes(layers)).toEqual([
    ...cell("l0", 5),
    ...cell("l0_reverse", 5),
    ...cell("l1", 4),
    ...cell("l1_reverse", 4),
  ]);
  using rnn = new RNN(5, 3);
  expect(shapes(rnn)).toEqual([
    ["weight_ih_l0", [3, 5]],
    ["weight_hh_l0", [3, 3]],
    ["bias_ih_l0", [3]],
    ["bias_hh_l0", [3]],
  ]);
});

test("the parameters of one's own cells are found, in modules and in plain objects", () => {
  const cellOf = (size: number): RecurrentCell<CellState> & { weight: Parameter } => {
    const { weightIh: weight } = new GRUCell(size, 1);
    return {
      inputSize: size,
      weight,
      initialState: (batch) => ({ hidden: zeros([batch, 4]) }),
      step: (_, state) => state,
    };
  };
  using layers = new Recurrent(cellOf, 5, { numLayers: 2, bidirectional: true });
  expect(shapes(layers)).toEqual([
    ["weight_l0", [3, 5]],
    ["weight_l0_reverse", [3, 5]],
    ["weight_l1", [3, 8]],
    ["weight_l1_reverse", [3, 8]],
  ]);
});

test("the state of a layer is detached, leaves scopes, and is a dictionary of tensors", () => {
  using layers = new LSTM(5, 3, { rng: new Rng(1) });
  const x = randn([2, 4, 5], { rng: new Rng(2) });
  const { state, hidden, cell } = layers.forward(x);
  expect(Object.keys({ ...state })).toEqual(["hidden", "cell"]);
  const detached = state.detach();
  expect(detached.hidden.data()).toEqual(hidden.data());
  expect(detached.cell.data()).toEqual(cell.data());
  expect([state.hidden.requiresGrad, detached.hidden.requiresGrad, detached.cell.requiresGrad]).toEqual([
    true,
    false,
    false,
  ]);
  const carried = scope(() => layers.forward(x).state);
  expect(carried.cell.data()).toEqual(cell.data());
  expect(carried.detach().hidden.data()).toEqual(hidden.data());
});

test("GRUCell has PyTorch's names, and no biases without bias", () => {
  using cell = new GRUCell(5, 3);
  using bare = new GRUCell(5, 3, { bias: false });
  using layer = new GRU(5, 3, { bias: false });
  expect(Object.keys(cell.stateDict())).toEqual(["weight_ih", "weight_hh", "bias_ih", "bias_hh"]);
  expect(Object.keys(bare.stateDict())).toEqual(["weight_ih", "weight_hh"]);
  expect(Object.keys(layer.stateDict())).toEqual(["weight_ih_l0", "weight_hh_l0"]);
});

test("the names carry a prefix inside another module", () => {
  class Model extends Module {
    rnn = new GRU(5, 3);
  }
  using model = new Model();
  expect(model.namedParameters().map(([name]) => name)).toEqual([
    "rnn.weight_ih_l0",
    "rnn.weight_hh_l0",
    "rnn.bias_ih_l0",
    "rnn.bias_hh_l0",
  ]);
});

test("a state travels between layers of one shape, and no others", () => {
  using a = new GRU(5, 3, { numLayers: 2, rng: new Rng(1) });
  using b = new GRU(5, 3, { numLayers: 2, rng: new Rng(2) });
  using c = new GRU(5, 3);
  const x = zeros([2, 4, 5]).add(1);
  expect(b.forward(x).output.data()).not.toEqual(a.forward(x).output.data());
  b.loadStateDict(a.stateDict());
  expect(b.forward(x).output.data()).toEqual(a.forward(x).output.data());
  expect(() => c.loadStateDict(a.stateDict())).toThrow(StateDictError);
});

test("initial values are spread evenly below 1/sqrt(hiddenSize) and follow the generator", () => {
  using layer = new GRU(30, 100, { numLayers: 2, rng: new Rng(1) });
  for (const [name, parameter] of layer.namedParameters()) {
    const values = parameter.data();
    expect(Math.max(...values), name).toBeLessThanOrEqual(0.1);
    expect(Math.max(...values), name).toBeGreaterThan(0.095);
    expect(Math.min(...values), name).toBeGreaterThanOrEqual(-0.1);
    expect(Math.min(...values), name).toBeLessThan(-0.095);
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.abs(variance / (0.01 / 3) - 1), name).toBeLessThan(0.2);
  }
  using same = new GRU(30, 100, { numLayers: 2, rng: new Rng(1) });
  using other = new GRU(30, 100, { numLayers: 2, rng: new Rng(2) });
  const data = (gru: GRU): Float32Array[] => gru.parameters().map((parameter) => parameter.data());
  expect(data(same)).toEqual(data(layer));
  expect(data(other)).not.toEqual(data(layer));
  expect(new Set(data(layer).map((values) => values[0])).size).toBe(8);
});
