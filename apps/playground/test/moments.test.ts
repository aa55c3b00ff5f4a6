import { expect, test } from "vitest";
import { isMoment } from "../src/language-models/moments.ts";

function moments(steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, step) => step).filter((step) => isMoment(step, steps));
}

test("early moments are close together, later ones evenly spread, the end is left to the training", () => {
  expect(moments(1600)).toEqual([
    13, 25, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300, 1400, 1500,
  ]);
});

test("a short training has moments, too", () => {
  expect(moments(3)).toEqual([1, 2]);
  expect(moments(1)).toEqual([]);
  expect(moments(0)).toEqual([]);
});
