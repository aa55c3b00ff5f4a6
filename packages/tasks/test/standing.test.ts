import { describe, expect, test } from "vitest";
import { noStanding, type StandingState, standingAfter } from "../src/training/standing.ts";

function after(losses: readonly number[], patience: number): StandingState {
  return losses.reduce((standing, loss, i) => standingAfter(standing, 10 * (i + 1), loss, patience), noStanding);
}

describe("standingAfter", () => {
  test("keeps the first of equal evaluations as the best, and counts those after it", () => {
    expect(after([3, 2, 2, 2.5], Infinity)).toEqual({
      best: { step: 20, loss: 2 },
      sinceBest: 2,
      sinceFall: 2,
      falls: 0,
    });
  });

  test("an improvement begins both counts anew", () => {
    expect(after([3, 4, 4, 2], 5)).toEqual({ best: { step: 40, loss: 2 }, sinceBest: 0, sinceFall: 0, falls: 0 });
  });

  test("the rate falls with the evaluation after patience, and patience begins anew while the wait for the best goes on", () => {
    const losses = [1, 1, 1, 1, 1, 1, 1];
    expect(losses.map((_, i) => after(losses.slice(0, i + 1), 2).falls)).toEqual([0, 0, 0, 1, 1, 1, 2]);
    expect(after(losses, 2).sinceBest).toBe(6);
    expect(after([1, 1], 0).falls).toBe(1);
  });

  test("a loss that is no number is never the best", () => {
    expect(after([2, Number.NaN, 1.5], Infinity).best).toEqual({ step: 30, loss: 1.5 });
  });
});
