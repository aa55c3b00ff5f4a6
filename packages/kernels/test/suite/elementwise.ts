import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BinaryOp, CompareOp, Loop, UnaryOp } from "../../src/backend.ts";
import { type Bounds, check, compute, expected, roundings, type Subject, UNIT } from "./bench.ts";
import { count, numbers, PROPERTY, SIZES, SPECIAL, wholeNumbers } from "./data.ts";
import { type Strided, stridedLoops, stridedLoopsOf } from "./loops.ts";

const BINARY: readonly BinaryOp[] = ["add", "sub", "mul", "div", "maximum", "minimum"];
const COMPARE: readonly CompareOp[] = ["eq", "ne", "lt", "le", "gt", "ge"];

/** Correctly rounded functions, and the others with the units in the last place (2^-23) that they may be off. */
const EXACT: readonly UnaryOp[] = ["neg", "abs", "sqrt", "reciprocal", "square", "relu"];
const APPROXIMATE: readonly UnaryOp[] = ["exp", "log", "tanh", "sigmoid"];
const LAST_PLACES = 2;

const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  sqrt: Math.sqrt,
  reciprocal: (x) => 1 / x,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

export function elementwiseSuite(subject: Subject): void {
  describe("unary", () => {
    for (const op of [...EXACT, ...APPROXIMATE]) {
      const bound: Bounds[string] = EXACT.includes(op) ? "exact" : roundings(2 * LAST_PLACES);
      const positive = op === "log" || op === "sqrt";
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

      it(`${op}: ${bound === "exact" ? "correctly rounded" : `within ${LAST_PLACES} units in the last place`}`, () => {
        for (const n of SIZES) unary(numbers(n, n, 9).map((x) => (positive ? Math.abs(x) : x)));
      });

      it(`${op}: zeros, subnormal, huge and infinite numbers, NaN`, () => unary(SPECIAL));
    }

    it("keeps the sign of zero", () => {
      for (const [op, zeros] of [
        ["neg", [-0, 0]],
        ["tanh", [0, -0]],
        ["abs", [0, 0]],
        ["sqrt", [0, -0]],
      ] as const) {
        const { out } = compute(subject, (bench) => {
          const room = bench.room(2);
          bench.inference.unary(op, 2, bench.floats([0, -0]), room);
          return { out: bench.read(room, 2) };
        });
        expect(out, op).toEqual(zeros);
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
        { x: roundings(2 * LAST_PLACES) },
      );
    });
  });

  describe("unaryBackward", () => {
    for (const op of [...EXACT, ...APPROXIMATE]) {
      const positive = op === "log" || op === "sqrt";
      // Three roundings of the result; where it is dy times (1 - y) or (1 - y^2), three of dy as well.
      const cancels = op === "tanh" || op === "sigmoid";
      for (const inPlace of [false, true]) {
        it(`${op}${inPlace ? ", over dy" : ""}: within a few roundings`, () => {
          for (const n of SIZES) {
            const x = numbers(n, n, 5).map((value) =>
              positive || op === "reciprocal" ? Math.abs(value) + 0.125 : value,
            );
            const y = x.map((value) => Math.fround(FUNCTIONS[op]?.(value) ?? Number.NaN));
            const dy = numbers(n, n + 1);
            check(
              subject,
              (bench) => {
                const gradient = inPlace ? bench.inOut(dy) : bench.floats(dy);
                const dx = inPlace ? gradient : bench.room(n);
                bench.training.unaryBackward(op, n, bench.floats(x), bench.floats(y), gradient, dx);
                return { dx: bench.read(dx, n) };
              },
              { dx: (i, value) => 4 * UNIT * (Math.abs(value) + (cancels ? Math.abs(dy[i]!) : 0)) },
            );
          }
        });
      }
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

  describe("fill", () => {
    it("writes n elements and no more", () => {
      for (const n of SIZES) {
        check(
          subject,
          (bench) => {
            const out = bench.room(n);
            bench.inference.fill(n, -2.5, out);
            return { out: bench.read(out, n) };
          },
          { out: "exact" },
        );
      }
    });
  });

  describe("binaryScalar", () => {
    for (const op of BINARY) {
      for (const inPlace of [false, true]) {
        it(`${op}${inPlace ? ", over x" : ""}: correctly rounded`, () => {
          for (const n of SIZES) {
            const x = n === 31 ? SPECIAL : numbers(n, n, 3);
            check(
              subject,
              (bench) => {
                const operand = inPlace ? bench.inOut(x) : bench.floats(x);
                const out = inPlace ? operand : bench.room(x.length);
                bench.inference.binaryScalar(op, x.length, operand, 0.8125, out);
                return { out: bench.read(out, x.length) };
              },
              { out: "exact" },
            );
          }
        });
      }

      it(`${op}: NaN as the number`, () => {
        const { out } = compute(subject, (bench) => {
          const room = bench.room(7);
          bench.inference.binaryScalar(op, 7, bench.floats(numbers(7, 1)), Number.NaN, room);
          return { out: bench.read(room, 7) };
        });
        expect(out).toEqual(Array(7).fill(Number.NaN));
      });
    }

    it("rounds the number to float32 first", () => {
      // 3 times 0.1 as a float32 rounds to another float32 than 3 times 0.1.
      const x = wholeNumbers(31, 1, 1000);
      const { out } = compute(subject, (bench) => {
        const room = bench.room(31);
        bench.inference.binaryScalar("mul", 31, bench.floats(x), 0.1, room);
        return { out: bench.read(room, 31) };
      });
      const rounded = x.map((value) => Math.fround(value * Math.fround(0.1)));
      expect(rounded).not.toEqual(x.map((value) => Math.fround(value * 0.1)));
      expect(out).toEqual(rounded);
    });
  });

  describe("binary", () => {
    for (const op of BINARY) {
      const binary = ({ loop, sizes }: Strided, values?: readonly (readonly number[])[]) =>
        check(
          subject,
          (bench) => {
            const a = bench.floats(values?.[0] ?? numbers(sizes[1]!, 1, 3));
            const b = bench.floats(values?.[1] ?? numbers(sizes[2]!, 2, 3));
            const out = bench.inOut(numbers(sizes[0]!, 3));
            bench.inference.binary(op, loop, a, b, out);
            return { out: bench.read(out, sizes[0]!) };
          },
          { out: "exact" },
        );

      it(`${op}: contiguous, broadcast and strided operands`, () => {
        for (const strided of stridedLoops(3)) binary(strided);
      });

      it(`${op}: any strides`, () => {
        fc.assert(
          fc.property(stridedLoopsOf(3), (strided) => binary(strided)),
          PROPERTY,
        );
      });

      it(`${op}: every pair of special numbers`, () => {
        const n = SPECIAL.length;
        const loop: Loop = {
          shape: [n, n],
          strides: [
            [n, 1],
            [1, 0],
            [0, 1],
          ],
        };
        binary({ loop, sizes: [n * n, n, n] }, [SPECIAL, SPECIAL]);
      });
    }

    it("writes over either operand", () => {
      for (const which of [0, 1]) {
        const loop: Loop = {
          shape: [5, 13],
          strides: [
            [16, 1],
            [16, 1],
            [16, 1],
          ],
        };
        check(
          subject,
          (bench) => {
            const operands = [numbers(77, 1), numbers(77, 2)].map((values) => bench.inOut(values));
            bench.inference.binary("sub", loop, operands[0]!, operands[1]!, operands[which]!);
            return { a: bench.read(operands[0]!, 77), b: bench.read(operands[1]!, 77) };
          },
          { a: "exact", b: "exact" },
        );
      }
    });

    it("takes one array as both operands", () => {
      check(
        subject,
        (bench) => {
          const x = bench.floats(numbers(35, 1));
          const out = bench.room(35);
          bench.inference.binary(
            "mul",
            {
              shape: [5, 7],
              strides: [
                [7, 1],
                [7, 1],
                [1, 5],
              ],
            },
            x,
            x,
            out,
          );
          return { out: bench.read(out, 35) };
        },
        { out: "exact" },
      );
    });
  });

  describe("compare", () => {
    for (const op of COMPARE) {
      const compare = ({ loop, sizes }: Strided, values: readonly number[]) => {
        const body = (offset: number) => (bench: Parameters<Parameters<typeof check>[1]>[0]) => {
          const a = bench.floats(Array.from({ length: sizes[1]! }, (_, i) => values[i % values.length]!));
          const b = bench.floats(Array.from({ length: sizes[2]! }, (_, i) => values[(i * 3 + 1) % values.length]!));
          const out = bench.roomForBytes(sizes[0]! + offset);
          bench.inference.compare(op, loop, a, b, out + offset);
          return { out: bench.readBytes(out + offset, sizes[0]!) };
        };
        const wanted = expected(subject, body(0));
        for (const offset of [0, 1, 2, 3]) expect(compute(subject, body(offset))).toEqual(wanted);
      };
      const few = [1, 2, 2, 3, Number.NaN, -1, 0, -0, Number.POSITIVE_INFINITY, 1, 5];

      it(`${op}: contiguous, broadcast and strided operands`, () => {
        for (const strided of stridedLoops(3)) compare(strided, few);
      });

      it(`${op}: any strides`, () => {
        fc.assert(
          fc.property(stridedLoopsOf(3), (strided) => compare(strided, few)),
          PROPERTY,
        );
      });

      it(`${op}: every pair of special numbers`, () => {
        const n = SPECIAL.length;
        const loop: Loop = {
          shape: [n, n],
          strides: [
            [n, 1],
            [1, 0],
            [0, 1],
          ],
        };
        compare({ loop, sizes: [n * n, n, n] }, SPECIAL);
      });
    }
  });

  describe("where", () => {
    const where = ({ loop, sizes }: Strided) => {
      for (const offset of [0, 1]) {
        check(
          subject,
          (bench) => {
            const condition = bench.bytes(wholeNumbers(sizes[1]! + offset, 4, 2));
            // What is not chosen must not leak, NaN least of all.
            const a = bench.floats(numbers(sizes[2]!, 1).map((x, i) => (i % 5 === 0 ? Number.NaN : x)));
            const b = bench.floats(numbers(sizes[3]!, 2).map((x, i) => (i % 7 === 0 ? Number.NEGATIVE_INFINITY : x)));
            const out = bench.inOut(numbers(sizes[0]!, 3));
            bench.inference.where(loop, condition + offset, a, b, out);
            return { out: bench.read(out, sizes[0]!) };
          },
          { out: "exact" },
        );
      }
    };

    it("chooses from contiguous, broadcast and strided operands", () => {
      for (const strided of stridedLoops(4)) where(strided);
    });

    it("chooses from operands of any strides", () => {
      fc.assert(fc.property(stridedLoopsOf(4), where), PROPERTY);
    });
  });

  describe("copy", () => {
    const copy = ({ loop, sizes }: Strided) =>
      check(
        subject,
        (bench) => {
          const x = bench.floats(numbers(sizes[1]!, 1));
          const out = bench.inOut(numbers(sizes[0]!, 3));
          bench.inference.copy(loop, x, out);
          return { out: bench.read(out, sizes[0]!) };
        },
        { out: "exact" },
      );

    it("keeps every bit, so that int32 may be copied", () => {
      // Before the others: once the engine has compiled it, a loop over floats may keep these bits too.
      // As float32: -1 and 0x7fa00001 are NaN of different kinds, 1 is subnormal.
      const values = [-1, 0x7fa00001, 1, -2147483648, 2147483647, 0x7fc00002, 12345];
      for (const strides of [
        [[1], [1]],
        [[2], [1]],
      ]) {
        const { out } = compute(subject, (bench) => {
          const room = bench.roomForInts(14);
          bench.inference.copy({ shape: [7], strides }, bench.ints(values), room);
          return { out: bench.readInts(room, 14) };
        });
        expect(values.map((_, i) => out![i * strides[0]![0]!])).toEqual(values);
      }
    });

    it("copies contiguous, broadcast and strided operands", () => {
      for (const strided of stridedLoops(2)) copy(strided);
    });

    it("copies operands of any strides", () => {
      fc.assert(fc.property(stridedLoopsOf(2), copy), PROPERTY);
    });

    it("transposes matrices of every size around a tile", () => {
      for (const rows of [1, 3, 4, 5, 8, 17, 67]) {
        for (const columns of [1, 3, 4, 5, 8, 31]) {
          const n = count([rows, columns]);
          copy({
            loop: {
              shape: [rows, columns],
              strides: [
                [columns, 1],
                [1, rows],
              ],
            },
            sizes: [n, n],
          });
        }
      }
    });
  });
}
