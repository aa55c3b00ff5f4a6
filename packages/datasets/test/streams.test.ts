import { CharacterTokenizer } from "@unroll/tokenizers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CorpusError, type StreamWindow, streams } from "../src/index.ts";

const count = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
const sizes = fc.record({
  n: fc.integer({ min: 2, max: 200 }),
  batchSize: fc.integer({ min: 1, max: 7 }),
  time: fc.integer({ min: 1, max: 11 }),
  keepTail: fc.boolean(),
});

/** Row b of all windows, one after the other. */
function row(windows: StreamWindow[], b: number, field: "inputs" | "targets"): number[] {
  return windows.flatMap((w) => Array.from(w[field].subarray(b * w.time, (b + 1) * w.time)));
}

test("two rows of six, in windows of three", () => {
  const windows = [...streams(count(14), { batchSize: 2, time: 3 })];
  expect(windows).toEqual([
    {
      index: 0,
      first: true,
      batchSize: 2,
      time: 3,
      inputs: Int32Array.of(0, 1, 2, 6, 7, 8),
      targets: Int32Array.of(1, 2, 3, 7, 8, 9),
    },
    {
      index: 1,
      first: false,
      batchSize: 2,
      time: 3,
      inputs: Int32Array.of(3, 4, 5, 9, 10, 11),
      targets: Int32Array.of(4, 5, 6, 10, 11, 12),
    },
  ]);
});

test("rows go on from window to window, follow one another, and leave out no more than they say", () => {
  fc.assert(
    fc.property(sizes, ({ n, batchSize, time, keepTail }) => {
      fc.pre(n - 1 >= batchSize * (keepTail ? 1 : time));
      const cut = streams(count(n), { batchSize, time, keepTail });
      const windows = [...cut];
      expect(windows.length).toBe(cut.length);
      const rowLength = Math.floor((n - 1) / batchSize);
      let predicted = 0;
      for (let b = 0; b < batchSize; b++) {
        const inputs = row(windows, b, "inputs");
        expect(inputs).toEqual(Array.from(count(inputs.length), (i) => b * rowLength + i));
        expect(row(windows, b, "targets")).toEqual(inputs.map((i) => i + 1));
        expect(rowLength - inputs.length).toBeLessThan(keepTail ? 1 : time);
        predicted += inputs.length;
      }
      expect(predicted).toBe(cut.targets);
      expect(n - 1 - batchSize * rowLength).toBeLessThan(batchSize);
      expect(windows.map((w) => w.first)).toEqual(windows.map((_, i) => i === 0));
    }),
  );
});

test("the rows of an encoded text read as the text", () => {
  const text = "Call me Ishmael. Some years ago\u2014never mind how long precisely.";
  const tokenizer = CharacterTokenizer.train(text);
  const windows = [...streams(tokenizer.encode(text), { batchSize: 2, time: 5, keepTail: true })];
  const read = (b: number): string => tokenizer.decode(row(windows, b, "inputs"));
  expect(text.startsWith(read(0) + read(1))).toBe(true);
  expect(tokenizer.decode(row(windows, 0, "targets"))).toBe(read(0).slice(1) + read(1)[0]);
});

test("a run that stopped goes on with the same windows", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), ({ n, batchSize, time, keepTail }, stop) => {
      fc.pre(n - 1 >= batchSize * (keepTail ? 1 : time));
      const cut = streams(count(n), { batchSize, time, keepTail });
      const all = [...cut];
      const start = stop % (all.length + 1);
      expect([...cut.from(start)]).toEqual(all.slice(start));
      if (start < all.length) expect(cut.at(start)).toEqual(all[start]);
    }),
  );
});

test("can be read more than once, and hands out arrays of its own", () => {
  const ids = count(20);
  const cut = streams(ids, { batchSize: 1, time: 4 });
  const from = cut.from(1);
  const first = [...from];
  first[0]!.inputs.fill(-1);
  expect([...from][0]!.inputs).toEqual(Int32Array.of(4, 5, 6, 7));
  expect(ids[4]).toBe(4);
});

describe("what does not work is refused", () => {
  test("a sequence shorter than one window, with the numbers", () => {
    const cut = (): unknown => streams(count(100), { batchSize: 10, time: 10 });
    expect(cut).toThrow(CorpusError);
    expect(cut).toThrow(
      "streams: ids must have at least 101 tokens to fill one window of batchSize=10 rows and time=10; got 100.",
    );
    expect(streams(count(101), { batchSize: 10, time: 10 }).length).toBe(1);
    expect(() => streams(count(10), { batchSize: 10, time: 10, keepTail: true })).toThrow("at least 11 tokens");
    expect(streams(count(11), { batchSize: 10, time: 10, keepTail: true }).at(0).time).toBe(1);
    expect(() => streams(count(0), { batchSize: 1, time: 1 })).toThrow("at least 2 tokens");
  });

  test("sizes that are no positive integers", () => {
    for (const bad of [0, -1, 1.5, Number.NaN]) {
      expect(() => streams(count(9), { batchSize: bad, time: 1 })).toThrow(
        `streams: batchSize must be a positive integer; got ${bad}.`,
      );
      expect(() => streams(count(9), { batchSize: 1, time: bad })).toThrow(
        `streams: time must be a positive integer; got ${bad}.`,
      );
    }
  });

  test("places outside", () => {
    const cut = streams(count(9), { batchSize: 1, time: 4 });
    for (const bad of [-1, 2, 0.5]) {
      expect(() => cut.at(bad)).toThrow(`Streams.at: index must be an integer from 0 to 1; got ${bad}.`);
    }
    expect(() => cut.from(3)).toThrow("Streams.from: index must be an integer from 0 to 2; got 3.");
    expect([...cut.from(2)]).toEqual([]);
  });
});
