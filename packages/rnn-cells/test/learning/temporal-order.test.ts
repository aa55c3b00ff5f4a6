import { describe, expect, test } from "vitest";
import { GRU, LSTM } from "../../src/index.ts";
import { answersAfter, heldOut, type Learning } from "./learner.ts";
import { temporalOrder } from "./temporal-order.ts";

const task = temporalOrder(40);

/** The smallest share of right answers. */
const THRESHOLD = 0.95;

/** The share of right answers of whoever sees a part of the truth and says what is most frequent with it. */
function bestKnowing(part: (target: number) => number): number {
  const counts = new Map<number, number[]>();
  const { targets } = heldOut(task);
  for (const target of targets.data()) {
    const seen = counts.get(part(target)) ?? [0, 0, 0, 0];
    seen[target] = (seen[target] as number) + 1;
    counts.set(part(target), seen);
  }
  return [...counts.values()].reduce((sum, seen) => sum + Math.max(...seen), 0) / targets.size;
}

test("neither chance nor one of the two symbols will do", () => {
  expect(Math.abs(bestKnowing(() => 0) - 1 / 4)).toBeLessThan(0.05);
  expect(Math.abs(bestKnowing((target) => Math.floor(target / 2)) - 1 / 2)).toBeLessThan(0.05); // the first
  expect(Math.abs(bestKnowing((target) => target % 2) - 1 / 2)).toBeLessThan(0.05); // the second
});

// With four seeds of each, all answers were right.
const training = { steps: 1000, batch: 32, learningRate: 0.01 };
const learnings: Learning[] = [
  { name: "GRU", ...training, layer: (size, rng) => new GRU(size, 16, { rng }) },
  { name: "GRU, reset before", ...training, layer: (size, rng) => new GRU(size, 16, { rng, resetBefore: true }) },
  { name: "LSTM", ...training, layer: (size, rng) => new LSTM(size, 16, { rng, forgetBias: 2 }) },
];

describe.each(learnings)("$name", (learning) => {
  test("tells the order of two symbols", () => {
    const classes = answersAfter(learning, task).argmax(-1).data();
    const { targets } = heldOut(task);
    const right = targets.data().filter((target, row) => target === classes[row]).length;
    expect(right / targets.size).toBeGreaterThan(THRESHOLD);
  }, 60_000);
});
