import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MatmulCall } from "../../src/backend.ts";
import { type Bench, check, compute, expected, type Results, type Subject, UNIT } from "./bench.ts";
import { numbers, PROPERTY } from "./data.ts";

interface Case {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Elements left free between rows, and between matrices. */
  readonly gap: number;
  /** The same A, or the same B, for the whole batch. */
  readonly broadcastA: boolean;
  readonly broadcastB: boolean;
  readonly bias: boolean;
  readonly accumulate: boolean;
  /** A transposed B that is packed beforehand. Where A is read by rows, B itself is NaN then. */
  readonly packed: boolean;
}

const PLAIN: Case = {
  batch: 1,
  m: 5,
  n: 7,
  k: 3,
  transposeA: false,
  transposeB: false,
  gap: 0,
  broadcastA: false,
  broadcastB: false,
  bias: false,
  accumulate: false,
  packed: false,
};

interface Operands {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: readonly number[];
  readonly bias: readonly number[];
}

/** Where matrices of the given size begin and how their elements lie. */
function layout(rows: number, columns: number, transposed: boolean, gap: number, broadcast: boolean) {
  const stride = (transposed ? rows : columns) + gap;
  const size = (transposed ? columns : rows) * stride + gap;
  return { row: transposed ? 1 : stride, col: transposed ? stride : 1, batch: broadcast ? 0 : size, size };
}

function layouts(c: Case) {
  return {
    a: layout(c.m, c.k, c.transposeA, c.gap, c.broadcastA),
    b: layout(c.k, c.n, c.transposeB, c.gap, c.broadcastB),
    c: layout(c.m, c.n, false, c.gap, false),
  };
}

function operands(c: Case): Operands {
  const { a, b, c: out } = layouts(c);
  return {
    a: numbers(c.batch * a.size, 1),
    b: numbers(c.batch * b.size, 2),
    c: numbers(c.batch * out.size, 3),
    bias: numbers(c.n, 4),
  };
}

function matmul(c: Case, values: Operands = operands(c)): (bench: Bench) => Results {
  const { a, b, c: out } = layouts(c);
  return (bench) => {
    const address = bench.inOut(values.c);
    const packed = c.packed ? bench.packedTranspose(c.n, c.k, values.b) : 0;
    const call: MatmulCall = {
      batch: c.batch,
      m: c.m,
      n: c.n,
      k: c.k,
      a: bench.floats(values.a),
      aBatch: a.batch,
      aRow: a.row,
      aCol: a.col,
      b: packed === 0 || c.transposeA ? bench.floats(values.b) : bench.room(values.b.length),
      bBatch: b.batch,
      bRow: b.row,
      bCol: b.col,
      packed,
      c: address,
      cBatch: out.batch,
      cRow: out.row,
      bias: c.bias ? bench.floats(values.bias) : 0,
      accumulate: c.accumulate,
    };
    bench.inference.matmul(call);
    // The whole memory of C: what lies between its rows must stay.
    return { c: bench.read(address, values.c.length) };
  };
}

