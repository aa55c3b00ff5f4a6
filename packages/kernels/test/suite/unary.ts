import { describe, expect, it } from "vitest";
import type { UnaryOp } from "../../src/backend.ts";
import { type Bounds, check, compute, roundings, type Subject, UNIT } from "./bench.ts";
import { numbers, SIZES, SPECIAL, TAILS } from "./data.ts";

/** Units in the last place (2^-23) that a function may be off, over the whole range; the others are correctly rounded. */
const LAST_PLACES: Partial<Record<UnaryOp, number>> = {
  exp: 2,
  log: 2,
  tanh: 2,
  sigmoid: 2,
  rsqrt: 1,
  gelu: 7,
  softplus: 2,
  erf: 2,
  sin: 2,
  cos: 2,
};
const EXACT: readonly UnaryOp[] = ["neg", "abs", "sqrt", "reciprocal", "square", "relu"];
const OPS: readonly UnaryOp[] = [...EXACT, ...(Object.keys(LAST_PLACES) as UnaryOp[])];

/** The same for a derivative that is not computed from x and y by a few operations. */
const SLOPE_PLACES: Partial<Record<UnaryOp, number>> = { gelu: 6, softplus: 2, erf: 3, sin: 2, cos: 2 };

/** Functions of positive numbers. */
const POSITIVE: readonly UnaryOp[] = ["log", "sqrt", "rsqrt"];

/** What the derivatives that read y get as y. */
const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  sqrt: Math.sqrt,
  reciprocal: (x) => 1 / x,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  rsqrt: (x) => 1 / Math.sqrt(x),
};

