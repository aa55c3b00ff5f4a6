import { inspect } from "node:util";
import { arange, ones, Parameter, scope, type Tensor, tensor, zeros } from "@unroll/tensor";
import { describe, expect, test } from "vitest";

const lines = (...text: string[]): string => text.join("\n");

describe("a tensor printed", () => {
  test.each<[name: string, make: () => object, text: string]>([
    ["a single element", () => tensor(0.123456), lines("Tensor [] float32", "0.1235")],
    ["a vector, whole", () => arange(10), lines("Tensor [10] float32", "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]")],
    ["a long vector", () => arange(1000), lines("Tensor [1000] float32", "[0, 1, 2, ..., 997, 998, 999]")],
    [
      "a matrix",
      () =>
        tensor([
          [1, 100.5],
          [1234.567, -2],
        ]),
      lines("Tensor [2, 2] float32", "[[1, 100.5],", " [1235, -2]]"),
    ],
    [
      "a tall matrix",
      () => arange(14).reshape([7, 2]),
      lines(
        "Tensor [7, 2] float32",
        "[[0, 1],",
        " [2, 3],",
        " [4, 5],",
        " ...,",
        " [8, 9],",
        " [10, 11],",
        " [12, 13]]",
      ),
    ],
    [
      "a view",
      () => arange(4).reshape([2, 2]).transpose().flip(0),
      lines("Tensor [2, 2] float32", "[[1, 3],", " [0, 2]]"),
    ],
    ["nothing", () => zeros([0]), lines("Tensor [0] float32", "[]")],
    ["rows of nothing", () => zeros([2, 0, 3]), lines("Tensor [2, 0, 3] float32", "[[],", " []]")],
    [
      "numbers that are none, and small and large ones",
      () => tensor([Number.NaN, -Infinity, -0, 1e-45, 3.4e38, 1e6, 123456.789, 0.1]),
      lines("Tensor [8] float32", "[NaN, -Infinity, -0, 1.401e-45, 3.4e+38, 1000000, 1.235e+5, 0.1]"),
    ],
    [
      "float64",
      () => tensor(Float64Array.of(1 / 3, 1e300, 2 ** 53)),
      lines("Tensor [3] float64", "[0.3333, 1e+300, 9.007e+15]"),
    ],
    ["int32", () => tensor(Int32Array.of(-2147483648, 5)), lines("Tensor [2] int32", "[-2147483648, 5]")],
    ["bool", () => tensor([[true, false]]), lines("Tensor [1, 2] bool", "[[true, false]]")],
    ["with a gradient", () => ones([2], { requiresGrad: true }), lines("Tensor [2] float32 requiresGrad", "[1, 1]")],
  ])("%s", (_, make, text) => {
    const made = make();
    expect(inspect(made)).toBe(text);
    expect(String(made)).toBe(text);
    expect(`${made}`).toBe(text);
  });

  test("stays short, however many axes there are", () => {
    expect(String(zeros([20, 20, 20])).split("\n").length).toBeLessThan(60);
    expect(String(zeros([20, 20, 20, 20, 20])).split("\n").length).toBeLessThan(60);
    expect(String(zeros([7, 7, 7, 7, 7, 7, 7, 7])).split("\n").length).toBeLessThan(60);
    expect(String(zeros([3, 3, 3, 3, 3, 3, 3, 3])).split("\n").length).toBeLessThan(60);
  });

  test("says that its memory is gone", () => {
    let freed: Tensor | undefined;
    scope(() => {
      freed = ones([2, 3]);
      return 0;
    });
    expect(inspect(freed)).toBe("Tensor [2, 3] float32 (freed)");
    const disposed = new Parameter(ones([2]));
    disposed.dispose();
    expect(`${disposed}`).toBe("Tensor [2] float32 requiresGrad (freed)");
  });

  test("keeps its place in an object", () => {
    expect(inspect({ output: ones([1, 2]), hidden: [zeros([1])] })).toBe(
      lines(
        "{",
        "  output: Tensor [1, 2] float32",
        "  [[1, 1]],",
        "  hidden: [",
        "    Tensor [1] float32",
        "    [0]",
        "  ]",
        "}",
      ),
    );
  });

  test("as JSON is its values", () => {
    expect(JSON.stringify({ x: tensor([[1, Number.NaN]]), mask: tensor([true]), one: tensor(2) })).toBe(
      '{"x":[[1,null]],"mask":[true],"one":2}',
    );
  });
});
