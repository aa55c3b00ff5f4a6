import { expect, test } from "vitest";
import type { TrainerEvent } from "../src/language-models/protocol.ts";
import { heldOutLoss, initialState, reduce, type ViewState } from "../src/language-models/view-state.ts";

const corpus = { name: "Moby Dick", characters: 1_000, heldOutCharacters: 100, vocabularySize: 80 };
const start = { type: "start", size: "small", parameters: 12_345, steps: 40, charactersPerStep: 16 } as const;
const sample = { step: 2, heldOutLoss: 3.5, temperature: 0.8, prompt: "Call me", text: " the" };
const progress = (...steps: number[]): TrainerEvent => ({
  type: "progress",
  steps,
  losses: steps.map((step) => 5 - step),
  seconds: steps.length,
  charactersPerSecond: 900,
});

function after(...events: TrainerEvent[]): ViewState {
  return events.reduce(reduce, initialState);
}

test("the book makes the page ready", () => {
  const state = after({ type: "corpus", corpus });
  expect(state).toMatchObject({ phase: "ready", corpus, run: null });
  const withBaselines = reduce(state, { type: "baselines", baselines: { unigram: 3.1, fiveGram: 1.5 } });
  expect(withBaselines).toMatchObject({ phase: "ready", baselines: { unigram: 3.1, fiveGram: 1.5 } });
});

test("a run gathers its curves, its pages and its speed", () => {
  const state = after(
    start,
    { type: "evaluation", step: 0, loss: 4.4, seconds: 0.2 },
    progress(1, 2),
    { type: "evaluation", step: 2, loss: 3.5, seconds: 2.5 },
    { type: "sample", sample },
    progress(3),
  );
  expect(state.phase).toBe("training");
  expect(state.run).toMatchObject({
    size: "small",
    step: 3,
    seconds: 1,
    charactersPerSecond: 900,
    training: { steps: [1, 2, 3], losses: [4, 3, 2] },
    heldOut: { steps: [0, 2], losses: [4.4, 3.5] },
    samples: [sample],
  });
  expect(heldOutLoss(state.run)).toBe(3.5);
});

test("a restart begins with nothing of the run before", () => {
  const state = after(start, progress(1), { type: "sample", sample }, { type: "failed", message: "Oh." }, start);
  expect(state).toMatchObject({ phase: "training", error: null });
  expect(state.run).toMatchObject({ step: 0, samples: [], training: { steps: [] }, heldOut: { losses: [] } });
  expect(heldOutLoss(state.run)).toBeNull();
});

test("pause, continue, finish", () => {
  const running = after(start, progress(1, 2), { type: "evaluation", step: 2, loss: 1.874, seconds: 83 });
  const paused = reduce(running, { type: "paused" });
  expect(paused).toMatchObject({ phase: "paused", announcement: "Paused at step 2." });
  expect(reduce(paused, { type: "continued" }).phase).toBe("training");
  expect(reduce(running, { type: "finished" })).toMatchObject({
    phase: "finished",
    announcement: "Finished after 1:23. Held-out loss 1.87.",
  });
});

test("a failure keeps what was reached", () => {
  const state = after(start, progress(1, 2), { type: "failed", message: "The loss is NaN." });
  expect(state).toMatchObject({ phase: "failed", error: "The loss is NaN.", run: { step: 2 } });
});

test("what comes after a run was forgotten changes nothing", () => {
  const state = after({ type: "corpus", corpus });
  expect(reduce(state, progress(1))).toBe(state);
  expect(reduce(state, { type: "paused" })).toBe(state);
});

test("no event changes the state before it", () => {
  const state = after(start, progress(1));
  const copy = structuredClone(state);
  reduce(state, progress(2));
  reduce(state, { type: "sample", sample });
  expect(state).toEqual(copy);
});
