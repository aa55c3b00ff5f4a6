import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bench, check, compute, type Subject, UNIT } from "./bench.ts";
import { numbers, PROPERTY, SIZES } from "./data.ts";

type Op = "softmax" | "logSoftmax";

export function softmaxSuite(subject: Subject): void {
  const forward = (op: Op, rows: number, n: number, x: readonly number[]) => (bench: Bench) => {
    const out = bench.room(rows * n);
    bench.inference[op](rows, n, bench.floats(x), out);
    return { out: bench.read(out, rows * n) };
  };
  const checkForward = (op: Op, rows: number, n: number, x: readonly number[]) => {
    // x - max is rounded to the size of the row's spread, exp turns that into a relative error; then n additions.
    const finite = x.filter(Number.isFinite);
    const spread = finite.length === 0 ? 0 : Math.max(...finite) - Math.min(...finite);
    const relative = (n + 16 + 2 * spread) * UNIT;
    check(subject, forward(op, rows, n, x), {
      out: (_, value) => (op === "softmax" ? relative * value : relative + 2 * UNIT * Math.abs(value)),
    });
  };

  for (const op of ["softmax", "logSoftmax"] as const) {
    describe(op, () => {
      it("rows of every length", () => {
        for (const n of SIZES) checkForward(op, 3, n, numbers(3 * n, n, 4));
        checkForward(op, 0, 5, []);
      });

      it("any rows", () => {
        const size = fc.integer({ min: 0, max: 40 });
        fc.assert(
          fc.property(size, size, fc.constantFrom(0.01, 1, 50), (rows, n, scale) => {
            checkForward(op, rows, n, numbers(rows * n, n, scale));
          }),
          PROPERTY,
        );
      });

      it("large logits do not overflow", () => {
        checkForward(op, 1, 5, [1000, 999, 998.5, -1000, 1000]);
        checkForward(op, 1, 3, [3e38, -3e38, 3e38]);
      });

      it("a class with logit -Infinity has no share", () => {
        for (const n of [2, 5, 13]) {
          const x = numbers(n, 1);
          x[n - 1] = Number.NEGATIVE_INFINITY;
          checkForward(op, 1, n, x);
          x[0] = Number.NEGATIVE_INFINITY;
          if (n > 2) checkForward(op, 1, n, x);
        }
      });

      it("a NaN fills its row and no other", () => {
        for (const n of [1, 5, 13]) {
          for (const at of [0, n - 1]) {
            const x = numbers(3 * n, 1);
            x[n + at] = Number.NaN;
            const out = compute(subject, forward(op, 3, n, x)).out!;
            expect(out.map(Number.isNaN)).toEqual(x.map((_, i) => i >= n && i < 2 * n));
          }
        }
      });

      it("a number added to all logits changes nothing", () => {
        // Multiples of 1/8: the sums are exact.
        const x = numbers(13, 1, 8).map((value) => Math.round(value * 8) / 8);
        const shifted = x.map((value) => value + 1024);
        expect(compute(subject, forward(op, 1, 13, shifted))).toEqual(compute(subject, forward(op, 1, 13, x)));
      });
    });

    describe(`${op}Backward`, () => {
      const backward = (rows: number, n: number, y: readonly number[], dy: readonly number[]) => {
        check(
          subject,
          (bench) => {
            const dx = bench.room(rows * n);
            bench.training[`${op}Backward`](rows, n, bench.floats(y), bench.floats(dy), dx);
            return { dx: bench.read(dx, rows * n) };
          },
          // dy in [-1, 1), and a probability times a sum of at most n (softmax: at most 1) such numbers.
          { dx: () => (n + 8) * UNIT * (op === "softmax" ? 2 : n + 1) },
        );
      };
      const outputs = (rows: number, n: number): number[] =>
        compute(subject, forward(op, rows, n, numbers(rows * n, n, 3))).out!;

      it("rows of every length", () => {
        for (const n of SIZES) backward(3, n, outputs(3, n), numbers(3 * n, n + 1));
        backward(0, 5, [], []);
      });

      it("any rows", () => {
        const size = fc.integer({ min: 0, max: 40 });
        fc.assert(
          fc.property(size, size, (rows, n) => backward(rows, n, outputs(rows, n), numbers(rows * n, n + 1))),
          PROPERTY,
        );
      });
    });
  }
}
