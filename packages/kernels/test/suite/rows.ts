import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, compute, type Subject } from "./bench.ts";
import { numbers, PROPERTY, SIZES, wholeNumbers } from "./data.ts";

export function rowsSuite(subject: Subject): void {
  describe("gatherRows", () => {
    const gather = (count: number, width: number, size: number) =>
      check(
        subject,
        (bench) => {
          const table = bench.floats(numbers(size * width, 1));
          const out = bench.room(count * width);
          bench.inference.gatherRows(count, width, table, bench.ints(wholeNumbers(count, 2, size)), out);
          return { out: bench.read(out, count * width) };
        },
        { out: "exact" },
      );

    it("keeps every bit, so that int32 rows may be gathered", () => {
      // Before the others, as in the suite of copy.
      const table = [-1, 0x7fa00001, 1, -2147483648, 2147483647, 0x7fc00002];
      const { out } = compute(subject, (bench) => {
        const room = bench.roomForInts(4);
        bench.inference.gatherRows(2, 2, bench.ints(table), bench.ints([2, 0]), room);
        return { out: bench.readInts(room, 4) };
      });
      expect(out).toEqual([2147483647, 0x7fc00002, -1, 0x7fa00001]);
    });

    it("rows of every width", () => {
      for (const width of SIZES) gather(7, width, 5);
      gather(0, 7, 5);
    });

    it("any rows", () => {
      const size = fc.integer({ min: 1, max: 30 });
      fc.assert(fc.property(size, size, size, gather), PROPERTY);
    });
  });

  describe("scatterAddRows", () => {
    /** Rows are added in the order of i, one rounding each: there is one right result. */
    const scatter = (count: number, width: number, size: number) => {
      const ids = wholeNumbers(count, 2, size);
      const rows = numbers(count * width, 1);
      const wanted = numbers(size * width, 3);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < width; j++) {
          const element = ids[i]! * width + j;
          wanted[element] = Math.fround(wanted[element]! + rows[i * width + j]!);
        }
      }
      const { table } = compute(subject, (bench) => {
        const address = bench.inOut(numbers(size * width, 3));
        bench.training.scatterAddRows(count, width, bench.ints(ids), bench.floats(rows), address);
        return { table: bench.read(address, size * width) };
      });
      expect(table).toEqual(wanted);
    };

    it("rows of every width", () => {
      for (const width of SIZES) scatter(17, width, 5);
      scatter(0, 7, 5);
    });

    it("any rows, with ids that come again", () => {
      const size = fc.integer({ min: 1, max: 30 });
      fc.assert(fc.property(size, size, size, scatter), PROPERTY);
    });
  });
}
