import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lengthBuckets, padBatch } from "../src/index.ts";
import { RUNS } from "./any-text.ts";
import { integers } from "./lines.ts";

const sequences = fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 9 }), { maxLength: 7 });

describe("padBatch", () => {
  test("rows are the sequences, cut and padded at their side", () => {
    fc.assert(
      fc.property(
        sequences,
        fc.constantFrom("left" as const, "right" as const),
        fc.option(fc.nat(10), { nil: undefined }),
        (batch, side, length) => {
          const { ids, shape, lengths, mask } = padBatch(batch, {
            side,
            padId: -1,
            ...(length === undefined ? {} : { length }),
          });
          const time = length ?? Math.max(0, ...batch.map((sequence) => sequence.length));
          expect(shape).toEqual([batch.length, time]);
          batch.forEach((sequence, row) => {
            const kept =
              side === "right" ? sequence.slice(0, time) : sequence.slice(Math.max(0, sequence.length - time));
            const padding = new Array<number>(time - kept.length).fill(-1);
            const expected = side === "right" ? [...kept, ...padding] : [...padding, ...kept];
            const at = row * time;
            expect(Array.from(ids.slice(at, at + time))).toEqual(expected);
            expect(Array.from(mask.slice(at, at + time))).toEqual(expected.map((id) => (id === -1 ? 0 : 1)));
            expect(lengths[row]).toBe(kept.length);
          });
          expect(ids.length).toBe(batch.length * time);
          expect(mask.length).toBe(ids.length);
        },
      ),
      RUNS,
    );
  });

  test("a longest length cuts without making short batches longer", () => {
    expect(padBatch([[1, 2, 3], [4]], { maxLength: 2 })).toMatchObject({ shape: [2, 2], lengths: [2, 1] });
    expect(padBatch([[1], [4]], { maxLength: 2 })).toMatchObject({ shape: [2, 1] });
  });

  test("refuses what is out of range", () => {
    expect(() => padBatch([[1]], { length: -1 })).toThrow(
      "padBatch: length must be a whole number of at least 0; got -1.",
    );
    expect(() => padBatch([[1]], { maxLength: 1.5 })).toThrow("padBatch: maxLength must be a whole number");
    expect(() => padBatch([[1]], { padId: 0.5 })).toThrow("padBatch: padId must be a 32-bit integer; got 0.5.");
    expect(() => padBatch([[1], [2, 2 ** 31]])).toThrow(
      "padBatch: sequences[1] must have 32-bit integers; got 2147483648 at index 1.",
    );
    expect(() => padBatch([[0.5]])).toThrow("got 0.5 at index 0.");
    expect(() => padBatch([[1], [2]], { length: 1e9 })).toThrow(
      "padBatch: sequences must make at most 1073741824 ids, padding among them; got 2 x 1000000000.",
    );
    expect(() => padBatch([[1]], { side: "top" as "left" })).toThrow('side must be "left" or "right"; got top.');
  });
});

/** A random order, by Fisher and Yates. */
function permuter(seed: number): { permutation(n: number): number[] } {
  const below = integers(seed);
  return {
    permutation(n) {
      const order = Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = below(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order;
    },
  };
}

describe("lengthBuckets", () => {
  const lengths = Array.from({ length: 50 }, (_, i) => (i * 7) % 11);

  test("every sequence is in one batch, and no batch overlaps another in lengths", () => {
    for (const rng of [undefined, permuter(1)]) {
      const batches = lengthBuckets(lengths, { batchSize: 8, ...(rng && { rng }) });
      expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
      expect(batches.map((batch) => batch.length).sort((a, b) => a - b)).toEqual([2, 8, 8, 8, 8, 8, 8]);
      const ranges = batches.map((batch) => batch.map((i) => lengths[i]!));
      ranges.sort((a, b) => Math.min(...a) - Math.min(...b) || Math.max(...a) - Math.max(...b));
      for (let i = 1; i < ranges.length; i++)
        expect(Math.min(...ranges[i]!)).toBeGreaterThanOrEqual(Math.max(...ranges[i - 1]!));
    }
  });

  test("without randomness lengths ascend, and equals keep their order", () => {
    const order = lengthBuckets(lengths, { batchSize: 8 }).flat();
    for (let i = 1; i < order.length; i++) {
      const [a, b] = [order[i - 1]!, order[i]!];
      expect(lengths[a]! < lengths[b]! || (lengths[a] === lengths[b] && a < b)).toBe(true);
    }
  });

  test("the seed decides the order", () => {
    const buckets = (seed: number): number[][] => lengthBuckets(lengths, { batchSize: 8, rng: permuter(seed) });
    expect(buckets(1)).toEqual(buckets(1));
    expect(buckets(1)).not.toEqual(buckets(2));
    expect(buckets(1)).not.toEqual(lengthBuckets(lengths, { batchSize: 8 }));
  });

  test("refuses a length that is none", () => {
    expect(() => lengthBuckets([1, Number.NaN], { batchSize: 1 })).toThrow(
      "lengthBuckets: lengths must be whole numbers of at least 0; got NaN at index 1.",
    );
    expect(() => lengthBuckets([-1], { batchSize: 1 })).toThrow("got -1 at index 0.");
  });

  test("refuses a batch size that is none", () => {
    expect(() => lengthBuckets([1], { batchSize: 0 })).toThrow(
      "lengthBuckets: batchSize must be a positive integer; got 0.",
    );
  });
});
