import { expect, test } from "vitest";
import { timingOf } from "../src/statistics.ts";

test("quartiles lie between the sorted numbers, whatever their order", () => {
  expect(timingOf([5, 1, 4, 2, 3])).toEqual({ n: 5, median: 3, low: 2, high: 4, best: 1 });
  expect(timingOf([4, 2, 1, 3])).toEqual({ n: 4, median: 2.5, low: 1.75, high: 3.25, best: 1 });
  expect(timingOf([100, 7, 8]).median).toBe(8); // as text, 100 comes before 7
});

test("one step is its own median", () => {
  expect(timingOf([7])).toEqual({ n: 1, median: 7, low: 7, high: 7, best: 7 });
  expect(() => timingOf([])).toThrow("at least one step");
});
