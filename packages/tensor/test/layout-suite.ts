import { availableBackends, backend, setBackend } from "@unroll/kernels";
import { concat, full, noGrad, ShapeError, stack, type Tensor } from "@unroll/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { evaluate, inputs } from "./operation-suite.ts";
import { type Case, cases } from "./operations.ts";

// The operations of the table again, over the same numbers where they lie otherwise: a result is a function of the values alone.

const nan = (): Tensor => full([1], Number.NaN);

/** Views with the shape and the values of a tensor, in other memory; between and before the values stand NaNs. */
const layouts: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  transposed(x) {
    const backwards = x.shape.map((_, axis) => x.rank - 1 - axis);
    return x.permute(backwards).clone().permute(backwards);
  },
  "every second": (x) => stack([nan().expand(x.shape), x], -1).select(-1, 1),
  flipped(x) {
    const axes = x.shape.map((_, axis) => axis);
    return x.flip(axes).clone().flip(axes);
  },
  "4 bytes off": (x) => concat([nan(), x.flatten()]).slice(0, 1).reshape(x.shape),
  "4 bytes off, every row": (x) =>
    x.rank < 2 ? x : concat([nan().expand([...x.shape.slice(0, -1), 1]), x], -1).slice(-1, 1),
};

/** The first entry of the first axis, in place of all: a view with a stride of 0. */
const repeated = (x: Tensor): Tensor => (x.rank === 0 ? x : x.slice(0, 0, 1).expand(x.shape));

function asLeaf(x: Tensor): Tensor {
  const leaf = x.detach();
  leaf.requiresGrad = true;
  return leaf;
}

function laidOut(one: Case, ...change: readonly ((x: Tensor) => Tensor)[]): Tensor[] {
  return noGrad(() =>
    inputs(one, "float32").map((input) => asLeaf(change.reduce((x, next) => next(x), input.detach()))),
  );
}

/** The shapes of a case with one of its sizes, wherever it stands, replaced by 0. */
function emptied(one: Case): Case[] {
  const sizes = [...new Set(one.shapes.flat())];
  return sizes.map((size) => ({
    ...one,
    name: `${one.name}, ${size} is 0`,
    shapes: one.shapes.map((shape) => shape.map((dimension) => (dimension === size ? 0 : dimension))),
  }));
}

/** Cases that name their parts, of which there are fewer then. */
const COUNTED = ["split", "chunk, a part unused", "unbind"];

/** What comes of a case: its numbers, or the sentence of the error. */
function outcome(one: Case, dtype: "float32" | "float64"): number[][] | string {
  try {
    return evaluate(one, dtype);
  } catch (error) {
    if (error instanceof ShapeError || error instanceof RangeError) return error.message;
    throw error;
  }
}

/** What is left may be rounded; NaN, where nothing is divided by nothing, is NaN. */
function expectClose(got: readonly number[][], expected: readonly number[][], message: string): void {
  expect(got.map((list) => list.length)).toEqual(expected.map((list) => list.length));
  expected.forEach((list, k) => {
    list.forEach((value, i) => {
      const own = got[k]?.[i] as number;
      if (Number.isFinite(value))
        expect(Math.abs(own - value), message).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)));
      else expect(own, message).toBe(value);
    });
  });
}

/** The whole suite: for Node and for the browser. */
export function describeLayouts(): void {
  const before = backend();
  afterAll(() => setBackend(before));

  describe.each(availableBackends())("on %s the layout of the inputs changes nothing", (name) => {
    test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
      setBackend(name);
      const expected = evaluate(one, "float32");
      for (const [layout, change] of Object.entries(layouts)) {
        expect(evaluate(one, "float32", laidOut(one, change)), layout).toEqual(expected);
      }
      const copied = evaluate(
        one,
        "float32",
        laidOut(one, repeated, (x) => x.clone()),
      );
      expect(evaluate(one, "float32", laidOut(one, repeated)), "repeated").toEqual(copied);
    });
  });

  describe("a size of 0 is a size", () => {
    const zeroSized = cases.filter(({ name }) => !COUNTED.includes(name)).flatMap(emptied);
    test.each(zeroSized.map((one) => [one.name, one] as const))("%s", (_, one) => {
      const expected = outcome(one, "float64");
      for (const name of availableBackends()) {
        setBackend(name);
        const got = outcome(one, "float32");
        if (typeof got === "string") expect(got, name).toBe(expected);
        else expectClose(got, expected as number[][], name);
      }
    });

    test("and most operations take it", () => {
      const taken = zeroSized.filter((one) => typeof outcome(one, "float32") !== "string");
      expect(taken.length).toBeGreaterThan(zeroSized.length / 2);
    });
  });
}
