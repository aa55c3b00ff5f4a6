import { Rng } from "@unroll/random";
import { randn, type Tensor, zeros } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { GRU, gradientOverTime, LSTM, RNN, statesOverTime } from "../src/index.ts";
import { expectClose } from "./expect-close.ts";

const [batch, time, inputSize, hiddenSize] = [3, 6, 5, 4];
const x = randn([batch, time, inputSize], { rng: new Rng(1) });
const lengths = [6, 0, 4];

/** |a| over all elements. */
function norm(values: Iterable<number>): number {
  return Math.hypot(...values);
}

describe("statesOverTime", () => {
  test("has every state of every cell, both parts of it", () => {
    using layers = new LSTM(inputSize, hiddenSize, { numLayers: 2, bidirectional: true, rng: new Rng(2) });
    const { output, state } = layers.forward(x, { lengths });
    const states = statesOverTime(layers, x, { lengths });
    expect(states).toHaveLength(4);
    const [, , forward, reverse] = states;
    expectClose("the last layer's, forward", forward!.hidden, output.slice(2, 0, hiddenSize).contiguous().data(), 1e-6);
    expectClose("the last layer's, reverse", reverse!.hidden, output.slice(2, hiddenSize).contiguous().data(), 1e-6);
    states.forEach(({ hidden, cell }, i) => {
      expect(hidden.shape).toEqual([batch, time, hiddenSize]);
      lengths.forEach((length, row) => {
        const last = i % 2 === 0 ? length - 1 : 0;
        for (const [name, part] of [
          ["hidden", hidden],
          ["cell", cell],
        ] as const) {
          const own = part.select(0, row);
          expect(norm(own.slice(0, length).data())).toBe(0);
          if (length === 0) continue;
          expectClose(name, own.select(0, last), state[name].select(0, i).select(0, row).data(), 1e-6);
        }
      });
    });
  });

  test("without a batch, without time, and with gradients", () => {
    using layers = new GRU(inputSize, hiddenSize, { rng: new Rng(2) });
    expect(statesOverTime(layers, x.select(0, 0))[0]!.hidden.shape).toEqual([time, hiddenSize]);
    expect(statesOverTime(layers, zeros([batch, 0, inputSize]))[0]!.hidden.shape).toEqual([batch, 0, hiddenSize]);
    statesOverTime(layers, x)[0]!.hidden.square().sum().backward();
    const stepped = layers.parameters().map(({ grad }) => grad!.data());
    layers.zeroGrad();
    layers.forward(x).output.square().sum().backward();
    for (const [i, { grad }] of layers.parameters().entries()) expectClose("gradient", grad, stepped[i]!, 1e-5);
  });
});

describe("gradientOverTime", () => {
  test("is the product of the lecture's factors: h(t) = w h(t-1) gives |w|^(T-t)", () => {
    using rnn = new RNN(1, 1, { activation: "relu", bias: false });
    rnn.cells[0]!.weightIh.array.elements<"float32">().fill(1);
    rnn.cells[0]!.weightHh.array.elements<"float32">().fill(0.5);
    const positive = x.slice(2, 0, 1).abs().contiguous();
    const [gradient] = gradientOverTime(rnn, positive.select(0, 0), ({ hidden }) => hidden.sum());
    expect(gradient).toEqual({ layer: 0, direction: "forward", norms: [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1] });
  });

  test("agrees with finite differences of a carried state", () => {
    using layers = new GRU<"float64">(inputSize, hiddenSize, { dtype: "float64", rng: new Rng(2) });
    const wide = x.to("float64");
    const loss = (output: Tensor<"float64">): Tensor<"float64"> => output.select(1, -1).square().sum();
    const [gradient] = gradientOverTime(layers, wide, ({ output }) => loss(output));
    for (let t = 1; t < time; t++) {
      // Cut after step t - 1: dLoss/dh(t - 1), a leaf now.
      const hidden = layers.forward(wide.slice(1, 0, t)).hidden.detach();
      const values = hidden.data();
      const at = (k: number, by: number): number => {
        const changed = Float64Array.from(values);
        changed[k] = changed[k]! + by;
        const given = zeros(hidden.shape, { dtype: "float64" });
        given.array.elements<"float64">().set(changed);
        return loss(layers.forward(wide.slice(1, t), { initialState: { hidden: given } }).output).item();
      };
      const differences = Array.from(values, (_, k) => (at(k, 1e-5) - at(k, -1e-5)) / 2e-5);
      expect(gradient!.norms[t - 1]).toBeCloseTo(norm(differences), 8);
    }
  });

  test("names layers and directions, leaves padding out and touches no gradient", () => {
    using layers = new LSTM(inputSize, hiddenSize, { numLayers: 2, bidirectional: true, rng: new Rng(2) });
    const found = gradientOverTime(layers, x, ({ output }) => output.sum(), { lengths: [2, 0, 4] });
    expect(found.map(({ layer, direction }) => `${layer} ${direction}`)).toEqual([
      "0 forward",
      "0 reverse",
      "1 forward",
      "1 reverse",
    ]);
    for (const { norms } of found) {
      expect(norms.slice(0, 4).every((value) => value > 0)).toBe(true);
      expect(norms.slice(4)).toEqual([0, 0]);
    }
    expect(layers.parameters().every(({ grad }) => grad === null)).toBe(true);
  });
});
