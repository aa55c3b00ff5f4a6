import { Rng } from "@unroll/random";
import { describe, expect, test } from "vitest";
import {
  constantInitializer,
  createParameter,
  glorotInitializer,
  type Initializer,
  identityInitializer,
  normalInitializer,
  orthogonalInitializer,
  uniformInitializer,
} from "../src/index.ts";

function fill(initializer: Initializer, shape: readonly number[], seed = 1): Float64Array {
  const values = new Float64Array(shape.reduce((product, size) => product * size, 1));
  initializer(values, new Rng(seed), shape);
  return values;
}

const moment = (values: Float64Array, k: number): number =>
  values.reduce((sum, value) => sum + value ** k, 0) / values.length;

/**
 * How far the rows of [rows, columns], or its columns if there are fewer, are from being orthogonal and of length 1: the
 * largest difference of their products from the identity.
 */
function distanceFromOrthogonal(values: ArrayLike<number>, rows: number, columns: number): number {
  const wide = rows <= columns;
  const [count, length] = wide ? [rows, columns] : [columns, rows];
  const entry = (vector: number, k: number) => values[wide ? vector * columns + k : k * columns + vector] as number;
  let largest = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let k = 0; k < length; k++) product += entry(i, k) * entry(j, k);
      largest = Math.max(largest, Math.abs(product - (i === j ? 1 : 0)));
    }
  }
  return largest;
}

describe("orthogonalInitializer", () => {
  const shapes = [
    { what: "square", rows: 17, columns: 17 },
    { what: "wide", rows: 7, columns: 19 },
    { what: "tall", rows: 23, columns: 5 },
    { what: "of one row", rows: 1, columns: 11 },
    { what: "of one column", rows: 11, columns: 1 },
    { what: "large", rows: 128, columns: 128 },
  ];
  test.each(shapes)("$what: the shorter vectors are orthogonal and of length gain", ({ rows, columns }) => {
    const values = fill(orthogonalInitializer(), [rows, columns]);
    expect(distanceFromOrthogonal(values, rows, columns)).toBeLessThan(1e-12);
    expect(fill(orthogonalInitializer(1.5), [rows, columns])).toEqual(values.map((value) => 1.5 * value));
  });

  test("in float32, to its precision", () => {
    using weight = createParameter([31, 31], orthogonalInitializer(), { rng: new Rng(1) });
    expect(distanceFromOrthogonal(weight.data(), 31, 31)).toBeLessThan(1e-6);
  });

  test("the directions are evenly distributed", () => {
    // Every entry of an orthogonal matrix n x n has mean 0 and variance 1/n; the determinant is as often 1 as -1.
    const n = 3;
    const drawn = Array.from({ length: 2000 }, (_, seed) => fill(orthogonalInitializer(), [n, n], seed));
    for (let entry = 0; entry < n * n; entry++) {
      const values = Float64Array.from(drawn, (matrix) => matrix[entry] as number);
      expect(Math.abs(moment(values, 1))).toBeLessThan(0.05);
      expect(Math.abs(moment(values, 2) - 1 / n)).toBeLessThan(0.03);
    }
    const determinants = drawn.map((matrix) => {
      const [a, b, c, d, e, f, g, h, i] = matrix as unknown as number[] & { length: 9 };
      return a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!);
    });
    expect(Math.abs(determinants.filter((determinant) => determinant > 0).length / 2000 - 0.5)).toBeLessThan(0.05);
  });
});

describe("glorotInitializer", () => {
  test.each([
    [300, 200],
    [50, 400],
  ])("of [%i, %i] fills [-b, b) evenly, b = sqrt(6 / (inputs + outputs))", (rows, columns) => {
    const values = fill(glorotInitializer(), [rows, columns]);
    const bound = Math.sqrt(6 / (rows + columns));
    expect(Math.max(...values)).toBeLessThan(bound);
    expect(Math.max(...values)).toBeGreaterThan(0.99 * bound);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-bound);
    expect(Math.min(...values)).toBeLessThan(-0.99 * bound);
    expect(Math.abs(moment(values, 1) / bound)).toBeLessThan(0.02);
    expect(moment(values, 2) * ((rows + columns) / 2)).toBeCloseTo(1, 1); // equation 12: Var = 2 / (n_in + n_out)
  });

  test("counts a vector as one row", () => {
    const values = fill(glorotInitializer(), [599]);
    expect(Math.max(...values)).toBeLessThan(0.1);
    expect(Math.max(...values)).toBeGreaterThan(0.098);
  });
});

test("identityInitializer has its scale on the diagonal and 0 beside it", () => {
  expect([...fill(identityInitializer(), [3, 3])]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect([...fill(identityInitializer(0.5), [2, 3])]).toEqual([0.5, 0, 0, 0, 0.5, 0]);
  expect([...fill(identityInitializer(), [3, 2])]).toEqual([1, 0, 0, 1, 0, 0]);
});

test("constantInitializer has its value everywhere", () => {
  expect([...fill(constantInitializer(0.25), [2, 2])]).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test("normalInitializer has the standard deviation it is given", () => {
  const values = fill(normalInitializer(0.2), [100, 100]);
  expect(Math.abs(moment(values, 1))).toBeLessThan(0.01);
  expect(Math.sqrt(moment(values, 2))).toBeCloseTo(0.2, 2);
  expect(moment(values, 4) / moment(values, 2) ** 2).toBeCloseTo(3, 0); // of a normal distribution
});

test.each([
  ["uniform", uniformInitializer(0.1)],
  ["normal", normalInitializer()],
  ["glorot", glorotInitializer()],
  ["orthogonal", orthogonalInitializer()],
] as const)("the values of %s follow the generator", (_, initializer) => {
  expect(fill(initializer, [5, 3], 7)).toEqual(fill(initializer, [5, 3], 7));
  expect(fill(initializer, [5, 3], 7)).not.toEqual(fill(initializer, [5, 3], 8));
});