export function productsSuite(subject: Subject): void {
  const absolute = (values: readonly number[]) => values.map(Math.abs);
  /** Every element within (k + 3) roundings of the sum of its terms' sizes (Higham 2002, section 3.5). */
  const checkProduct = (c: Case, values: Operands = operands(c)) => {
    const { a, b, c: out, bias } = values;
    const sizes = expected(
      subject,
      matmul(c, { a: absolute(a), b: absolute(b), c: absolute(out), bias: absolute(bias) }),
    );
    check(subject, matmul(c, values), { c: (i) => (c.k + 3) * UNIT * sizes.c![i]! });
  };

  describe("matmul: within (k + 3) roundings of the sum of the sizes of the terms", () => {
    const transpositions = [false, true].flatMap((transposeA) =>
      [false, true].map((transposeB) => ({ transposeA, transposeB })),
    );

    for (const { transposeA, transposeB } of transpositions) {
      const name = `${transposeA ? "A^T" : "A"} ${transposeB ? "B^T" : "B"}`;
      it(`${name}: sizes around vectors and tiles`, () => {
        for (const m of [1, 2, 3, 4, 5, 7, 13]) {
          for (const n of [1, 3, 4, 7, 8, 9, 17, 31]) {
            for (const k of [1, 2, 5, 16, 31]) {
              const sums = matmul({ ...PLAIN, m, n, k, transposeA, transposeB });
              expectSame(subject, sums, k);
            }
          }
        }
        checkProduct({ ...PLAIN, m: 13, n: 31, k: 17, transposeA, transposeB });
      });

      it(`${name}: more rows, columns and terms than a block`, () => {
        checkProduct({ ...PLAIN, m: 137, n: 11, k: 5, transposeA, transposeB });
        checkProduct({ ...PLAIN, m: 5, n: 521, k: 3, transposeA, transposeB });
        checkProduct({ ...PLAIN, m: 3, n: 13, k: 769, transposeA, transposeB, bias: true });
        checkProduct({ ...PLAIN, m: 1, n: 67, k: 523, transposeA, transposeB, accumulate: true });
      });

      it(`${name}: any sizes, strides, bias and accumulation`, () => {
        const size = fc.integer({ min: 0, max: 20 });
        const cases = fc.record({
          batch: fc.integer({ min: 0, max: 3 }),
          m: size,
          n: size,
          k: size,
          transposeA: fc.constant(transposeA),
          transposeB: fc.constant(transposeB),
          gap: fc.constantFrom(0, 1, 4),
          broadcastA: fc.boolean(),
          broadcastB: fc.boolean(),
          bias: fc.boolean(),
          accumulate: fc.boolean(),
          packed: fc.constant(false),
        });
        fc.assert(
          fc.property(cases, (c) => checkProduct(c)),
          PROPERTY,
        );
      });
    }

    it("adds a bias, and adds to what is there", () => {
      for (const bias of [false, true]) {
        for (const accumulate of [false, true]) checkProduct({ ...PLAIN, m: 7, n: 13, k: 5, bias, accumulate });
      }
    });

    it("a product over nothing is the bias, or 0", () => {
      for (const bias of [false, true]) {
        for (const accumulate of [false, true]) checkProduct({ ...PLAIN, k: 0, m: 5, n: 11, bias, accumulate });
      }
    });

    it("strides of two both ways, as in a slice of every second row and column", () => {
      const values = numbers(2 * 2 * 15 * 13, 1);
      check(
        subject,
        (bench) => {
          const c = bench.room(5 * 7);
          const shared = { batch: 1, m: 5, n: 7, k: 3, aBatch: 0, bBatch: 0, cBatch: 0, cRow: 7, bias: 0, packed: 0 };
          bench.inference.matmul({
            ...shared,
            a: bench.floats(values),
            aRow: 22,
            aCol: 2,
            b: bench.floats(values),
            bRow: 26,
            bCol: 2,
            c,
            accumulate: false,
          });
          return { c: bench.read(c, 35) };
        },
        { c: () => 3 * 6 * UNIT },
      );
    });

    it("a NaN or an infinity stays in its row and column", () => {
      const c = { ...PLAIN, m: 7, n: 11, k: 5 };
      const values = operands(c);
      const a = [...values.a];
      const b = [...values.b];
      a[2 * 5 + 1] = Number.NaN; // row 2
      a[4 * 5 + 3] = Number.POSITIVE_INFINITY; // row 4
      b[3 * 11 + 6] = Number.NEGATIVE_INFINITY; // column 6
      const got = compute(subject, matmul(c, { ...values, a, b })).c!;
      const wanted = expected(subject, matmul(c, { ...values, a, b })).c!;
      expect(got.map(Number.isFinite)).toEqual(wanted.map(Number.isFinite));
      expect(got.map(Number.isNaN)).toEqual(wanted.map(Number.isNaN));
    });

    it("a row's result does not depend, bit for bit, on the rows beside it", () => {
      for (const [m, n, k] of [
        [13, 31, 67],
        [7, 5, 523],
        [137, 8, 16],
      ] as const) {
        for (const transposeB of [false, true]) {
          const c = { ...PLAIN, m, n, k, transposeB, bias: true };
          const values = operands(c);
          const together = compute(subject, matmul(c, values)).c!;
          for (let i = 0; i < m; i += 3) {
            for (const few of [1, 2, 3].filter((rows) => i + rows <= m)) {
              const some = { ...values, a: values.a.slice(i * k, (i + few) * k), c: values.c.slice(0, few * n) };
              const got = compute(subject, matmul({ ...c, m: few }, some)).c;
              expect(got).toEqual(together.slice(i * n, (i + few) * n));
            }
          }
        }
      }
    });

    it("packing B beforehand changes no bit", () => {
      for (const n of [1, 8, 31, 67]) {
        for (const k of [0, 1, 5, 256, 523]) {
          for (const m of [1, 2, 3, 7, 137]) {
            for (const transposeA of [false, true]) {
              const c = { ...PLAIN, m, n, k, transposeA, transposeB: true, bias: true, accumulate: !transposeA };
              const values = operands(c);
              const packed = compute(subject, matmul({ ...c, packed: true }, values));
              expect(packed, `m ${m}, n ${n}, k ${k}`).toEqual(compute(subject, matmul(c, values)));
            }
          }
        }
      }
    });
  });
}

/** As `check`, with the bound for operands in [-1, 1) and one place in memory: quick enough for hundreds of sizes. */
function expectSame(subject: Subject, body: (bench: Bench) => Results, k: number): void {
  const wanted = expected(subject, body).c!;
  const got = compute(subject, body).c!;
  const worst = Math.max(...wanted.map((value, i) => Math.abs(value - got[i]!)));
  expect(worst).toBeLessThanOrEqual((k + 3) * UNIT * k);
}
