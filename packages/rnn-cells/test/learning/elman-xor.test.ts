import { Rng } from "@unroll/random";
import { describe, expect, test } from "vitest";
import {
  type CellState,
  GRU,
  LayerNormGRUCell,
  LayerNormLSTMCell,
  LayerNormRNNCell,
  LSTM,
  Recurrent,
  type RecurrentCell,
  RNN,
} from "../../src/index.ts";
import { elmanXor, xorBits } from "./elman-xor.ts";
import { answersAfter, heldOut, type Learning } from "./learner.ts";

/** The largest mean squared error of P(next bit = 1) where the next bit is predictable. */
const THRESHOLD = 0.01;

/** Mean squared errors of predictions, where the next bit is predictable and elsewhere. */
function errors(targets: readonly number[][], predict: (row: number, t: number) => number) {
  const sums = { predictable: 0, elsewhere: 0 };
  const counts = { predictable: 0, elsewhere: 0 };
  targets.forEach((bits, row) => {
    bits.forEach((bit, t) => {
      const where = t % 3 === 1 ? "predictable" : "elsewhere";
      sums[where] += (predict(row, t) - bit) ** 2;
      counts[where]++;
    });
  });
  return { predictable: sums.predictable / counts.predictable, elsewhere: sums.elsewhere / counts.elsewhere };
}

test.each([
  { order: 1, error: 1 / 4 }, // the next bit is even odds
  { order: 2, error: 1 / 9 }, // the next bit is their exclusive or in 2 of 3 cases: P = 1/3 + 2/3 * 1/2
])("a table of the last $order bits cannot do it", ({ order, error }) => {
  const bits = xorBits(new Rng(1), 60_000);
  const context = (at: number) => bits.slice(at - order, at).join("");
  const seen = new Map<string, [number, number]>();
  for (let at = order; at < bits.length; at++) {
    const [ones, all] = seen.get(context(at)) ?? [0, 0];
    seen.set(context(at), [ones + (bits[at] as number), all + 1]);
  }
  const predict = (_: number, t: number) => {
    const [ones, all] = seen.get(context(t + 1)) ?? [1, 2];
    return ones / all;
  };
  const { predictable } = errors([bits.slice(1)], predict);
  expect(predictable).toBeCloseTo(error, 2);
  expect(predictable).toBeGreaterThan(10 * THRESHOLD);
});

const kernel = { steps: 500, batch: 16, learningRate: 0.01 };
const stepByStep = { steps: 300, batch: 8, learningRate: 0.02 };
const over =
  <S extends CellState>(cell: (size: number, rng: Rng) => RecurrentCell<S>) =>
  (size: number, rng: Rng): Recurrent<S> =>
    new Recurrent<S>((n) => cell(n, rng), size);
const learnings: Learning[] = [
  { name: "RNN", ...kernel, layer: (size, rng) => new RNN(size, 8, { rng }) },
  { name: "GRU", ...kernel, layer: (size, rng) => new GRU(size, 8, { rng }) },
  { name: "GRU, reset before", ...kernel, layer: (size, rng) => new GRU(size, 8, { rng, resetBefore: true }) },
  { name: "LSTM", ...kernel, layer: (size, rng) => new LSTM(size, 8, { rng }) },
  { name: "LayerNormRNNCell", ...stepByStep, layer: over((size, rng) => new LayerNormRNNCell(size, 16, { rng })) },
  { name: "LayerNormGRUCell", ...stepByStep, layer: over((size, rng) => new LayerNormGRUCell(size, 8, { rng })) },
  { name: "LayerNormLSTMCell", ...stepByStep, layer: over((size, rng) => new LayerNormLSTMCell(size, 8, { rng })) },
];

describe.each(learnings)("$name", (learning) => {
  test("learns the exclusive or in time", () => {
    const probabilities = answersAfter(learning, elmanXor).softmax(-1).select(-1, 1).toArray() as number[][];
    const targets = heldOut(elmanXor).targets.toArray() as number[][];
    const { predictable, elsewhere } = errors(targets, (row, t) => probabilities[row]?.[t] as number);
    expect(predictable).toBeLessThan(THRESHOLD);
    // Nobody can know the other bits; whoever seems to, sees what comes.
    expect(elsewhere).toBeGreaterThan(0.24);
  }, 60_000);
});
