import { expect, test } from "vitest";
import { hasGradient, hasState, momentAt } from "../../src/unrolling/moments.ts";

test("the walk goes to the last step and back to the first", () => {
  const walk = [0, 1, 2, 3, 4, 5].map((index) => momentAt(index, 3));
  expect(walk.map(({ pass }) => pass)).toEqual(["forward", "forward", "forward", "backward", "backward", "backward"]);
  expect(walk.map(({ step }) => step)).toEqual([0, 1, 2, 2, 1, 0]);
  expect(momentAt(9, 3)).toEqual(momentAt(5, 3));
});

test("states are known up to the present step, gradients from it on", () => {
  const known = (index: number) => [0, 1, 2].map((t) => hasState(momentAt(index, 3), t));
  const returned = (index: number) => [0, 1, 2].map((t) => hasGradient(momentAt(index, 3), t));
  expect(known(1)).toEqual([true, true, false]);
  expect(returned(1)).toEqual([false, false, false]);
  expect(known(4)).toEqual([true, true, true]);
  expect(returned(4)).toEqual([false, true, true]);
});
