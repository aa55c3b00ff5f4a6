import { Rng } from "@unroll/random";
import { dropout, layerNorm, ones, tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { Dropout, LayerNorm } from "../src/index.ts";

describe("LayerNorm", () => {
  test("begins as plain normalization, and uses its parameters", () => {
    using layer = new LayerNorm(3);
    const x = tensor([
      [1, 2, 4],
      [0, -5, 7],
    ]);
    expect(Object.keys(layer.stateDict())).toEqual(["weight", "bias"]);
    expect(layer.forward(x).toArray()).toEqual(layerNorm(x).toArray());
    const [weight, bias] = [tensor([1, 2, 3]), tensor([-1, 0, 1])];
    layer.loadStateDict({ weight, bias });
    expect(layer.forward(x).toArray()).toEqual(layerNorm(x, { weight, bias }).toArray());
    layer.forward(x).sum().backward();
    expect(layer.bias.grad?.toArray()).toEqual([2, 2, 2]);
  });

  test("refuses what it cannot be", () => {
    expect(() => new LayerNorm(0)).toThrow("LayerNorm: size must be a positive integer");
    expect(() => new LayerNorm(3, { epsilon: -1 })).toThrow("LayerNorm: epsilon must be 0 or more; got -1");
    using layer = new LayerNorm(3);
    expect(() => layer.forward(ones([2]))).toThrow("layerNorm: weight must have shape [n=2]; got [3]");
  });
});

describe("Dropout", () => {
  test("drops in training, by its own generator, and other elements every time", () => {
    const layer = new Dropout(0.5, { rng: new Rng(4) });
    const first = layer.forward(ones([100])).toArray();
    expect(first).toEqual(dropout(ones([100]), 0.5, new Rng(4)).toArray());
    expect(layer.forward(ones([100])).toArray()).not.toEqual(first);
  });

  test("is nothing in evaluation, and at probability 0", () => {
    const x = ones([3]);
    expect(new Dropout(0.5).eval().forward(x)).toBe(x);
    expect(new Dropout(0).forward(x)).toBe(x);
  });

  test("refuses what is no probability", () => {
    expect(() => new Dropout(-0.1)).toThrow("Dropout: probability must be from 0 to 1; got -0.1");
  });
});
