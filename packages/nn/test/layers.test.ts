import { Rng } from "@unroll/random";
import { DTypeError, type FloatDType, ShapeError, type StateDict, type Tensor, tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import golden from "../goldens/layers.json" with { type: "json" };
import { Embedding, Linear } from "../src/index.ts";
import { expectClose, fill } from "./golden.ts";

const precisions = [
  { dtype: "float32", tolerance: 1e-6 },
  { dtype: "float64", tolerance: 1e-11 },
] as const;

function filled<D extends FloatDType>(seed: number, shape: number[], dtype: D, requiresGrad = false): Tensor<D> {
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  return tensor<D>(fill(seed, count), { shape, dtype, requiresGrad });
}

describe.each(precisions)("PyTorch's numbers in $dtype", ({ dtype, tolerance }) => {
  test.each([
    ["linear", true],
    ["linearNoBias", false],
  ] as const)("%s", (name, bias) => {
    using layer = new Linear<FloatDType>(7, 2, { bias, dtype });
    const state: StateDict = { weight: filled(2, [2, 7], dtype) };
    if (bias) state.bias = filled(3, [2], dtype);
    layer.loadStateDict(state);
    const x = filled<FloatDType>(1, [3, 5, 7], dtype, true);
    const y = layer.forward(x);
    y.mul(filled<FloatDType>(4, [3, 5, 2], dtype))
      .sum()
      .backward();
    const { output, gradients } = golden[name];
    expect(y.shape).toEqual([3, 5, 2]);
    expectClose(y.data(), output, tolerance);
    expectClose(x.grad?.data() ?? [], gradients.input, tolerance);
    expectClose(layer.weight.grad?.data() ?? [], gradients.weight, tolerance);
    if ("bias" in gradients) expectClose(layer.bias?.grad?.data() ?? [], gradients.bias, tolerance);
  });

  test("embedding", () => {
    const { ids, output, gradients } = golden.embedding;
    using layer = new Embedding<FloatDType>(11, 3, { dtype });
    layer.loadStateDict({ weight: filled(2, [11, 3], dtype) });
    const y = layer.forward(tensor(Int32Array.from(ids), { shape: [2, 5] }));
    y.mul(filled<FloatDType>(4, [2, 5, 3], dtype))
      .sum()
      .backward();
    expect(y.shape).toEqual([2, 5, 3]);
    expectClose(y.data(), output, tolerance);
    expectClose(layer.weight.grad?.data() ?? [], gradients.weight, tolerance);
  });
});

describe("initial values", () => {
  test("of Linear are spread evenly below 1/sqrt(inFeatures)", () => {
    using layer = new Linear(100, 400, { rng: new Rng(1) });
    const values = layer.weight.data();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.1);
    expect(Math.max(...values)).toBeGreaterThan(0.0999);
    expect(Math.min(...values)).toBeLessThan(-0.0999);
    expect(Math.abs(mean)).toBeLessThan(0.001);
    expect(variance).toBeCloseTo(0.01 / 3, 4);
    expect(Math.max(...(layer.bias?.data() ?? []).map(Math.abs))).toBeLessThanOrEqual(0.1);
  });

  test("of Embedding are normal", () => {
    using layer = new Embedding(200, 100, { rng: new Rng(1) });
    const values = layer.weight.data();
    const moment = (k: number): number => values.reduce((sum, value) => sum + value ** k, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.03);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(moment(4)).toBeGreaterThan(2.7);
    expect(moment(4)).toBeLessThan(3.3);
  });

  test("follow the generator", () => {
    using a = new Linear(3, 2, { rng: new Rng(5) });
    using b = new Linear(3, 2, { rng: new Rng(5) });
    using c = new Linear(3, 2, { rng: new Rng(6) });
    expect(a.weight.data()).toEqual(b.weight.data());
    expect(a.weight.data()).not.toEqual(c.weight.data());
    expect(a.weight.data().slice(0, 2)).not.toEqual(a.bias?.data());
  });
});

test("a tied weight is one parameter, trained through both layers", () => {
  using output = new Linear(2, 5, { bias: false });
  using embedding = new Embedding(5, 2, { weight: output.weight });
  output
    .forward(embedding.forward(tensor(Int32Array.of(3))))
    .sum()
    .backward();
  // Of sum_i W_i . W_3: W_3 in every row, and the sum of all rows in row 3 beside it.
  const rows = output.weight.toArray() as [number, number][];
  const total = [0, 1].map((k) => rows.reduce((sum, row) => sum + row[k]!, 0));
  const gradient = embedding.weight.grad?.toArray() as number[][];
  gradient.forEach((row, i) => {
    row.forEach((value, k) => {
      expect(value).toBeCloseTo(rows[3]![k]! + (i === 3 ? total[k]! : 0), 5);
    });
  });
});

describe("mistakes", () => {
  test("what is no tensor", () => {
    using linear = new Linear(3, 2);
    using embedding = new Embedding(3, 2);
    expect(() => linear.forward([[1, 2, 3]] as never)).toThrow("Linear.forward: input must be a tensor; got an array");
    expect(() => embedding.forward([1] as never)).toThrow("embedding: ids must be a tensor; got an array");
  });

  test("a wrong input shape", () => {
    using layer = new Linear(5, 3);
    const x = tensor(new Float32Array(8), { shape: [2, 4] });
    expect(() => layer.forward(x)).toThrow(ShapeError);
    expect(() => layer.forward(x)).toThrow("Linear.forward: input must have shape [..., inFeatures=5]; got [2, 4]");
    expect(() => layer.forward(tensor(1))).toThrow("Linear.forward: input must have shape [..., inFeatures=5]; got []");
  });

  test("sizes that are none", () => {
    expect(() => new Linear(0, 3)).toThrow("Linear: inFeatures must be a positive integer; got 0");
    expect(() => new Linear(3, 2.5)).toThrow("Linear: outFeatures must be a positive integer; got 2.5");
    expect(() => new Embedding(-1, 3)).toThrow("Embedding: numEmbeddings must be a positive integer; got -1");
  });

  test("a tied weight of another shape", () => {
    using output = new Linear(2, 5);
    expect(() => new Embedding(5, 3, { weight: output.weight })).toThrow(
      "Embedding: weight must have shape [numEmbeddings=5, embeddingSize=3]; got [5, 2]",
    );
  });

  test("ids that are not in the table, or are no ids", () => {
    using layer = new Embedding(4, 2);
    const ids = tensor(Int32Array.of(0, 4));
    expect(() => layer.forward(ids)).toThrow("embedding: id 4 at position 1 is out of range; expected 0 to 3");
    const floats = tensor([0, 1]) as unknown as Tensor<"int32">;
    expect(() => layer.forward(floats)).toThrow(DTypeError);
  });
});
