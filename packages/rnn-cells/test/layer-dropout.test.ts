import { Rng } from "@unroll/random";
import { dropout, gradcheck, ones, randn, type Tensor, tensor } from "@unroll/tensor";
import { expect, test } from "vitest";
import { GRU, LSTM, Recurrent, RNN } from "../src/index.ts";
import { everyCell } from "./every-cell.ts";

const [batch, time, inputSize, hiddenSize] = [3, 5, 2, 7];
const lengths = [5, 0, 2];
const probability = 0.4;

test("in training the outputs of every layer but the last are dropped, by the generator", () => {
  const rng = new Rng(1);
  using layers = new GRU(inputSize, hiddenSize, { numLayers: 3, dropout: probability, rng });
  const ahead = Rng.fromState(rng.state());
  const x = randn([batch, time, inputSize], { rng: new Rng(2) });
  const runs = [1, 2].map(() => {
    const { output } = layers.forward(x, { lengths });
    let expected = x;
    layers.cells.forEach((cell, k) => {
      const from = k === 0 ? expected : dropout(expected, probability, ahead);
      expected = cell.sequence(from, { lengths }).output;
    });
    expect(output.data()).toEqual(expected.data());
    return output.data();
  });
  expect(runs[1]).not.toEqual(runs[0]);
  expect(rng.state()).toEqual(ahead.state());
});

test.each([
  ["RNN", RNN],
  ["GRU", GRU],
  ["LSTM", LSTM],
] as const)("%s drops and draws nothing in evaluation", (_, Layers) => {
  const rng = new Rng(1);
  using layers = new Layers(inputSize, hiddenSize, { numLayers: 2, bidirectional: true, dropout: probability, rng });
  using without = new Layers(inputSize, hiddenSize, { numLayers: 2, bidirectional: true, rng: new Rng(1) });
  const drawn = rng.state();
  const x = randn([batch, time, inputSize], { rng: new Rng(2) });
  layers.eval();
  expect(layers.forward(x).output.data()).toEqual(without.forward(x).output.data());
  expect(rng.state()).toEqual(drawn);
  layers.train();
  expect(layers.forward(x).output.data()).not.toEqual(without.forward(x).output.data());
});

test("what is kept is divided, at every step by another mask, so that the expectation stays", () => {
  // Both layers hand on what they read: relu of the identity, without a recurrent product.
  const [rows, steps, units] = [20, 50, 10];
  using layers = new RNN(units, units, {
    numLayers: 2,
    dropout: 0.5,
    activation: "relu",
    bias: false,
    initializers: { input: "identity", recurrent: "zeros" },
    rng: new Rng(1),
  });
  const { output } = layers.forward(ones([rows, steps, units]));
  const values = [...output.data()];
  expect(new Set(values)).toEqual(new Set([0, 2]));
  expect(Math.abs(output.mean().item() - 1)).toBeLessThan(0.04); // 4 standard deviations
  expect(output.select(1, 0).data()).not.toEqual(output.select(1, 1).data());
});

test.each(Object.entries(everyCell))("the gradients through dropout, lengths and both directions: %s", (_, make) => {
  const rng = new Rng(1);
  using layers = new Recurrent((size) => make(size, 3, { dtype: "float64", rng }), inputSize, {
    numLayers: 2,
    bidirectional: true,
    dropout: probability,
    rng,
  });
  const drawn = rng.state();
  const x = randn([batch, time, inputSize], { dtype: "float64", rng: new Rng(2) });
  gradcheck(
    (x) => {
      rng.restore(drawn); // the same mask for every evaluation
      const { output, hidden } = layers.forward(x as Tensor<"float64">, { lengths });
      return [output, hidden];
    },
    [tensor(x.data(), { shape: x.shape, requiresGrad: true })],
  );
});

test("dropout needs something to stand between, and a probability", () => {
  expect(() => new GRU(5, 3, { dropout: 0.1 })).toThrow(
    "GRU: dropout is between layers, so numLayers must be 2 or more; got 1",
  );
  expect(() => new LSTM(5, 3, { numLayers: 2, dropout: -0.1 })).toThrow("LSTM: dropout must be from 0 to 1; got -0.1");
});
