import { Rng } from "@unroll/random";
import { dropout, layerNorm, ones, type Tensor, tensor, zeros } from "@unroll/tensor";
import { describe, expect, test } from "vitest";

// Where a derivative does not exist or a quotient is 0 / 0, PyTorch's convention is the one that training survives.

const ids = (values: number[], shape: number[]): Tensor<"int32"> => tensor(Int32Array.from(values), { shape });

/** dsum(f(x))/dx */
function gradient(values: number[], f: (x: Tensor<"float64">) => Tensor<"float64">): unknown {
  const x = tensor(Float64Array.from(values), { requiresGrad: true });
  f(x).sum().backward();
  return x.grad?.toArray();
}

describe("gradients where nothing is left to divide", () => {
  test("a norm of zeros", () => expect(gradient([0, 0], (x) => x.norm())).toEqual([0, 0]));
  test("a standard deviation of equals", () => expect(gradient([3, 3, 3], (x) => x.std())).toEqual([0, 0, 0]));
  test("a row of equals in layerNorm", () => {
    expect(gradient([2, 2], (x) => layerNorm(x.reshape([1, 2])).square())).toEqual([0, 0]);
  });
  test("log-sum-exp of -Infinity alone, and beside a number", () => {
    const { NEGATIVE_INFINITY } = Number;
    expect(gradient([NEGATIVE_INFINITY, NEGATIVE_INFINITY], (x) => x.logsumexp())).toEqual([0, 0]);
    expect(gradient([NEGATIVE_INFINITY, 5], (x) => x.logsumexp())).toEqual([0, 1]);
  });
  test("powers of 0, and to the power of 0", () => {
    expect(gradient([0, 2], (x) => x.pow(0))).toEqual([0, 0]);
    expect(gradient([0, 3], (x) => x.pow(tensor(Float64Array.of(0, 2))))).toEqual([0, 6]);
    expect(gradient([0, 2], (x) => tensor(Float64Array.of(0, 1)).pow(x))).toEqual([0, 0]);
  });
});

describe("reductions of few elements", () => {
  test("one element has no unbiased variance, and no variance about itself", () => {
    expect(tensor([5]).var().item()).toBeNaN();
    expect(tensor([5]).var(0, { correction: 0 }).item()).toBe(0);
    expect(() => tensor([5]).var(0, { correction: -1 })).toThrow(
      "var: correction must be a number of 0 or more; got -1",
    );
  });
  test("log-sum-exp of nothing is the logarithm of 0", () => {
    expect(zeros([2, 0]).logsumexp(1).toArray()).toEqual([-Infinity, -Infinity]);
  });
  test("argmin takes the first of equals, and NaN before all", () => {
    const x = tensor([
      [2, 1, 1],
      [Number.NaN, -9, 0],
    ]);
    expect(x.argmin(1).toArray()).toEqual([1, 0]);
    expect(x.argmin(0, { keepdim: true }).toArray()).toEqual([[1, 1, 1]]);
    expect(
      tensor([
        [3, 4],
        [5, 1],
      ])
        .argmin()
        .item(),
    ).toBe(3);
    expect(() => zeros([0]).argmin()).toThrow("argmin: there is no element along axis 0 of shape [0]");
  });
  test("norms of other orders are refused", () => {
    expect(() => tensor([1]).norm(3)).toThrow("norm: order must be 1, 2 or Infinity; got 3");
  });
});

describe("selection", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  test("the largest elements: NaN before all, then the first of equals", () => {
    const { values, indices } = tensor([1, 7, Number.NaN, 7]).topk(3);
    expect([...values.data()]).toEqual([Number.NaN, 7, 7]);
    expect(indices.toArray()).toEqual([2, 1, 3]);
    expect(x.topk(0).values.shape).toEqual([2, 0]);
    expect(() => x.topk(4)).toThrow(
      "topk: k must be an integer from 0 to 3, the size of axis 1 of shape [2, 3]; got 4",
    );
  });

  test("gather reads a corner where the ids are smaller", () => {
    expect(x.gather(1, ids([2, 0], [1, 2])).toArray()).toEqual([[3, 1]]);
    expect(() => x.gather(0, ids([0], [1]))).toThrow(
      "gather: ids must have rank 2 and, but for axis 0, sizes of at most [2, 3]; got [1]",
    );
    expect(() => x.gather(0, ids([0, 2], [1, 2]))).toThrow(
      "gather: id 2 at position 1 is out of range; expected 0 to 1",
    );
  });

  test("indexSelect", () => {
    expect(x.indexSelect(-1, ids([], [0])).shape).toEqual([2, 0]);
    expect(zeros([0, 3]).indexSelect(1, ids([2], [1])).shape).toEqual([0, 1]);
    expect(() => x.indexSelect(0, ids([0], [1, 1]))).toThrow("indexSelect: ids must have shape [n]; got [1, 1]");
    expect(() => zeros([0, 3]).indexSelect(0, ids([0], [1]))).toThrow(
      "id 0 at position 0 is out of range; there are none",
    );
  });

  test("every third element, up to where there are", () => {
    expect(tensor([0, 1, 2, 3, 4, 5, 6]).slice(0, 1, -1, 3).toArray()).toEqual([1, 4]);
    expect(tensor([0, 1, 2]).slice(0, 0, 3, 7).toArray()).toEqual([0]);
    expect(() => x.slice(0, 0, 2, 0)).toThrow("slice: step is an integer of 1 or more, got 0");
  });
});

describe("dropout", () => {
  test("drops where the generator's next words say so, and its gradient where it did", () => {
    const rng = new Rng(3);
    rng.uint32();
    const uniform = new Float32Array(50);
    Rng.fromState(rng.state()).fillUniform(uniform);
    const kept = [...uniform].map((u) => (u < 0.25 ? 0 : Math.fround(1 / 0.75)));

    const x = ones([5, 10], { requiresGrad: true });
    const y = dropout(x, 0.25, rng);
    y.sum().backward();
    expect([...y.data()]).toEqual(kept);
    expect([...(x.grad as Tensor).data()]).toEqual(kept);
    expect(rng.state().counter).toBe(51);
  });

  test("at its ends", () => {
    expect(dropout(ones([3]), 0).toArray()).toEqual([1, 1, 1]);
    expect(dropout(ones([3]), 1).toArray()).toEqual([0, 0, 0]);
    expect(() => dropout(ones([3]), 1.5)).toThrow("dropout: probability must be from 0 to 1; got 1.5");
  });
});

test("layerNorm names what does not fit", () => {
  expect(() => layerNorm(zeros([2, 3]), { bias: zeros([2]) })).toThrow(
    "layerNorm: bias must have shape [n=3]; got [2]",
  );
  expect(layerNorm(zeros([2, 0])).shape).toEqual([2, 0]);
});
