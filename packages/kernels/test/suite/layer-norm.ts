import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bench, check, compute, type Subject, UNIT } from "./bench.ts";
import { largest, numbers, PROPERTY, SIZES, TAILS } from "./data.ts";

interface Case {
  readonly rows: number;
  readonly n: number;
  readonly x: readonly number[];
  readonly epsilon?: number;
  /** Which of the optional operands there are. Default: all. */
  readonly weight?: boolean;
  readonly bias?: boolean;
  readonly gradients?: readonly ("dx" | "dWeight" | "dBias")[];
  /** Writes over x. */
  readonly inPlace?: boolean;
}

const GRADIENTS = ["dx", "dWeight", "dBias"] as const;

function forward(c: Case): (bench: Bench) => { out: number[]; mean: number[]; rstd: number[] } {
  const { rows, n } = c;
  return (bench) => {
    const x = c.inPlace ? bench.inOut(c.x) : bench.floats(c.x);
    const out = c.inPlace ? x : bench.room(rows * n);
    const [mean, rstd] = [bench.room(rows), bench.room(rows)];
    const weight = c.weight === false ? 0 : bench.floats(numbers(n, 1));
    const bias = c.bias === false ? 0 : bench.floats(numbers(n, 2));
    bench.inference.layerNorm({ rows, n, x, weight, bias, epsilon: c.epsilon ?? 1e-5, out, mean, rstd });
    return { out: bench.read(out, rows * n), mean: bench.read(mean, rows), rstd: bench.read(rstd, rows) };
  };
}

type Gradients = Partial<Record<(typeof GRADIENTS)[number], number[]>>;

function backward(c: Case): (bench: Bench) => Required<Gradients> {
  const { rows, n } = c;
  return (bench) => {
    const x = bench.floats(c.x);
    const [mean, rstd] = [bench.room(rows), bench.room(rows)];
    const weight = c.weight === false ? 0 : bench.floats(numbers(n, 1));
    const shared = { rows, n, x, weight, mean, rstd };
    bench.inference.layerNorm({ ...shared, bias: 0, epsilon: c.epsilon ?? 1e-5, out: bench.room(rows * n) });
    const sizes = { dx: rows * n, dWeight: n, dBias: n };
    const wanted = c.gradients ?? GRADIENTS;
    const addresses = { dx: 0, dWeight: 0, dBias: 0 };
    for (const name of wanted) addresses[name] = bench.room(sizes[name]);
    bench.training.layerNormBackward({ ...shared, dy: bench.floats(numbers(rows * n, 3)), ...addresses });
    const read = (name: (typeof GRADIENTS)[number]) =>
      addresses[name] === 0 ? [] : bench.read(addresses[name], sizes[name]);
    return { dx: read("dx"), dWeight: read("dWeight"), dBias: read("dBias") };
  };
}

