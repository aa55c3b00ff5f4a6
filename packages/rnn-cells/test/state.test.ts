import { Rng } from "@unroll/random";
import { Module, StateDictError, zeros } from "@unroll/tensor";
import { expect, test } from "vitest";
import { GRU, GRUCell } from "../src/index.ts";

test("GRU has PyTorch's names and shapes", () => {
  using layer = new GRU(5, 3, { numLayers: 2 });
  const shapes = Object.entries(layer.stateDict()).map(([name, { shape }]) => [name, shape]);
  expect(shapes).toEqual([
    ["weight_ih_l0", [9, 5]],
    ["weight_hh_l0", [9, 3]],
    ["bias_ih_l0", [9]],
    ["bias_hh_l0", [9]],
    ["weight_ih_l1", [9, 3]],
    ["weight_hh_l1", [9, 3]],
    ["bias_ih_l1", [9]],
    ["bias_hh_l1", [9]],
  ]);
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
