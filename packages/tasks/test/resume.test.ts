import { isReproducible, setReproducible } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import {
  CheckpointError,
  type CheckpointFiles,
  LanguageModelTraining,
  type LanguageModelTrainingEvent,
  type LanguageModelTrainingOptions,
  type RecurrentLanguageModel,
} from "../src/index.ts";
import { bitsOf, smallModel, words } from "./fixtures.ts";

const text = words(300);
const options: LanguageModelTrainingOptions = {
  batchSize: 5,
  time: 23, // 12 windows in an epoch: the run crosses its ends
  steps: 30,
  learningRate: 0.01,
  warmupSteps: 4,
  evaluateEvery: 8,
  sampleEvery: 10,
  sampleLength: 15,
  seed: 6,
};

/** What a run reports, without what a clock has measured. */
function numbersOf(events: readonly LanguageModelTrainingEvent[]): unknown[] {
  return events
    .filter(({ type }) => type !== "start" && type !== "checkpoint")
    .map((event) => ({ ...event, seconds: 0, tokensPerSecond: 0 }));
}

async function collect(training: LanguageModelTraining): Promise<LanguageModelTrainingEvent[]> {
  const events: LanguageModelTrainingEvent[] = [];
  for await (const event of training.run()) events.push(event);
  return events;
}

/** Trains up to a step and gives the checkpoint. */
async function interrupted(
  at: number,
  given: LanguageModelTrainingOptions = options,
): Promise<{ files: CheckpointFiles; events: LanguageModelTrainingEvent[] }> {
  using model = smallModel(text, { numLayers: 2 });
  using training = new LanguageModelTraining(model, text, given);
  const events: LanguageModelTrainingEvent[] = [];
  const controller = new AbortController();
  if (at === 0) return { files: training.checkpoint(), events };
  for await (const event of training.run({ signal: controller.signal })) {
    if (event.type !== "end") events.push(event);
    if (event.type === "step" && event.step === at) controller.abort();
  }
  return { files: training.checkpoint(), events };
}

async function exactResume(): Promise<void> {
  using model = smallModel(text, { numLayers: 2 });
  using whole = new LanguageModelTraining(model, text, options);
  const expected = numbersOf(await collect(whole));
  const weights = bitsOf(model);
  const final = whole.checkpoint();
  for (const at of [0, 3, 12, 13, 29]) {
    const { files, events } = await interrupted(at);
    using training = LanguageModelTraining.resume(files, text);
    using resumed = training.model;
    expect(training.step).toBe(at);
    events.push(...(await collect(training)));
    expect(bitsOf(resumed)).toEqual(weights);
    expect(numbersOf(events)).toEqual(expected);
    // Moments, carried state and weights: all that the next step depends on.
    const after = training.checkpoint();
    expect(after["training.safetensors"]).toEqual(final["training.safetensors"]);
    expect(after["model.safetensors"]).toEqual(final["model.safetensors"]);
  }
}

