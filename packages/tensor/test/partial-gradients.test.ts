import { concat, embedding, grad, setDetectAnomaly, type Tensor, tensor } from "@unroll/tensor";
import { afterEach, describe, expect, test } from "vitest";

const ids = (...values: number[]): Tensor<"int32"> => tensor(Int32Array.from(values));

/** A sum over rows 0, 2, 2 and a slice of the table: 1, 0 and 2 looked up, 5 and 6 in slices. */
function loss(table: Tensor): Tensor {
  const rows = embedding(ids(0, 2, 2), table);
  const slices = concat([table.slice(0, 1, 3), table.select(0, 1).unsqueeze(0)]);
  return rows.sum().add(slices.mul(10).sum());
}
const expected = [
  [1, 1],
  [20, 20],
  [12, 12],
];

describe("parts of one gradient add up", () => {
  afterEach(() => setDetectAnomaly(false));
  const leaf = (): Tensor => tensor([[1, 2], [3, 4], [5, 6]], { requiresGrad: true }); // biome-ignore format: one line

  test("in a leaf, after another walk too, and over memory that held another gradient", () => {
    const table = leaf();
    loss(table).backward();
    expect(table.grad?.toArray()).toEqual(expected);
    loss(table).backward();
    expect(table.grad?.toArray()).toEqual(expected.map((row) => row.map((value) => 2 * value)));
    table.zeroGrad();
    loss(table).backward();
    expect(table.grad?.toArray()).toEqual(expected);
  });

  test("in a value that an operation made, beside whole gradients", () => {
    const x = leaf();
    const table = x.mul(2);
    loss(table).add(table.sum()).backward();
    expect(x.grad?.toArray()).toEqual(expected.map((row) => row.map((value) => 2 * value + 2)));
  });

  test("for hooks, for grad(), and while looking for NaN", () => {
    const table = leaf();
    table.registerHook((gradient) => gradient.mul(3));
    setDetectAnomaly(true);
    loss(table).backward();
    expect(table.grad?.toArray()).toEqual(expected.map((row) => row.map((value) => 3 * value)));
    const other = leaf();
    expect(grad(loss(other), [other])[0]?.toArray()).toEqual(expected);
    const made = leaf().mul(1);
    expect(grad(loss(made), [made])[0]?.toArray()).toEqual(expected);
  });

  test("and one that is shared is not written into", () => {
    const x = leaf();
    const [a, b] = [x.mul(1), x.mul(1)];
    const both = a.add(b); // hands one gradient to both
    both.sum().add(a.select(0, 0).sum().mul(5)).backward();
    expect(x.grad?.toArray()).toEqual([[7, 7], [2, 2], [2, 2]]); // biome-ignore format: one line
  });
});
