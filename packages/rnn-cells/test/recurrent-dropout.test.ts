import { Rng } from "@unroll/random";
import { dropout, gradcheck, ones, randn, stack, type Tensor, tensor, zeros } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { type CellState, Recurrent, RNNCell, runCell } from "../src/index.ts";
import { type AnyCell, everyCell } from "./every-cell.ts";

type Doubles = Tensor<"float64">;

const [batch, time, inputSize, hiddenSize] = [3, 5, 2, 7];
const lengths = [5, 0, 2];
const recurrentDropout = 0.4;
const dtype = "float64";
const input = (seed: number): Doubles => randn([batch, time, inputSize], { dtype, rng: new Rng(seed) });

/** All steps by hand, with one mask. */
function walk(cell: AnyCell<"float64">, x: Doubles, mask: Doubles | undefined): Doubles {
  let state = cell.initialState(batch);
  const outputs: Doubles[] = [];
  for (let t = 0; t < time; t++) {
    state = cell.step(x.select(1, t), state, mask);
    outputs.push(state.hidden);
  }
  return stack(outputs, 1);
}

/** As the layers do: by the kernel where there is one and it may be used. */
const run = (cell: AnyCell<"float64">, x: Doubles): Doubles => (cell.sequence?.(x, {}) ?? runCell(cell, x)).output;

describe.each(Object.entries(everyCell))("%s", (_, make) => {
  test("one mask of the generator holds for all steps of a run, and the next run has another", () => {
    const rng = new Rng(1);
    using cell = make(inputSize, hiddenSize, { dtype, recurrentDropout, rng });
    const ahead = Rng.fromState(rng.state());
    const x = input(2);
    const stateSize = cell.weightHh.shape[1] as number;
    const outputs = [1, 2].map(() => {
      const mask = dropout(ones([batch, stateSize], { dtype }), recurrentDropout, ahead);
      const output = run(cell, x).data();
      expect(output).toEqual(walk(cell, x, mask).data());
      return output;
    });
    expect(outputs[1]).not.toEqual(outputs[0]);
    expect(rng.state()).toEqual(ahead.state());
  });

  test("nothing is dropped or drawn in evaluation", () => {
    const rng = new Rng(1);
    using cell = make(inputSize, hiddenSize, { dtype, recurrentDropout, rng });
    using without = make(inputSize, hiddenSize, { dtype, rng: new Rng(1) });
    const drawn = rng.state();
    const x = input(2);
    cell.eval();
    expect(run(cell, x).data()).toEqual(run(without, x).data());
    expect(rng.state()).toEqual(drawn);
    cell.train();
    expect(run(cell, x).data()).not.toEqual(run(without, x).data());
  });

  test.each([false, true])("its gradients with lengths, reverse: %s", (reverse) => {
    const rng = new Rng(1);
    using cell = make(inputSize, 3, { dtype, recurrentDropout, rng });
    const drawn = rng.state();
    const { weightIh, weightHh } = cell;
    gradcheck(
      (x, wi, wh) => {
        rng.restore(drawn); // the same mask for every evaluation
        Object.assign(cell, { weightIh: wi, weightHh: wh });
        const { output, hidden } = runCell(cell, x as Doubles, { lengths, reverse });
        return [output, hidden];
      },
      [input(3), weightIh, weightHh].map((leaf) => tensor(leaf.data(), { shape: leaf.shape, requiresGrad: true })),
    );
    Object.assign(cell, { weightIh, weightHh });
  });
});

test("in both directions and with lengths, each cell has its own mask and padding changes nothing", () => {
  for (const make of Object.values(everyCell)) {
    const results = [0, Number.NaN].map((padding) => {
      const rng = new Rng(1);
      using layers = new Recurrent<CellState<"float64">, "float64">(
        (size) => make(size, hiddenSize, { dtype, recurrentDropout, rng }),
        inputSize,
        { numLayers: 2, bidirectional: true, dropout: 0.3, rng },
      );
      const data = input(4).data();
      lengths.forEach((length, row) => {
        data.fill(padding, (row * time + length) * inputSize, (row + 1) * time * inputSize);
      });
      const x = tensor(data, { shape: [batch, time, inputSize], requiresGrad: true });
      const { output, hidden } = layers.forward(x, { lengths });
      output.sum().add(hidden.square().sum()).backward();
      return [output, hidden, x.grad, ...layers.parameters().map(({ grad }) => grad)].map((each) => each?.data());
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[0]?.every((values) => values?.every(Number.isFinite))).toBe(true);
  }
});

/** h(t) = mask * h(t-1): relu of the identity. */
function carrying(recurrent: number, units: number): RNNCell {
  return new RNNCell(1, units, {
    activation: "relu",
    bias: false,
    initializers: { recurrent: "identity" },
    recurrentDropout: recurrent,
    rng: new Rng(1),
  });
}

test.each([0.25, 0.5])("with probability %s a unit is gone for the run or divided at every step", (probability) => {
  const [rows, units, steps] = [200, 50, 3];
  using cell = carrying(probability, units);
  const initialState = { hidden: ones([rows, units]) };
  const values = (length: number) => [...cell.sequence(zeros([rows, length, 1]), { initialState }).hidden.data()];
  // Of a mask that is drawn anew at each step, only 0.75^3 or 0.5^3 of the units would be left.
  const after = values(steps);
  const kept = after.filter((value) => value !== 0);
  for (const value of new Set(kept)) expect(value).toBeCloseTo((1 / (1 - probability)) ** steps, 4);
  expect(Math.abs(kept.length / after.length - (1 - probability))).toBeLessThan(0.02); // 4 standard deviations
  const once = values(1);
  expect(Math.abs(once.reduce((sum, value) => sum + value, 0) / once.length - 1)).toBeLessThan(0.04);
});

test("a probability is from 0 to 1; with 1 nothing of the state enters the product", () => {
  expect(() => new RNNCell(2, 3, { recurrentDropout: 1.5 })).toThrow(
    "RNNCell: recurrentDropout must be from 0 to 1; got 1.5",
  );
  using cell = carrying(1, 3);
  const { hidden } = cell.sequence(zeros([2, 1, 1]), { initialState: { hidden: ones([2, 3]) } });
  expect(hidden.toArray()).toEqual([[0, 0, 0], [0, 0, 0]]); // biome-ignore format: rows
});