export function layerNormSuite(subject: Subject): void {
  describe("layerNorm", () => {
    const checkCase = (c: Case) =>
      check(subject, forward(c), {
        // A normalized number is rounded once, multiplied by a weight and added to a bias, both in [-1, 1).
        out: (_, value) => 4 * UNIT * (Math.abs(value) + 1),
        mean: (_, value) => 1.01 * UNIT * Math.abs(value),
        rstd: (_, value) => 1.01 * UNIT * value,
      });

    for (const inPlace of [false, true]) {
      it(`rows of every length${inPlace ? ", over x" : ""}`, () => {
        for (const n of [...SIZES, ...TAILS]) {
          if (n > 0) checkCase({ rows: 3, n, x: numbers(3 * n, n, 4), inPlace });
        }
        checkCase({ rows: 0, n: 5, x: [], inPlace });
      });
    }

    it("with and without weight and bias", () => {
      for (const weight of [false, true]) {
        for (const bias of [false, true]) checkCase({ rows: 3, n: 7, x: numbers(21, 1), weight, bias });
      }
    });

    it("any rows", () => {
      const size = fc.integer({ min: 1, max: 40 });
      fc.assert(
        fc.property(size, size, fc.constantFrom(0.01, 1, 50), (rows, n, scale) => {
          checkCase({ rows, n, x: numbers(rows * n, n, scale) });
        }),
        PROPERTY,
      );
    });

    it("a mean that is large beside the deviation costs no digits", () => {
      for (const mean of [1e3, -1e6, 1e9]) {
        const x = numbers(3 * 67, 1, Math.abs(mean) / 1e3).map((value) => Math.fround(mean + value));
        checkCase({ rows: 3, n: 67, x });
      }
      // Neighbours among the floats.
      checkCase({ rows: 1, n: 7, x: [1e6, 1e6 + 0.0625, 1e6, 1e6 - 0.0625, 1e6, 1e6, 1e6], epsilon: 0 });
    });

    it("an element that is large beside all others costs no digits", () => {
      for (const at of [0, 3, 66]) {
        const x = numbers(67, 1);
        x[at] = 1e6;
        checkCase({ rows: 1, n: 67, x });
      }
    });

    it("a constant row becomes the bias", () => {
      for (const value of [0, 0.1, -1234.567, 1e37].map(Math.fround)) {
        for (const n of [1, 3, 7, 49, 1009]) {
          const { out, rstd } = compute(subject, forward({ rows: 1, n, x: Array(n).fill(value) }));
          expect(out, `${n} times ${value}`).toEqual(numbers(n, 2));
          expect(rstd).toEqual([Math.fround(1 / Math.sqrt(1e-5))]);
        }
      }
    });

    it("squares that float32 cannot hold", () => {
      checkCase({ rows: 1, n: 13, x: numbers(13, 1, 1e37) });
      checkCase({ rows: 1, n: 13, x: numbers(13, 1, 1e-30), epsilon: 0 });
    });

    it("a NaN or an infinity fills its row and no other", () => {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        for (const at of [0, 6]) {
          const x = numbers(21, 1);
          x[7 + at] = value;
          const { out } = compute(subject, forward({ rows: 3, n: 7, x }));
          expect(out!.map(Number.isNaN)).toEqual(x.map((_, i) => i >= 7 && i < 14));
        }
      }
    });
  });

  describe("layerNormBackward", () => {
    const checkCase = (c: Case) => {
      const { mean, rstd } = compute(subject, forward(c));
      const most = largest(rstd!, 0);
      // The mean is read as float32, so that normalized numbers are off by its rounding.
      const size = Math.sqrt(c.n) + 1 + 2 * largest(mean!, 0) * most;
      check(subject, backward(c), {
        // Differences of numbers in [-1, 1) times the normalized ones, which are at most sqrt(n).
        dx: () => 12 * UNIT * most * size,
        dWeight: () => 4 * UNIT * c.rows * size,
        dBias: (_, value) => 1.01 * UNIT * Math.abs(value),
      });
    };

    it("rows of every length", () => {
      for (const n of [...SIZES, ...TAILS]) if (n > 0) checkCase({ rows: 3, n, x: numbers(3 * n, n, 4) });
      for (const rows of SIZES) checkCase({ rows, n: 5, x: numbers(5 * rows, rows) });
    });

    it("computes the gradients that are asked for, with and without a weight", () => {
      for (const gradients of [[], ["dx"], ["dWeight"], ["dBias"], ["dx", "dBias"], ["dWeight", "dBias"]] as const) {
        for (const weight of [false, true]) checkCase({ rows: 3, n: 7, x: numbers(21, 1), weight, gradients });
      }
    });

    it("any rows", () => {
      const size = fc.integer({ min: 1, max: 40 });
      fc.assert(
        fc.property(size, size, fc.constantFrom(0.01, 1, 50), (rows, n, scale) => {
          checkCase({ rows, n, x: numbers(rows * n, n, scale) });
        }),
        PROPERTY,
      );
    });

    it("constant rows, and means of any size", () => {
      for (const value of [0, 0.1, -1234.567, 1e37].map(Math.fround)) {
        for (const n of [1, 3, 7, 49]) checkCase({ rows: 2, n, x: Array(2 * n).fill(value) });
      }
      checkCase({ rows: 3, n: 67, x: numbers(3 * 67, 1).map((value) => Math.fround(1e3 + value)) });
    });
  });
}
