import { tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { GRU, LSTM } from "../../src/index.ts";
import { copyMemory } from "./copy-memory.ts";
import { answersAfter, heldOut, type Learning } from "./learner.ts";

const [alphabet, symbols, gap] = [4, 3, 10];
const task = copyMemory({ alphabet, symbols, gap });

/** What guessing costs in nats a step, who knows `known` of the symbols and when each is due: (S - known) ln K / (T + 2 S). */
const guessing = (known: number): number => ((symbols - known) * Math.log(alphabet)) / (gap + 2 * symbols);

/** The largest cross-entropy in nats a step. */
const THRESHOLD = guessing(symbols - 1) / 2;

test("guessing the symbols costs S ln K / (T + 2 S), and knowing all but one is not enough", () => {
  const { targets } = heldOut(task);
  const [batch, time] = targets.shape as [number, number];
  const certain = 50; // a logit that leaves nothing to the others
  for (let known = 0; known < symbols; known++) {
    const logits = new Float32Array(batch * time * (alphabet + 1));
    targets.data().forEach((target, i) => {
      const guessed = i % time >= time - symbols + known;
      if (guessed) logits.fill(certain, i * (alphabet + 1), i * (alphabet + 1) + alphabet);
      else logits[i * (alphabet + 1) + target] = certain;
    });
    const loss = task.loss(tensor(logits, { shape: [batch, time, alphabet + 1] }), targets).item();
    expect(loss).toBeCloseTo(guessing(known), 5);
    expect(loss).toBeGreaterThan(1.9 * THRESHOLD);
  }
});

// With four seeds or more of each, the largest loss was 0.01; the threshold is 0.043.
const learnings: Learning[] = [
  { name: "GRU", steps: 2000, batch: 16, learningRate: 0.01, layer: (size, rng) => new GRU(size, 32, { rng }) },
  {
    name: "LSTM",
    steps: 3000,
    batch: 16,
    learningRate: 0.01,
    layer: (size, rng) => new LSTM(size, 32, { rng, forgetBias: 3 }),
  },
];

describe.each(learnings)("$name", (learning) => {
  test("repeats what was before a gap", () => {
    const loss = task.loss(answersAfter(learning, task), heldOut(task).targets).item();
    expect(loss).toBeLessThan(THRESHOLD);
  }, 60_000);
});
