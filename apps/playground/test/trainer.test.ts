import { quickPreset } from "@unroll/tasks";
import { memory } from "@unroll/tensor";
import { afterEach, expect, test } from "vitest";
import type { TrainerEvent } from "../src/language-models/protocol.ts";
import { Trainer } from "../src/language-models/trainer.ts";

const sentence = "Call me Ishmael, said the whale; the sea is the sea, and the ship sails on. ";
const steps = 48;
const preset = (hiddenSize: number) => ({
  model: { ...quickPreset.model, embeddingSize: 5, hiddenSize, numLayers: 1 },
  training: {
    batchSize: 3,
    time: 16,
    steps,
    learningRate: 0.02,
    warmupSteps: 2,
    schedule: "cosine" as const,
    clipNorm: 1,
  },
});

/** A trainer on a small book, with everything it tells. */
async function openTrainer(): Promise<{ trainer: Trainer; events: TrainerEvent[]; until: typeof until }> {
  const events: TrainerEvent[] = [];
  const waiting: { holds: (event: TrainerEvent) => boolean; found: (event: TrainerEvent) => void }[] = [];
  /** The next event of which `holds` is true. */
  function until(holds: (event: TrainerEvent) => boolean): Promise<TrainerEvent> {
    return new Promise((found) => waiting.push({ holds, found }));
  }
  const trainer = new Trainer({
    book: async () => ({ name: "A small book", training: sentence.repeat(45), heldOut: sentence.repeat(5) }),
    baselines: () => ({ unigram: 2.9, fiveGram: 0.4 }),
    presets: { small: preset(11), medium: preset(13) },
  });
  await trainer.open((event) => {
    events.push(event);
    for (const waiter of waiting.filter(({ holds }) => holds(event))) {
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.found(event);
    }
  }, 0.7);
  return { trainer, events, until };
}

const isFinished = (event: TrainerEvent): boolean => event.type === "finished";
const isProgress = (event: TrainerEvent): boolean => event.type === "progress";
const stepsOf = (events: TrainerEvent[]): number[] =>
  events.flatMap((event) => (event.type === "progress" ? event.steps : []));
const lossesOf = (events: TrainerEvent[]): number[] =>
  events.flatMap((event) => (event.type === "progress" ? event.losses : []));
const samplesOf = (events: TrainerEvent[]) =>
  events.flatMap((event) => (event.type === "sample" ? [event.sample] : []));
const allSteps = Array.from({ length: steps }, (_, index) => index + 1);

afterEach(() => {
  expect(memory().openScopes).toBe(0);
});

test("the book is opened and the baselines are told", async () => {
  const { events } = await openTrainer();
  expect(events).toEqual([
    {
      type: "corpus",
      corpus: {
        name: "A small book",
        characters: 50 * sentence.length,
        heldOutCharacters: 5 * sentence.length,
        vocabularySize: new Set(sentence).size,
      },
    },
    { type: "baselines", baselines: { unigram: 2.9, fiveGram: 0.4 } },
  ]);
});

test("a run is measured and writes from before its first step to its end, and learns", async () => {
  const { trainer, events, until } = await openTrainer();
  await trainer.train("small");
  await until(isFinished);
  expect(events[2]).toMatchObject({ type: "start", size: "small", steps, charactersPerStep: 48 });
  expect(stepsOf(events)).toEqual(allSteps);
  const evaluations = events.filter((event) => event.type === "evaluation");
  expect(evaluations[0]).toMatchObject({ step: 0 });
  expect(evaluations[0]?.loss).toBeCloseTo(Math.log(new Set(sentence).size), 0);
  expect(evaluations.at(-1)).toMatchObject({ step: steps });
  // Counting single letters gets no further than 2.9.
  expect(evaluations.at(-1)?.loss).toBeLessThan(2.3);
  expect(evaluations.map(({ step }) => step)).toEqual(samplesOf(events).map(({ step }) => step));
  for (const { prompt, text, temperature } of samplesOf(events)) {
    expect(prompt).toBe("Call me");
    expect(text).toHaveLength(420);
    expect(temperature).toBe(0.7);
  }
  expect(samplesOf(events).at(-1)?.text).toContain(" the ");
});

