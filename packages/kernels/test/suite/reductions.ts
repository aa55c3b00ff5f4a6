import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReduceOp } from "../../src/backend.ts";
import { check, compute, expected, type Subject, UNIT } from "./bench.ts";
import { count, largest, numbers, PROPERTY, SIZES } from "./data.ts";

const OPS: readonly ReduceOp[] = ["sum", "sumSquares", "max", "min", "logSumExp"];

/** [outer, n, inner] */
type Axes = readonly [number, number, number];

const SHAPES: readonly Axes[] = [
  ...SIZES.map((n): Axes => [1, n, 1]),
  [0, 3, 5],
  [5, 3, 0],
  [7, 13, 1],
  [3, 67, 1],
  [1, 13, 7],
  [1, 7, 67],
  [3, 31, 5],
  [2, 5, 33],
  [5, 1, 3],
];

export function reductionsSuite(subject: Subject): void {
  const reduce = (op: ReduceOp, [outer, n, inner]: Axes, values = numbers(count([outer, n, inner]), n)) => {
    const body = (data: readonly number[]) => (bench: Parameters<Parameters<typeof check>[1]>[0]) => {
      const out = bench.room(outer * inner);
      bench.inference.reduce(op, outer, n, inner, bench.floats(data), out);
      return { out: bench.read(out, outer * inner) };
    };
    if (op === "max" || op === "min") {
      if (n > 0) check(subject, body(values), { out: "exact" });
      return;
    }
    // In pairwise sums a term takes part in one addition for every halving, and in those of the runs at the bottom,
    // which may be a few dozen long (Higham 1993, section 3). Adding one after the other would take part in n.
    const additions = 64 + Math.log2(n + 1);
    if (op === "logSumExp") {
      // The relative error of the sum is the absolute one of its logarithm; x - max is off by a part of the row's spread.
      const relative = (additions + 16 + 4 * largest(values, 0)) * UNIT;
      check(subject, body(values), { out: (_, value) => relative + 2 * UNIT * Math.abs(value) });
      return;
    }
    const sizes = expected(subject, body(values.map(Math.abs)));
    check(subject, body(values), { out: (i) => additions * UNIT * sizes.out![i]! });
  };

  describe("reduce", () => {
    for (const op of OPS) {
      it(`${op}: over the first, the middle and the last axis`, () => {
        for (const shape of SHAPES) reduce(op, shape);
      });

      it(`${op}: over any axis`, () => {
        const size = fc.integer({ min: 0, max: 23 });
        fc.assert(
          fc.property(fc.tuple(size, size, size), (shape) => reduce(op, shape)),
          PROPERTY,
        );
      });
    }

    it("sums by pairs: the error does not grow with the number of terms", () => {
      for (const [n, inner] of [
        [20_011, 1],
        [20_011, 3],
      ] as const) {
        reduce("sum", [1, n, inner], Array(n * inner).fill(Math.fround(0.1)));
        reduce("sumSquares", [1, n, inner], Array(n * inner).fill(Math.fround(0.1)));
        reduce("logSumExp", [1, n, inner], Array(n * inner).fill(Math.fround(0.1)));
      }
    });

    it("an empty sum is 0, and its logarithm -Infinity", () => {
      for (const [op, empty] of [
        ["sum", 0],
        ["sumSquares", 0],
        ["logSumExp", Number.NEGATIVE_INFINITY],
      ] as const) {
        for (const [outer, inner] of [
          [3, 1],
          [1, 3],
          [1, 31],
        ] as const) {
          const { out } = compute(subject, (bench) => {
            const room = bench.room(outer * inner);
            bench.inference.reduce(op, outer, 0, inner, bench.floats([]), room);
            return { out: bench.read(room, outer * inner) };
          });
          expect(out, op).toEqual(Array(outer * inner).fill(empty));
        }
      }
    });

    it("logSumExp neither overflows nor underflows", () => {
      for (const inner of [1, 5]) {
        for (const shift of [-3e38, -1e4, -100, 100, 1e4, 3e38]) {
          reduce("logSumExp", [2, 7, inner], Array(14 * inner).fill(Math.fround(shift)));
        }
        // Terms that are nothing beside the largest.
        reduce("logSumExp", [1, 7, inner], numbers(7 * inner, 1, 300));
      }
    });

    it("logSumExp is -Infinity where every element is, and Infinity where one is", () => {
      const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
      const columns = [
        [-infinity, -infinity, -infinity],
        [-infinity, 2.5, -infinity],
        [infinity, 2.5, -infinity],
        [infinity, infinity, 1],
        [infinity, nan, 1],
        [nan, -infinity, -infinity],
        [3.25, -infinity, -1e30],
      ];
      const wanted = [-infinity, 2.5, infinity, infinity, nan, nan, 3.25];
      // As rows, and as columns of every vector's lanes.
      const rows = columns.flat();
      const sideBySide = [0, 1, 2].flatMap((k) => columns.map((column) => column[k]!));
      for (const [outer, inner, values] of [
        [7, 1, rows],
        [1, 7, sideBySide],
      ] as const) {
        const { out } = compute(subject, (bench) => {
          const room = bench.room(7);
          bench.inference.reduce("logSumExp", outer, 3, inner, bench.floats(values), room);
          return { out: bench.read(room, 7) };
        });
        expect(out).toEqual(wanted);
      }
    });

    it("a NaN, wherever it stands, is the sum, the maximum and the minimum", () => {
      for (const inner of [1, 5]) {
        for (const at of [0, 1, 6, 7, 12]) {
          const values = numbers(13 * inner, 1);
          for (let i = 0; i < inner; i++) values[at * inner + i] = Number.NaN;
          for (const op of OPS) reduce(op, [1, 13, inner], values);
        }
      }
    });

    it("infinities are the extremes", () => {
      const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
      for (const n of [1, 3, 13]) {
        reduce("max", [1, n, 1], Array(n).fill(NEGATIVE_INFINITY));
        reduce("min", [1, n, 1], Array(n).fill(POSITIVE_INFINITY));
        for (const op of OPS)
          reduce(
            op,
            [1, n, 1],
            numbers(n, 1).map((x, i) => (i === n - 1 ? POSITIVE_INFINITY : x)),
          );
      }
    });
  });

  for (const op of ["argmax", "argmin"] as const)
    describe(op, () => {
      const position = ([outer, n, inner]: Axes, values: readonly number[]) => {
        const body = (bench: Parameters<Parameters<typeof check>[1]>[0]) => {
          const out = bench.roomForInts(outer * inner);
          bench.inference[op](outer, n, inner, bench.floats(values), out);
          return { out: bench.readInts(out, outer * inner) };
        };
        check(subject, body, { out: "exact" });
        return compute(subject, body).out;
      };

      it("finds the element over the first, the middle and the last axis", () => {
        for (const shape of SHAPES) if (shape[1] > 0) position(shape, numbers(count(shape), shape[1]));
      });

      it("finds the element over any axis, with ties", () => {
        const size = fc.integer({ min: 1, max: 23 });
        fc.assert(
          fc.property(fc.tuple(size, size, size), (shape) => {
            position(shape, numbers(count(shape), 1, 4).map(Math.round));
          }),
          PROPERTY,
        );
      });

      it("takes the first of equal elements, and the first NaN before all", () => {
        const { NaN: nan, NEGATIVE_INFINITY } = Number;
        // What follows is said of the largest element; negated, of the smallest.
        const sign = op === "argmax" ? 1 : -1;
        const found = (shape: Axes, values: readonly number[]) =>
          position(
            shape,
            values.map((value) => sign * value),
          );
        expect(found([1, 6, 1], [1, 3, 2, 3, 3, 0])).toEqual([1]);
        expect(found([1, 6, 1], [1, 3, nan, 9, nan, 0])).toEqual([2]);
        expect(found([1, 4, 1], [nan, 3, nan, 9])).toEqual([0]);
        expect(found([1, 13, 1], Array(13).fill(NEGATIVE_INFINITY))).toEqual([0]);
        expect(found([1, 3, 2], [1, nan, 5, 9, 5, nan])).toEqual([1, 0]);
        expect(found([1, 2, 1], [-0, 0])).toEqual([0]);
      });
    });
}
