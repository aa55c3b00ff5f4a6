import { memory, setReproducible } from "@unroll/tensor";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import {
  type Kind,
  kinds,
  type Moment,
  type Setup,
  type TrainerEvent,
} from "../../src/vanishing-gradients/protocol.ts";
import { type Pace, Trainer } from "../../src/vanishing-gradients/trainer.ts";
import { shares } from "../../src/vanishing-gradients/view-state.ts";

// As in the worker: these are the numbers that readers see.
beforeAll(() => setReproducible(true));
afterAll(() => setReproducible(false));
afterEach(() => {
  expect(memory().openScopes).toBe(0);
});

const usual: Setup = { distance: 20, gates: "open", recurrent: "random" };

/** A trainer with networks that wait to be trained, and everything it tells. */
async function openTrainer(setup: Setup, pace: Partial<Omit<Pace, "steps">> & { steps: number }) {
  const events: TrainerEvent[] = [];
  const waiting: { holds: (event: TrainerEvent) => boolean; found: (event: TrainerEvent) => void }[] = [];
  /** The next event of which `holds` is true. */
  const until = (holds: (event: TrainerEvent) => boolean): Promise<TrainerEvent> =>
    new Promise((found) => waiting.push({ holds, found }));
  const trainer = new Trainer({
    stepsPerMoment: 1,
    mostStepsPerSecond: Number.POSITIVE_INFINITY,
    ...pace,
    steps: () => pace.steps,
  });
  await trainer.open((event) => {
    events.push(event);
    for (const waiter of waiting.filter(({ holds }) => holds(event))) {
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.found(event);
    }
  }, setup);
  return { trainer, events, until };
}

const is = (type: TrainerEvent["type"]) => (event: TrainerEvent) => event.type === type;
const momentsOf = (events: TrainerEvent[]): Moment[] =>
  events.flatMap((event) => (event.type === "moment" ? [event.moment] : []));

/** The moments of a whole training, each a hundred steps after the one before unless said otherwise. */
async function trained(setup: Setup, steps: number, stepsPerMoment = 100): Promise<Moment[]> {
  const { trainer, events, until } = await openTrainer(setup, { steps, stepsPerMoment });
  const over = until((event) => event.type === "finished" || event.type === "failed");
  await trainer.continue();
  expect(await over).toEqual({ type: "finished" });
  return momentsOf(events);
}

const reach = (moment: Moment, kind: Kind): number => shares(moment.networks[kind])[0]!;
const accuracies = (moment: Moment | undefined): Record<Kind, number> => {
  const { rnn, gru, lstm } = moment!.networks;
  return { rnn: rnn.accuracy, gru: gru.accuracy, lstm: lstm.accuracy };
};
/** More than 256 guesses among eight are likely to get right: three standard deviations above. */
const chance = 0.19;

test("fresh networks are measured and wait", async () => {
  const { events } = await openTrainer({ ...usual, distance: 5 }, { steps: 3 });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(events.map(({ type }) => type)).toEqual(["fresh", "moment"]);
  expect(events[0]).toMatchObject({ setup: { distance: 5 }, task: { symbols: "abcdefgh", steps: 3 } });
  const [moment] = momentsOf(events);
  for (const kind of kinds) {
    const { gradient, answer, loss } = moment!.networks[kind];
    expect(gradient).toHaveLength(6);
    expect(answer.reduce((sum, each) => sum + each)).toBeCloseTo(1, 5);
    expect(loss).toBeCloseTo(Math.log(8), 0);
  }
});

test("a training tells its moments to the end", async () => {
  const { trainer, events, until } = await openTrainer({ ...usual, distance: 5 }, { steps: 6, stepsPerMoment: 2 });
  await trainer.continue();
  await until(is("finished"));
  expect(momentsOf(events).map(({ step }) => step)).toEqual([0, 2, 4, 6]);
  expect(events.filter(is("continued"))).toHaveLength(1);
  expect(events.filter(is("paused"))).toHaveLength(0);
});

test("a pause stops the steps; going on leaves none out", async () => {
  const { trainer, events, until } = await openTrainer({ ...usual, distance: 5 }, { steps: 20 });
  await trainer.continue();
  await until(is("moment"));
  await trainer.pause();
  await until(is("paused"));
  const before = events.length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(events).toHaveLength(before);
  expect(momentsOf(events).length).toBeLessThan(20);
  await trainer.continue();
  await until(is("finished"));
  expect(momentsOf(events).map(({ step }) => step)).toEqual(Array.from({ length: 21 }, (_, step) => step));
});

