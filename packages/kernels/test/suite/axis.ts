import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, compute, type Subject } from "./bench.ts";
import { count, numbers, PROPERTY, SIZES, TAILS, wholeNumbers } from "./data.ts";

/** [outer, n, inner] */
type Axes = readonly [number, number, number];

const SHAPES: readonly Axes[] = [
  ...SIZES.map((n): Axes => [1, n, 1]),
  ...SIZES.map((inner): Axes => [2, 3, inner]),
  [0, 3, 5],
  [5, 3, 0],
  [7, 13, 1],
  [3, 31, 5],
  [2, 5, 130],
];

/** Kernels along one axis. */
export function axisSuite(subject: Subject): void {
  const size = fc.integer({ min: 1, max: 13 });

  describe("cumulativeSum", () => {
    const cumulativeSum = (shape: Axes, values: readonly number[], reverse: boolean, inPlace: boolean) =>
      check(
        subject,
        (bench) => {
          const x = inPlace ? bench.inOut(values) : bench.floats(values);
          const out = inPlace ? x : bench.room(values.length);
          bench.inference.cumulativeSum(...shape, x, reverse, out);
          return { out: bench.read(out, values.length) };
        },
        { out: "exact" },
      );

    for (const reverse of [false, true]) {
      for (const inPlace of [false, true]) {
        const name = `${reverse ? "from the end" : "from the start"}${inPlace ? ", over x" : ""}`;
        it(`${name}: each sum is rounded once`, () => {
          for (const shape of SHAPES) cumulativeSum(shape, numbers(count(shape), shape[1]), reverse, inPlace);
        });

        it(`${name}: over any axis`, () => {
          fc.assert(
            fc.property(fc.tuple(size, size, size), (shape) => {
              cumulativeSum(shape, numbers(count(shape), 1), reverse, inPlace);
            }),
            PROPERTY,
          );
        });
      }

      it(`${reverse ? "from the end" : "from the start"}: a long row keeps its digits`, () => {
        for (const inner of [1, 3])
          cumulativeSum([1, 5003, inner], Array(5003 * inner).fill(Math.fround(0.1)), reverse, false);
      });
    }

    it("adds from either end", () => {
      const { forward, backward } = compute(subject, (bench) => {
        const x = bench.floats([1, 2, 4, 8, 16, 32]);
        const [a, b] = [bench.room(6), bench.room(6)];
        bench.inference.cumulativeSum(1, 3, 2, x, false, a);
        bench.inference.cumulativeSum(2, 3, 1, x, true, b);
        return { forward: bench.read(a, 6), backward: bench.read(b, 6) };
      });
      expect(forward).toEqual([1, 2, 5, 10, 21, 42]);
      expect(backward).toEqual([7, 6, 4, 56, 48, 32]);
    });

    it("a NaN or an infinity is in all the sums after it and in none before", () => {
      for (const value of [Number.NaN, Number.NEGATIVE_INFINITY]) {
        for (const reverse of [false, true]) cumulativeSum([1, 5, 1], [1, 2, value, 4, 5], reverse, false);
      }
    });
  });

  /** ids [outer, m, inner] below n */
  const idsOf = ([outer, n, inner]: Axes, m: number) => wholeNumbers(outer * m * inner, 2, n);

  describe("gatherAxis", () => {
    const gather = (shape: Axes, m: number) => {
      const [outer, n, inner] = shape;
      const ids = idsOf(shape, m);
      const x = numbers(count(shape), 1);
      const { out } = compute(subject, (bench) => {
        const room = bench.room(ids.length);
        bench.inference.gatherAxis(outer, n, m, inner, bench.floats(x), bench.ints(ids), room);
        return { out: bench.read(room, ids.length) };
      });
      const wanted = ids.map((id, at) => x[(Math.floor(at / (m * inner)) * n + id) * inner + (at % inner)]!);
      expect(out).toEqual(wanted);
    };

    it("keeps every bit, so that int32 may be gathered", () => {
      // Before the others, as in the suite of copy.
      const x = [-1, 0x7fa00001, 1, -2147483648, 2147483647, 0x7fc00002];
      const { out } = compute(subject, (bench) => {
        const room = bench.roomForInts(4);
        bench.inference.gatherAxis(1, 3, 2, 2, bench.ints(x), bench.ints([2, 0, 0, 2]), room);
        return { out: bench.readInts(room, 4) };
      });
      expect(out).toEqual([2147483647, 0x7fa00001, -1, 0x7fc00002]);
    });

    it("takes the elements that the ids say", () => {
      for (const shape of SHAPES) for (const m of [0, 1, 5]) if (shape[1] > 0) gather(shape, m);
      gather([2, 0, 3], 0);
    });

    it("over any axis", () => {
      fc.assert(
        fc.property(fc.tuple(size, size, size), size, (shape, m) => gather(shape, m)),
        PROPERTY,
      );
    });
  });

  describe("scatterAddAxis", () => {
    /** Elements are added in the order of j, one rounding each: there is one right result. */
    const scatter = (shape: Axes, m: number) => {
      const [outer, n, inner] = shape;
      const ids = idsOf(shape, m);
      const dy = numbers(ids.length, 1);
      const wanted = numbers(count(shape), 3);
      for (const [at, id] of ids.entries()) {
        const to = (Math.floor(at / (m * inner)) * n + id) * inner + (at % inner);
        wanted[to] = Math.fround(wanted[to]! + dy[at]!);
      }
      const { dx } = compute(subject, (bench) => {
        const address = bench.inOut(numbers(count(shape), 3));
        bench.training.scatterAddAxis(outer, n, m, inner, bench.ints(ids), bench.floats(dy), address);
        return { dx: bench.read(address, count(shape)) };
      });
      expect(dx).toEqual(wanted);
    };

    it("adds to the elements that the ids say, again and again", () => {
      for (const shape of SHAPES) for (const m of [0, 1, 17]) if (shape[1] > 0) scatter(shape, m);
      scatter([2, 0, 3], 0);
    });

    it("over any axis", () => {
      fc.assert(
        fc.property(fc.tuple(size, size, size), size, (shape, m) => scatter(shape, m)),
        PROPERTY,
      );
    });
  });

  describe("topK", () => {
    const topK = (rows: number, n: number, k: number, x: readonly number[]) => {
      const run = (bench: Parameters<Parameters<typeof check>[1]>[0]) => {
        const values = bench.room(rows * k);
        const indices = bench.roomForInts(rows * k);
        bench.inference.topK(rows, n, k, bench.floats(x), values, indices);
        return { values: bench.read(values, rows * k), indices: bench.readInts(indices, rows * k) };
      };
      check(subject, run, { values: "exact", indices: "exact" });
      const results = compute(subject, run) as { values: number[]; indices: number[] };
      const elements = results.indices.map((index, at) => x[Math.floor(at / k) * n + index]!);
      expect(results.values).toEqual(elements);
      return results;
    };

    it("k of n, from none to all", () => {
      for (const n of TAILS) {
        for (const k of new Set([0, Math.min(1, n), Math.floor(n / 2), n])) topK(3, n, k, numbers(3 * n, n));
      }
      topK(0, 5, 2, []);
    });

    it("long rows, in any order", () => {
      const x = numbers(5003, 1);
      const sorted = [...x].sort((a, b) => b - a);
      for (const row of [x, sorted, [...sorted].reverse(), x.map((value) => Math.round(3 * value))]) {
        for (const k of [1, 50]) topK(1, row.length, k, row);
      }
      expect(topK(1, x.length, x.length, x).values).toEqual(sorted);
    });

    it("any rows, with ties, NaN and infinities", () => {
      const element = fc.constantFrom(-1, -0, 0, 1, 2, 2, Number.NaN, Number.POSITIVE_INFINITY, -Infinity);
      fc.assert(
        fc.property(fc.array(element, { minLength: 1, maxLength: 23 }), fc.nat(), (x, random) => {
          topK(1, x.length, random % (x.length + 1), x);
        }),
        { ...PROPERTY, numRuns: 200 },
      );
    });

    it("NaN before all, then the larger, then the one that stands first", () => {
      const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
      const x = [1, nan, 2, -infinity, 2, infinity, nan, 0, -0];
      expect(topK(1, 9, 9, x)).toEqual({
        values: [nan, nan, infinity, 2, 2, 1, 0, -0, -infinity],
        indices: [1, 6, 5, 2, 4, 0, 7, 8, 3],
      });
      expect(topK(3, 3, 1, x).indices).toEqual([1, 2, 0]);
    });
  });
}