/** Functions of one operand, and their derivatives. */
export function unarySuite(subject: Subject): void {
  describe("unary", () => {
    for (const op of OPS) {
      const places = LAST_PLACES[op];
      const bound: Bounds[string] = places === undefined ? "exact" : roundings(2 * places);
      const positive = POSITIVE.includes(op);
      const unary = (values: readonly number[]) =>
        check(
          subject,
          (bench) => {
            const out = bench.room(values.length);
            bench.inference.unary(op, values.length, bench.floats(values), out);
            return { out: bench.read(out, values.length) };
          },
          { out: bound },
        );

      it(`${op}: ${places === undefined ? "correctly rounded" : `within ${places} units in the last place`}`, () => {
        for (const n of [...SIZES, ...TAILS]) unary(numbers(n, n, 9).map((x) => (positive ? Math.abs(x) : x)));
      });

      it(`${op}: zeros, subnormal, huge and infinite numbers, NaN`, () => unary(SPECIAL));
    }

    it("keeps the sign of zero", () => {
      for (const [op, zeros] of [
        ["neg", [-0, 0]],
        ["tanh", [0, -0]],
        ["abs", [0, 0]],
        ["sqrt", [0, -0]],
        ["gelu", [0, -0]],
        ["erf", [0, -0]],
        ["sin", [0, -0]],
        ["rsqrt", [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
      ] as const) {
        const { out } = compute(subject, (bench) => {
          const room = bench.room(2);
          bench.inference.unary(op, 2, bench.floats([0, -0]), room);
          return { out: bench.read(room, 2) };
        });
        expect(out, op).toEqual(zeros);
      }
    });

    it("gelu and softplus have their limits, sin and cos have none", () => {
      const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
      for (const [op, limits] of [
        ["gelu", [-0, infinity]],
        ["softplus", [0, infinity]],
        ["erf", [-1, 1]],
        ["sin", [nan, nan]],
        ["cos", [nan, nan]],
        ["rsqrt", [nan, 0]],
      ] as const) {
        const { out } = compute(subject, (bench) => {
          const room = bench.room(2);
          bench.inference.unary(op, 2, bench.floats([-infinity, infinity]), room);
          return { out: bench.read(room, 2) };
        });
        expect(out, op).toEqual(limits);
      }
    });

    it("softplus is its argument from the first number above 20 on", () => {
      const x = [20, 20.000002, 88, 1e30].map(Math.fround);
      const { y, dx } = compute(subject, (bench) => {
        const out = bench.room(4);
        const room = bench.room(4);
        const from = bench.floats(x);
        bench.inference.unary("softplus", 4, from, out);
        bench.training.unaryBackward("softplus", 4, from, out, bench.floats([3, 3, 3, 3]), room);
        return { y: bench.read(out, 4), dx: bench.read(room, 4) };
      });
      expect(y!.slice(1)).toEqual(x.slice(1));
      expect(dx!.slice(1)).toEqual([3, 3, 3]);
    });

    it("sin and cos do not depend on the other elements of a vector", () => {
      // Large arguments are reduced one by one.
      const x = [1e30, 0.5, -3e8, 2, 7, -1e10, Number.NaN, 4e8, Number.POSITIVE_INFINITY, 1, -2.68e8, 2.69e8];
      for (const op of ["sin", "cos"] as const) {
        const run = (values: readonly number[]) =>
          compute(subject, (bench) => {
            const room = bench.room(values.length);
            bench.inference.unary(op, values.length, bench.floats(values), room);
            return { out: bench.read(room, values.length) };
          }).out!;
        expect(run(x), op).toEqual(x.flatMap((value) => run([value])));
      }
    });

    it("writes over its operand", () => {
      check(
        subject,
        (bench) => {
          const x = bench.inOut(numbers(31, 1));
          bench.inference.unary("tanh", 31, x, x);
          return { x: bench.read(x, 31) };
        },
        { x: roundings(2 * LAST_PLACES.tanh!) },
      );
    });
  });

  describe("unaryBackward", () => {
    for (const op of OPS) {
      const positive = POSITIVE.includes(op);
      // Three roundings of the result and what the slope is off; where it is dy times a difference, such as 1 - y^2,
      // that of dy as well.
      const count = 4 + 2 * (SLOPE_PLACES[op] ?? 0);
      const cancels = op === "tanh" || op === "sigmoid" || op === "gelu";
      const backward = (x: readonly number[], dy: readonly number[], inPlace = false) =>
        check(
          subject,
          (bench) => {
            const y = x.map((value) => Math.fround(FUNCTIONS[op]?.(value) ?? Number.NaN));
            const gradient = inPlace ? bench.inOut(dy) : bench.floats(dy);
            const dx = inPlace ? gradient : bench.room(x.length);
            bench.training.unaryBackward(op, x.length, bench.floats(x), bench.floats(y), gradient, dx);
            return { dx: bench.read(dx, x.length) };
          },
          { dx: (i, value) => count * UNIT * (Math.abs(value) + (cancels ? Math.abs(dy[i]!) : 0)) },
        );

      for (const inPlace of [false, true]) {
        it(`${op}${inPlace ? ", over dy" : ""}: within a few roundings`, () => {
          for (const n of SIZES) {
            const apart = positive || op === "reciprocal";
            const x = numbers(n, n, 5).map((value) => (apart ? Math.abs(value) + 0.125 : value));
            backward(x, numbers(n, n + 1), inPlace);
          }
        });
      }

      it(`${op}: at zeros, subnormal, huge and infinite numbers, NaN`, () =>
        backward(
          SPECIAL,
          SPECIAL.map(() => -0.75),
        ));
    }

    it("is 0 at the corners of abs and relu", () => {
      for (const op of ["abs", "relu"] as const) {
        const { dx } = compute(subject, (bench) => {
          const room = bench.room(3);
          const x = bench.floats([0, -0, 0]);
          bench.training.unaryBackward(op, 3, x, x, bench.floats([3, 5, -7]), room);
          return { dx: bench.read(room, 3) };
        });
        expect(dx!.map(Math.abs), op).toEqual([0, 0, 0]);
      }
    });
  });
}
