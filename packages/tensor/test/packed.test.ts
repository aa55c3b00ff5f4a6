import {
  availableBackends,
  type BackendName,
  copyValues,
  gru,
  linear,
  lstm,
  memory,
  noGrad,
  Parameter,
  rand,
  rnn,
  type SequenceWeights,
  setBackend,
  type Tensor,
} from "@unroll/tensor";
import { afterEach, describe, expect, test } from "vitest";

const bytes = () => memory().persistentBytes;

function parameter(...shape: number[]): Parameter {
  return new Parameter(rand(shape));
}

/** Uses a weight by one row, several times, without recording. */
function use(weight: Tensor, times = 1): Float32Array {
  const x = rand([1, weight.shape[1] as number]);
  let y: Tensor | undefined;
  for (let i = 0; i < times; i++) y = noGrad(() => linear(x, weight));
  // While gradients are recorded, weights are read where they lie.
  expect(y?.data()).toEqual(linear(x, weight).data());
  return y?.data() as Float32Array;
}

afterEach(() => setBackend(availableBackends()[0] as BackendName));

describe("a weight that few rows use again and again is packed", () => {
  test("at its second use, once; and the copy goes with the weight", () => {
    const before = bytes();
    const weight = parameter(11, 7);
    const own = bytes();
    use(weight);
    expect(bytes()).toBe(own);
    use(weight);
    const packed = bytes();
    expect(packed - own).toBe(4 * 7 * 32); // 11 columns in one stripe of 32
    use(weight, 3);
    expect(bytes()).toBe(packed);
    weight.dispose();
    expect(bytes()).toBe(before);
  });

  test("with the same bits, in every operation that packs", () => {
    const x = rand([2, 1, 5]);
    const weights: Record<number, SequenceWeights> = {};
    for (const gates of [1, 3, 4]) {
      weights[gates] = { weightIh: parameter(gates * 9, 5), weightHh: parameter(gates * 9, 9) };
    }
    const [one, three, four] = [1, 3, 4].map((gates) => weights[gates] as SequenceWeights) as [
      SequenceWeights,
      SequenceWeights,
      SequenceWeights,
    ];
    const h = rand([2, 9]);
    const operations = {
      linear: () => linear(x, one.weightIh),
      rnn: () => rnn(x, one, { initialState: h }).output,
      gru: () => gru(x, three, { initialState: h }).output,
      "gru, reset before": () => gru(x, three, { initialState: h, resetBefore: true }).output,
      lstm: () => lstm(x, four, { initialState: { hidden: h, cell: h } }).output,
    };
    for (const [name, operation] of Object.entries(operations)) {
      const wanted = operation().data();
      const own = bytes();
      for (let i = 0; i < 4; i++) expect(noGrad(operation).data(), `${name}, use ${i + 1}`).toEqual(wanted);
      if (name !== "linear" && !name.startsWith("gru,")) expect(bytes(), name).toBeGreaterThan(own);
    }
  });

  test("until its values change: by copyValues, or through a view of its elements", () => {
    const weight = parameter(11, 7);
    const own = bytes();
    const first = use(weight, 3);
    copyValues(weight, rand([11, 7]));
    expect(use(weight)).not.toEqual(first);
    expect(bytes()).toBe(own);
    use(weight, 3);
    weight.array.elements().fill(0);
    expect(bytes()).toBe(own);
    expect([...use(weight, 3)]).toEqual(Array(11).fill(0));
  });

  test("by each executor for itself", () => {
    const weight = parameter(11, 7);
    const own = bytes();
    use(weight, 3);
    setBackend("reference");
    use(weight, 3);
    expect(bytes()).toBe(own);
  });

  test("in the shape in which it is used", () => {
    const weight = parameter(6, 4);
    const turned = weight.reshape([4, 6]);
    for (const each of [weight, turned, turned, weight, weight, weight, turned, turned]) use(each as Tensor);
  });
});

describe("no weight is packed", () => {
  const weight = () => parameter(11, 7);
  const cases: Record<string, (weight: Parameter) => void> = {
    "while gradients are recorded": (w) => void linear(rand([1, 7]), w),
    "for many rows": (w) => void noGrad(() => linear(rand([17, 7]), w)),
    "in part": (w) => void noGrad(() => linear(rand([1, 7]), w.slice(0, 0, 8))),
    transposed: (w) => void noGrad(() => linear(rand([1, 11]), w.transpose())),
    "in a scope": (w) => void noGrad(() => linear(rand([1, 7]), w.mul(2))),
  };
  for (const [name, step] of Object.entries(cases)) {
    test(name, () => {
      const each = weight();
      const own = bytes();
      for (let i = 0; i < 4; i++) step(each);
      expect(bytes()).toBe(own);
    });
  }
});
