import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BinaryOp, CompareOp, Loop } from "../../src/backend.ts";
import { type Bounds, check, compute, expected, roundings, type Subject } from "./bench.ts";
import { count, numbers, PROPERTY, SIZES, SPECIAL, wholeNumbers } from "./data.ts";
import { type Strided, stridedLoops, stridedLoopsOf } from "./loops.ts";

const BINARY: readonly BinaryOp[] = ["add", "sub", "mul", "div", "maximum", "minimum", "pow"];
const COMPARE: readonly CompareOp[] = ["eq", "ne", "lt", "le", "gt", "ge"];

/** All are correctly rounded but powers, which are rounded once from a result that is nearly exact. */
function boundOf(op: BinaryOp): Bounds[string] {
  return op === "pow" ? roundings(1.02) : "exact";
}

/** Of most negative numbers there is no power: the first operand is positive there. */
function bases(op: BinaryOp, values: readonly number[]): readonly number[] {
  return op === "pow" ? values.map(Math.abs) : values;
}

/** a^b as C has it (C17, F.10.4.4): a row for every a, a column for every b. */
const POWERS = `
           -Infinity -3        -2       -0.5     -0 0 0.5      2        3         Infinity NaN
 -Infinity 0         -0        0        0        1  1 Infinity Infinity -Infinity Infinity NaN
 -2        0         -0.125    0.25     NaN      1  1 NaN      4        -8        Infinity NaN
 -1        1         -1        1        NaN      1  1 NaN      1        -1        1        NaN
 -0.5      Infinity  -8        4        NaN      1  1 NaN      0.25     -0.125    0        NaN
 -0        Infinity  -Infinity Infinity Infinity 1  1 0        0        -0        0        NaN
 0         Infinity  Infinity  Infinity Infinity 1  1 0        0        0         0        NaN
 0.25      Infinity  64        16       2        1  1 0.5      0.0625   0.015625  0        NaN
 1         1         1         1        1        1  1 1        1        1         1        1
 4         0         0.015625  0.0625   0.5      1  1 2        16       64        Infinity NaN
 Infinity  0         0         0        0        1  1 Infinity Infinity Infinity  Infinity NaN
 NaN       NaN       NaN       NaN      NaN      1  1 NaN      NaN      NaN       NaN      NaN
`;

export function elementwiseSuite(subject: Subject): void {
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
        it(`${op}${inPlace ? ", over x" : ""}: ${op === "pow" ? "nearly" : "correctly"} rounded`, () => {
          for (const n of SIZES) {
            const x = n === 31 ? SPECIAL : bases(op, numbers(n, n, 3));
            check(
              subject,
              (bench) => {
                const operand = inPlace ? bench.inOut(x) : bench.floats(x);
                const out = inPlace ? operand : bench.room(x.length);
                bench.inference.binaryScalar(op, x.length, operand, 0.8125, out);
                return { out: bench.read(out, x.length) };
              },
              { out: boundOf(op) },
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
            const a = bench.floats(values?.[0] ?? bases(op, numbers(sizes[1]!, 1, 3)));
            const b = bench.floats(values?.[1] ?? numbers(sizes[2]!, 2, 3));
            const out = bench.inOut(numbers(sizes[0]!, 3));
            bench.inference.binary(op, loop, a, b, out);
            return { out: bench.read(out, sizes[0]!) };
          },
          { out: boundOf(op) },
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

    it("pow: zeros, infinities, NaN and negative bases as C has them", () => {
      const [bs, ...rows] = POWERS.trim()
        .split("\n")
        .map((line) => line.trim().split(/ +/).map(Number));
      const as = rows.map(([a]) => a!);
      const { out } = compute(subject, (bench) => {
        const room = bench.room(as.length * bs!.length);
        const strides = [
          [bs!.length, 1],
          [1, 0],
          [0, 1],
        ];
        const loop = { shape: [as.length, bs!.length], strides };
        bench.inference.binary("pow", loop, bench.floats(as), bench.floats(bs!), room);
        return { out: bench.read(room, as.length * bs!.length) };
      });
      for (const [i, [a, ...wanted]] of rows.entries()) {
        for (const [j, b] of bs!.entries()) {
          expect(out![i * bs!.length + j], `${a}^${b}`).toBe(Math.fround(wanted[j]!));
        }
      }
    });

    it("pow: negative bases with exponents around the largest that may be odd, results at the ends of the range", () => {
      const cases = [
        [-1, 16777215, -1],
        [-1, 16777216, 1],
        [-1, 8388609, -1],
        [-1, 8388607.5, Number.NaN],
        [-1, 1e-45, Number.NaN],
        [2, 127, 2 ** 127],
        [2, 128, Number.POSITIVE_INFINITY],
        [-2, 129, Number.NEGATIVE_INFINITY],
        [-2, -149, -(2 ** -149)],
        [2, -151, 0],
        [-2, -151, -0],
        [1e-45, 2, 0],
        [1e-45, -0.5, 2 ** 74.5],
        [3.4e38, -1, 1 / Math.fround(3.4e38)],
      ] as const;
      for (const [a, b, wanted] of cases) {
        const { out } = compute(subject, (bench) => {
          const x = bench.inOut([a]);
          bench.inference.binaryScalar("pow", 1, x, b, x);
          return { out: bench.read(x, 1) };
        });
        expect(out, `${a}^${b}`).toEqual([Math.fround(wanted)]);
      }
    });

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