test("a reset gives the run before up, and the same seed gives the same numbers", async () => {
  const { trainer, events, until } = await openTrainer({ ...usual, distance: 5 }, { steps: 5 });
  await trainer.continue();
  await until(is("finished"));
  const first = momentsOf(events).map(({ networks }) => networks);
  const kept = memory().persistentBytes;
  await trainer.reset({ ...usual, gates: "half open" });
  await trainer.continue();
  await until(is("moment"));
  const second = events.length;
  await trainer.reset({ ...usual, distance: 5 });
  await trainer.continue();
  await until(is("finished"));
  const third = events.slice(events.findLastIndex(is("fresh")));
  expect(momentsOf(third).map(({ networks }) => networks)).toEqual(first);
  // Nothing of the second run comes between.
  expect(events.slice(second, events.length - third.length)).toEqual([]);
  // Less, when the garbage collector has found a run of an earlier test.
  expect(memory().persistentBytes).toBeLessThanOrEqual(kept);
});

test("steps are not faster than can be watched", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
  try {
    const { trainer, events } = await openTrainer({ ...usual, distance: 5 }, { steps: 8, mostStepsPerSecond: 20 });
    await trainer.continue();
    await vi.runAllTimersAsync();
    expect(events.at(-1)).toEqual({ type: "finished" });
    // Timers take whole milliseconds.
    const hundredths = momentsOf(events).map((moment) => Math.round(100 * moment.seconds));
    // The first step need not wait; step 2 is made 1/20 of a second after it, and so on.
    expect(hundredths).toEqual([0, 0, 5, 10, 15, 20, 25, 30, 35]);
  } finally {
    vi.useRealTimers();
  }
});

// What the page says of its experiment.

test("at distance 20, GRU and LSTM learn and the RNN does not", { timeout: 240_000 }, async () => {
  const moments = await trained(usual, 1_000);
  const [start] = moments;
  expect(reach(start!, "rnn")).toBeLessThan(1e-4);
  expect(reach(start!, "gru")).toBeGreaterThan(0.1);
  expect(reach(start!, "lstm")).toBeGreaterThan(0.1);
  const end = accuracies(moments.at(-1));
  expect(end.rnn).toBeLessThan(chance);
  expect(end.gru).toBeGreaterThan(0.95);
  expect(end.lstm).toBeGreaterThan(0.95);
  // While they learn, more arrives at the first letter than was there at the last.
  for (const kind of ["gru", "lstm"] as const) {
    const learning = moments.filter(({ networks }) => networks[kind].accuracy > 0.3 && networks[kind].accuracy < 0.95);
    expect(learning.length).toBeGreaterThan(0);
    for (const moment of learning) expect(reach(moment, kind)).toBeGreaterThan(1);
  }
});

test("at distance 5, all three learn, the RNN not last", { timeout: 60_000 }, async () => {
  const moments = await trained({ ...usual, distance: 5 }, 300, 10);
  const end = accuracies(moments.at(-1));
  for (const kind of kinds) expect(end[kind]).toBeGreaterThan(0.95);
  const learnt = (kind: Kind): number => moments.find(({ networks }) => networks[kind].accuracy > 0.9)!.step;
  expect(learnt("rnn")).toBeLessThanOrEqual(learnt("gru"));
});

test("at distance 20 with gates that begin half open, none of the three learns", { timeout: 240_000 }, async () => {
  const moments = await trained({ ...usual, gates: "half open" }, 1_000);
  for (const kind of kinds) {
    expect(reach(moments[0]!, kind)).toBeLessThan(1e-4);
    expect(accuracies(moments.at(-1))[kind]).toBeLessThan(chance);
  }
});

test("an RNN that begins with the identity learns at distance 20, before the GRU", { timeout: 120_000 }, async () => {
  const moments = await trained({ ...usual, recurrent: "identity" }, 300);
  expect(reach(moments[0]!, "rnn")).toBeGreaterThan(0.1);
  const end = accuracies(moments.at(-1));
  expect(end.rnn).toBeGreaterThan(0.9);
  expect(end.gru).toBeLessThan(0.9);
});

test("at distance 50 it loses its way, where the LSTM does not", { timeout: 240_000 }, async () => {
  const moments = await trained({ ...usual, distance: 50, recurrent: "identity" }, 300);
  expect(reach(moments[0]!, "rnn")).toBeGreaterThan(0.1);
  expect(reach(moments.at(-1)!, "rnn")).toBeLessThan(1e-6);
  const end = accuracies(moments.at(-1));
  expect(end.rnn).toBeLessThan(chance);
  expect(end.lstm).toBeGreaterThan(0.3);
});
