import { type FloatDType, gradcheck, tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import golden from "../goldens/layers.json" with { type: "json" };
import { type CrossEntropyOptions, crossEntropy } from "../src/index.ts";
import { expectClose, fill } from "./golden.ts";

const precisions = [
  { dtype: "float32", tolerance: 2e-6 },
  { dtype: "float64", tolerance: 1e-11 },
] as const;

describe.each(precisions)("PyTorch's numbers in $dtype", ({ dtype, tolerance }) => {
  test.each(golden.crossEntropy)("$name", ({ shape, targets, options, loss, gradient }) => {
    const data = fill(1, gradient.length).map((value) => 8 * value);
    const logits = tensor<FloatDType>(data, { shape, dtype, requiresGrad: true });
    const ids = tensor(Int32Array.from(targets), { shape: shape.slice(0, -1) });
    const result = crossEntropy(logits, ids, options as CrossEntropyOptions);
    expect(result.shape).toEqual(loss.length === 1 ? [] : ids.shape);
    expectClose(result.data(), loss, tolerance);
    const weights = tensor<FloatDType>(fill(4, loss.length), { shape: result.shape, dtype });
    (loss.length === 1 ? result : result.mul(weights).sum()).backward();
    expectClose(logits.grad?.data() ?? [], gradient, tolerance);
  });
});

test("passes finite differences", () => {
  const logits = tensor(fill(7, 15), { shape: [5, 3], requiresGrad: true });
  const targets = tensor(Int32Array.of(2, 0, -100, 1, 1));
  for (const reduction of ["mean", "sum", "none"] as const) {
    gradcheck((x) => crossEntropy(x, targets, { reduction, labelSmoothing: 0.1 }), [logits]);
  }
});

test("shifting the logits changes nothing, and large ones stay finite", () => {
  const targets = tensor(Int32Array.of(0, 2));
  const rows = tensor([[1, 2, 3], [3, 2, 1]]); // biome-ignore format: rows
  expect(crossEntropy(rows.add(1000), targets).item()).toBeCloseTo(crossEntropy(rows, targets).item(), 4);
  expect(crossEntropy(tensor([[1e30, 0, -1e30]]), tensor(Int32Array.of(0))).item()).toBe(0);
});

test("an ignored row may hold anything", () => {
  const logits = tensor([[Number.NaN, Number.NaN], [0, 0]], { requiresGrad: true }); // biome-ignore format: rows
  const loss = crossEntropy(logits, tensor(Int32Array.of(-100, 1)));
  loss.backward();
  expect(loss.item()).toBeCloseTo(Math.log(2), 6);
  expectClose(logits.grad?.data() ?? [], [0, 0, 0.5, -0.5], 1e-6);
});

test("a target that is no class is refused", () => {
  const logits = tensor([[0, 0]]);
  expect(() => crossEntropy(logits, tensor(Int32Array.of(2)))).toThrow(
    "crossEntropy: target 2 at position 0 is out of range",
  );
  expect(() => crossEntropy(logits, tensor(Int32Array.of(0, 1)))).toThrow(
    "logits must have shape [...targets, classes]",
  );
});