describe("a run that was interrupted and resumed", () => {
  test("ends with the same bits and has reported the same numbers", exactResume);

  test("in reproducible mode too", async () => {
    const before = isReproducible();
    setReproducible(true);
    try {
      await exactResume();
    } finally {
      setReproducible(before);
    }
  });

  test("with dropout, whose draws belong to the steps", async () => {
    const dropping = (): RecurrentLanguageModel => smallModel(text, { dropout: 0.3, numLayers: 2 });
    using model = dropping();
    using whole = new LanguageModelTraining(model, text, options);
    await collect(whole);
    using plain = smallModel(text, { numLayers: 2 });
    using without = new LanguageModelTraining(plain, text, options);
    await collect(without);
    expect(bitsOf(model)).not.toEqual(bitsOf(plain)); // it does drop
    using other = dropping();
    using first = new LanguageModelTraining(other, text, options);
    for await (const event of first.run()) if (event.type === "step" && event.step === 13) break;
    using second = LanguageModelTraining.resume(first.checkpoint(), text);
    using resumed = second.model;
    await collect(second);
    expect(bitsOf(resumed)).toEqual(bitsOf(model));
  });

  test("again and again, at every step", async () => {
    using model = smallModel(text);
    using whole = new LanguageModelTraining(model, text, options);
    await collect(whole);
    using other = smallModel(text);
    let files: CheckpointFiles;
    {
      using training = new LanguageModelTraining(other, text, options);
      files = training.checkpoint();
    }
    for (let step = 0; step < 30; step++) {
      using training = LanguageModelTraining.resume(files, text);
      using resumed = training.model;
      for await (const event of training.run()) if (event.type === "step") break;
      files = training.checkpoint();
      if (step === 29) expect(bitsOf(resumed)).toEqual(bitsOf(model));
    }
  });

  test("a run in seconds is resumed with the number of steps that it has fixed", async () => {
    const timed: LanguageModelTrainingOptions = {
      batchSize: 5,
      time: 23,
      seconds: 0.3,
      evaluateEvery: 0,
      warmupSteps: 10,
    };
    using model = smallModel(text);
    using whole = new LanguageModelTraining(model, text, timed);
    let files: CheckpointFiles | undefined;
    for await (const event of whole.run()) if (event.type === "step" && event.step === 11) files = whole.checkpoint();
    using training = LanguageModelTraining.resume(files!, text);
    using resumed = training.model;
    expect(training.steps).toBe(whole.steps);
    await collect(training);
    expect(bitsOf(resumed)).toEqual(bitsOf(model));
  });

  test("a run in seconds that was stopped before it knew its length plans it when it goes on", async () => {
    const { files } = await interrupted(9, { batchSize: 5, time: 23, seconds: 0.1, evaluateEvery: 0, warmupSteps: 10 });
    using training = LanguageModelTraining.resume(files, text);
    using resumed = training.model;
    expect(training.steps).toBeNull();
    const end = (await collect(training)).at(-1);
    expect(end).toMatchObject({ type: "end", reason: "done", step: training.steps });
    expect(resumed.config).toMatchObject({ numLayers: 2 });
  });

  test("keeps what it reports, unless told otherwise", async () => {
    const { files } = await interrupted(20);
    const types = async (given: LanguageModelTrainingOptions) => {
      using training = LanguageModelTraining.resume(files, text, given);
      using _model = training.model;
      return (await collect(training)).map(({ type }) => type).filter((type) => type !== "step" && type !== "epoch");
    };
    expect(await types({})).toEqual(["start", "evaluation", "evaluation", "sample", "end"]);
    expect(await types({ evaluateEvery: 0, sampleEvery: 0, steps: 30, batchSize: 5 })).toEqual([
      "start",
      "evaluation",
      "end",
    ]);
  });

  test("does not clip where the run did not", async () => {
    const { files } = await interrupted(2, { ...options, clipNorm: Number.POSITIVE_INFINITY });
    using training = LanguageModelTraining.resume(files, text);
    using _model = training.model;
    expect(training.recipe.clipNorm).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("LanguageModelTraining.resume refuses", () => {
  test("another text, naming what differs", async () => {
    const { files } = await interrupted(2);
    const refused = (other: string, got: string): void =>
      expect(() => LanguageModelTraining.resume(files, other)).toThrow(
        new RegExp(
          `the run was started on other data, characters ${text.length}, crc32 [0-9a-f]{8}; got characters ${got}, crc32 [0-9a-f]{8}$`,
        ),
      );
    refused(`${text}!`, String(text.length + 1));
    refused(`${text.slice(0, 100)}${text.slice(101)} `, String(text.length)); // as long, with other content
  });

  test("options that would change the numbers", async () => {
    const { files } = await interrupted(2);
    expect(() => LanguageModelTraining.resume(files, text, { learningRate: 0.02 })).toThrow(
      "learningRate cannot change in the middle of a run: it was started with 0.01; got 0.02",
    );
    expect(() => LanguageModelTraining.resume(files, text, { seconds: 5 })).toThrow(
      "seconds cannot change in the middle of a run: it was started without it",
    );
  });

  test("a model without its run, and a run whose files are missing, damaged or mixed", async () => {
    const { files } = await interrupted(2);
    const { files: later } = await interrupted(3);
    const without = (name: string) => Object.fromEntries(Object.entries(files).filter(([other]) => other !== name));
    const refuses = (given: CheckpointFiles, message: string | RegExp) => {
      expect(() => LanguageModelTraining.resume(given, text)).toThrow(CheckpointError);
      expect(() => LanguageModelTraining.resume(given, text)).toThrow(message);
    };
    refuses(without("training.json"), /^training\.json is missing; there is README\.md, config\.json/);
    refuses(without("training.safetensors"), "training.safetensors is missing");
    refuses(without("model.safetensors"), "model.safetensors is missing");
    refuses({}, "training.json is missing; there is no file");
    refuses({ ...files, "training.json": files["training.json"]!.slice(0, -40) }, "training.json: is not JSON");
    refuses(
      { ...files, "training.safetensors": later["training.safetensors"]! },
      "training.safetensors: the checksum must be",
    );
    refuses({ ...files, "model.safetensors": later["model.safetensors"]! }, "belongs to another checkpoint");
  });
});
