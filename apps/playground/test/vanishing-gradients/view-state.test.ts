import { expect, test } from "vitest";
import type { Moment, Setup, TrainerEvent } from "../../src/vanishing-gradients/protocol.ts";
import {
  accuracyCurves,
  initialState,
  latest,
  reduce,
  shares,
  stepOf,
  type ViewState,
} from "../../src/vanishing-gradients/view-state.ts";

const setup: Setup = { distance: 5, gates: "open", recurrent: "random" };
const task = { symbols: "ab", example: "abbabb", steps: 400, parameters: { rnn: 3, gru: 9, lstm: 12 } };
const fresh: TrainerEvent = { type: "fresh", setup, task };

function momentAt(step: number, [rnn, gru, lstm]: readonly [number, number, number]): TrainerEvent {
  const measured = (accuracy: number) => ({ accuracy, loss: 1, gradient: [0.1, 0.2, 0.4], answer: [0.5, 0.5] });
  const networks: Moment["networks"] = { rnn: measured(rnn), gru: measured(gru), lstm: measured(lstm) };
  return { type: "moment", moment: { step, seconds: step / 10, networks } };
}

function after(...events: TrainerEvent[]): ViewState {
  return events.reduce(reduce, initialState);
}

test("fresh networks are ready, with nothing of those before", () => {
  const state = after(fresh, momentAt(0, [0, 0, 0]), { type: "continued" }, { type: "failed", message: "Oh." }, fresh);
  expect(state).toEqual({ phase: "ready", run: { setup, task, moments: [] }, error: null, announcement: "" });
  expect(stepOf(state.run)).toBeNull();
  expect(latest(state.run, "gru")).toBeNull();
  expect(accuracyCurves(state.run)).toEqual([[], [], [], []]);
});

test("a run gathers its moments as curves", () => {
  const { run } = after(fresh, momentAt(0, [0.1, 0.2, 0.3]), { type: "continued" }, momentAt(10, [0.2, 0.5, 0.9]));
  expect(stepOf(run)).toBe(10);
  expect(latest(run, "lstm")?.accuracy).toBe(0.9);
  expect(accuracyCurves(run)).toEqual([
    [0, 10],
    [0.1, 0.2],
    [0.2, 0.5],
    [0.3, 0.9],
  ]);
});

test("train, pause, continue, finish", () => {
  const running = after(fresh, momentAt(0, [0, 0, 0]), { type: "continued" });
  expect(running).toMatchObject({ phase: "training", announcement: "Training." });
  const paused = reduce(running, { type: "paused" });
  expect(paused).toMatchObject({ phase: "paused", announcement: "Paused at step 0." });
  const later = [{ type: "continued" } as const, momentAt(400, [0.13, 0.984, 1])].reduce(reduce, paused);
  expect(reduce(later, { type: "finished" })).toMatchObject({
    phase: "finished",
    announcement: "Finished after 0:40. Right answers: RNN 13%, GRU 98%, LSTM 100%.",
  });
});

test("milestones are told, the moments between them are not", () => {
  const before = after(fresh, momentAt(0, [0, 0, 0]), { type: "continued" }, momentAt(190, [0, 0, 0]));
  expect(before.announcement).toBe("Training.");
  expect(reduce(before, momentAt(200, [0.125, 0.5, 1])).announcement).toBe(
    "Step 200. Right answers: RNN 13%, GRU 50%, LSTM 100%.",
  );
});

test("what comes before networks, or after a failure, keeps what there is", () => {
  expect(after(momentAt(10, [0, 0, 0]), { type: "paused" })).toBe(initialState);
  const failed = after(fresh, momentAt(0, [0.1, 0, 0]), { type: "failed", message: "Oh." });
  expect(failed).toMatchObject({ phase: "failed", error: "Oh.", run: { moments: [{ step: 0 }] } });
});

test("no event changes the state before it", () => {
  const state = after(fresh, momentAt(0, [0, 0, 0]));
  const copy = structuredClone(state);
  reduce(state, momentAt(10, [1, 1, 1]));
  expect(state).toEqual(copy);
});

test("a gradient is a share of that at the last step", () => {
  const measured = { accuracy: 1, loss: 0, answer: [] };
  expect(shares({ ...measured, gradient: [0.5, 0, 3, 2] })).toEqual([0.25, 0, 1.5, 1]);
  // A network that is perfectly sure and right has none.
  expect(shares({ ...measured, gradient: [0, 0] })).toEqual([0, 0]);
});
