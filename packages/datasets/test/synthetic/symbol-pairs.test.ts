import { describe, expect, test } from "vitest";
import { copyTask, reverseTask, sortTask } from "../../src/generated.ts";
import { expectUniform } from "./distribution.ts";

const tasks = { copyTask, reverseTask, sortTask };
const options = { count: 5000, symbols: 6, minLength: 3, maxLength: 9, seed: 5 };

describe.each(Object.entries(tasks))("%s", (name, task) => {
  test("lengths and symbols are uniform", () => {
    const pairs = task(options);
    expect(pairs.length).toBe(5000);
    expectUniform(
      pairs.map(({ source }) => source.length),
      7,
    );
    expectUniform(
      pairs.flatMap(({ source }) => source),
      6,
    );
    expect(Math.min(...pairs.map(({ source }) => source.length))).toBe(3);
    expect(Math.max(...pairs.flatMap(({ source }) => source))).toBe(5);
  });

  test("the seed decides, and a longer list begins with the shorter", () => {
    expect(task({ ...options, count: 20 })).toEqual(task(options).slice(0, 20));
    expect(task({ ...options, seed: 6 })).not.toEqual(task(options));
    expect(task({ count: 3 })).toEqual(task({ count: 3, seed: 0, symbols: 8, minLength: 1, maxLength: 20 }));
    expect(task({ count: 0 })).toEqual([]);
  });

  test("refuses what makes no sense", () => {
    expect(() => task({ count: -1 })).toThrow(
      new RangeError(`${name}: count must be an integer of 0 or more; got -1.`),
    );
    expect(() => task({ count: 1, symbols: 0 })).toThrow(
      `${name}: symbols must be an integer from 1 to 4294967296; got 0.`,
    );
    expect(() => task({ count: 1, minLength: 5, maxLength: 4 })).toThrow(
      `${name}: minLength must be at most maxLength=4; got 5.`,
    );
    expect(() => task({ count: 1, maxLength: 2.5 })).toThrow(`${name}: maxLength must be an integer of 1 or more`);
  });
});

test("the targets", () => {
  for (const { source, target } of copyTask(options)) expect(target).toEqual(source);
  for (const { source, target } of reverseTask(options)) {
    expect(target.length).toBe(source.length);
    target.forEach((symbol, i) => void expect(symbol).toBe(source[source.length - 1 - i]));
  }
  for (const { source, target } of sortTask(options)) {
    // Sorted is: never falling, and every symbol as often as before.
    target.forEach((symbol, i) => void expect(symbol).toBeGreaterThanOrEqual(target[i - 1] ?? 0));
    for (let symbol = 0; symbol < 6; symbol++) {
      expect(target.filter((x) => x === symbol).length).toBe(source.filter((x) => x === symbol).length);
    }
  }
});

test("a copy is not the same array, and two tasks of one seed are not the same sequences", () => {
  const [pair] = copyTask({ count: 1 });
  expect(pair!.target).not.toBe(pair!.source);
  const sources = Object.values(tasks).map((task) => JSON.stringify(task(options).map(({ source }) => source)));
  expect(new Set(sources).size).toBe(3);
});
