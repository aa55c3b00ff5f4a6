import { Adam } from "@unroll/nn";
import { Rng } from "@unroll/random";
import { gradcheck, randn, scope, type Tensor, zeros } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { GRU, GRUCell, LSTM, LSTMCell, runCell } from "../src/index.ts";
import { everyCell } from "./every-cell.ts";

const [batch, time, inputSize, hiddenSize] = [3, 5, 2, 7];
const lengths = [5, 0, 2];

test("its names and shapes in the state dictionary", () => {
  using cell = new LSTMCell(5, 3, { learnInitialState: true });
  using layers = new LSTM(5, 3, { numLayers: 2, bidirectional: true, projSize: 2, learnInitialState: true });
  using plain = new GRUCell(5, 3);
  const learnt = (module: LSTMCell | LSTM) =>
    Object.entries(module.stateDict()).flatMap(([name, { shape }]) => (name.startsWith("initial") ? [[name, shape]] : [])); // biome-ignore format: one line
  expect(learnt(cell)).toEqual([["initial_hidden", [3]], ["initial_cell", [3]]]); // biome-ignore format: one line
  expect(learnt(layers)).toEqual([
    ["initial_hidden_l0", [2]],
    ["initial_cell_l0", [3]],
    ["initial_hidden_l0_reverse", [2]],
    ["initial_cell_l0_reverse", [3]],
    ["initial_hidden_l1", [2]],
    ["initial_cell_l1", [3]],
    ["initial_hidden_l1_reverse", [2]],
    ["initial_cell_l1_reverse", [3]],
  ]);
  expect(plain.initial).toBeNull();
});

test("a state without it does not fit, and says what is missing", () => {
  using layer = new GRU(5, 3, { learnInitialState: true });
  using plain = new GRU(5, 3);
  expect(() => layer.loadStateDict(plain.stateDict())).toThrow("missing initial_hidden_l0");
  expect(() => plain.loadStateDict(layer.stateDict())).toThrow("unexpected initial_hidden_l0");
});

describe.each(Object.entries(everyCell).filter(([name]) => !name.includes("learnt")))("%s", (_, make) => {
  const dtype = "float64";
  const learning = () => make(inputSize, hiddenSize, { dtype, learnInitialState: true, rng: new Rng(1) });
  const x = randn([batch, time, inputSize], { dtype, rng: new Rng(2) });

  test("is zero at first, and used where none is given", () => {
    using cell = learning();
    using plain = make(inputSize, hiddenSize, { dtype, rng: new Rng(1) });
    const run = (each: typeof cell) => (each.sequence?.(x, { lengths }) ?? runCell(each, x, { lengths })).output.data();
    expect(run(cell)).toEqual(run(plain));
    for (const parameter of Object.values(cell.initial ?? {})) parameter.array.elements().fill(0.5);
    expect(run(cell)).not.toEqual(run(plain));
    const state = cell.initialState(batch);
    for (const part of Object.values(state) as Tensor<"float64">[]) {
      expect(part.data()).toEqual(new Float64Array(part.size).fill(0.5));
    }
    const { output } = runCell(cell, x, { lengths, initialState: plain.initialState(batch) });
    expect(output.data()).toEqual(runCell(plain, x, { lengths }).output.data());
  });

  test.each([false, true])("its gradients with lengths, reverse: %s", (reverse) => {
    using cell = learning();
    const { initial } = cell;
    const names = Object.keys(initial ?? {});
    const leaves = Object.values(initial ?? {}).map(({ shape }, i) => {
      return randn<"float64">(shape, { dtype, rng: new Rng(3 + i), requiresGrad: true });
    });
    gradcheck((...parts) => {
      Object.assign(cell, { initial: Object.fromEntries(names.map((name, i) => [name, parts[i]])) });
      const options = { lengths, reverse };
      const results = [runCell(cell, x, options), ...(cell.sequence ? [cell.sequence(x, options)] : [])];
      return results.flatMap(({ output, ...state }) => [output, ...(Object.values(state) as Tensor<"float64">[])]);
    }, leaves);
    Object.assign(cell, { initial });
  });
});

test.each([
  ["GRU", GRU],
  ["LSTM", LSTM],
] as const)("%s learns from the first step what no input tells it", (_, Layers) => {
  // Without an input and without biases the state stays zero, and the error 0.09, whatever else is learnt.
  const target = 0.3;
  const errorOf = (learnInitialState: boolean): number => {
    using layers = new Layers(1, 3, { bias: false, learnInitialState, rng: new Rng(1) });
    using optimizer = new Adam(layers.parameters(), { learningRate: 0.05 });
    const error = () =>
      layers
        .forward(zeros([2, 4, 1]))
        .output.sub(target)
        .square()
        .mean();
    for (let step = 0; step < 200; step++) {
      scope(() => {
        optimizer.zeroGrad();
        error().backward();
        optimizer.step();
      });
    }
    return error().item();
  };
  expect(errorOf(false)).toBeCloseTo(target * target, 6);
  expect(errorOf(true)).toBeLessThan(0.1 * target * target);
});
