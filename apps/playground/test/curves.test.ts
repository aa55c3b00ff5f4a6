import { expect, test } from "vitest";
import { alignCurves } from "../src/language-models/curves.ts";

test("two curves share one axis of characters", () => {
  const training = { steps: [1, 2, 3], losses: [4, 3, 2] };
  const heldOut = { steps: [0, 2, 5], losses: [4.5, 3.5, 2.5] };
  expect(alignCurves(training, heldOut, 10)).toEqual([
    [0, 10, 20, 30, 50],
    [null, 4, 3, 2, null],
    [4.5, null, 3.5, null, 2.5],
  ]);
});

test("an empty curve has no values", () => {
  const empty = { steps: [], losses: [] };
  expect(alignCurves(empty, empty, 10)).toEqual([[], [], []]);
  expect(alignCurves(empty, { steps: [7], losses: [2] }, 3)).toEqual([[21], [null], [2]]);
});