test("a pause stops the steps; going on leaves none out", async () => {
  const { trainer, events, until } = await openTrainer();
  await trainer.train("small");
  await until(isProgress);
  await trainer.pause();
  await until((event) => event.type === "paused");
  const before = events.length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(events).toHaveLength(before);
  expect(stepsOf(events).length).toBeLessThan(steps);
  void trainer.continue();
  await until((event) => event.type === "continued");
  await until(isFinished);
  expect(stepsOf(events)).toEqual(allSteps);
});

test("a restart gives the run before up, and the same seed gives the same numbers", async () => {
  const { trainer, events, until } = await openTrainer();
  await trainer.train("small");
  await until(isFinished);
  const first = lossesOf(events);
  const kept = memory().persistentBytes;
  await trainer.train("medium");
  await until(isProgress);
  const second = events.length;
  await Promise.all([trainer.train("medium"), trainer.train("small")]);
  await until(isFinished);
  const third = events.slice(events.findLastIndex(({ type }) => type === "start"));
  expect(third[0]).toMatchObject({ size: "small" });
  expect(events.slice(second).filter(isFinished)).toHaveLength(1);
  expect(lossesOf(third)).toEqual(first);
  // Less, when the garbage collector has found a run of an earlier test.
  expect(memory().persistentBytes).toBeLessThanOrEqual(kept);
});

test("a paused run can be given up", async () => {
  const { trainer, events, until } = await openTrainer();
  await trainer.train("small");
  await until(isProgress);
  await trainer.pause();
  await until((event) => event.type === "paused");
  await trainer.train("small");
  await until(isFinished);
  expect(events.filter(({ type }) => type === "start")).toHaveLength(2);
});

test("a temperature holds from the next page on", async () => {
  const { trainer, events, until } = await openTrainer();
  await trainer.train("small");
  await until(isProgress);
  await trainer.setTemperature(0);
  await until(isFinished);
  const temperatures = samplesOf(events).map(({ temperature }) => temperature);
  expect(temperatures[0]).toBe(0.7);
  expect(temperatures.at(-1)).toBe(0);
  // At temperature 0 the likeliest character is always taken: what has been learnt is a circle of the one sentence.
  const colder = samplesOf(events).at(-1)?.text ?? "";
  expect(colder.slice(300, 340).length).toBe(40);
  const period = [...Array(120).keys()].find((n) => n > 0 && colder.slice(200, 300) === colder.slice(200 + n, 300 + n));
  expect(period).toBeDefined();
});

test("a passage is written while the training waits", async () => {
  const { trainer, events, until } = await openTrainer();
  await trainer.train("small");
  await until(isProgress);
  let text = "";
  const eventsAt: number[] = [];
  const whole = await trainer.write("the sea", 4_000, (more) => {
    eventsAt.push(events.length);
    text += more;
  });
  expect(text).toHaveLength(4_000);
  expect(whole).toBe(text);
  // A page of 420 characters may have been under way; then nothing happens until the passage is written.
  expect(eventsAt[3_999]).toBe(eventsAt[1_500]);
  await until(isFinished);
  expect(stepsOf(events)).toEqual(allSteps);
  // Curly quotes are the keyboard's, straight ones the book's; this book has neither.
  await expect(trainer.write("the ship’s", 5, () => {})).rejects.toThrow(
    "The book never uses the character “'”, so the model does not know it.",
  );
});

test("without a model there is nothing to write with", async () => {
  const { trainer } = await openTrainer();
  await expect(trainer.write("the sea", 50, () => {})).rejects.toThrow("press Train first");
});

test("what goes wrong is told in a sentence", async () => {
  const events: TrainerEvent[] = [];
  const small = preset(11);
  const broken = { ...small, training: { ...small.training, learningRate: -1 } };
  const trainer = new Trainer({
    book: async () => ({ name: "A small book", training: sentence.repeat(45), heldOut: sentence.repeat(5) }),
    baselines: () => ({ unigram: 2.9, fiveGram: 0.4 }),
    presets: { small: broken, medium: preset(13) },
  });
  await trainer.open((event) => events.push(event), 1);
  await trainer.train("small");
  expect(events.at(-1)).toEqual({
    type: "failed",
    message: "LanguageModelTraining: learningRate must be greater than 0; got -1",
  });
});
