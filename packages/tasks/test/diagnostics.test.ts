import { describe, expect, test } from "vitest";
import {
  LanguageModelTraining,
  type LanguageModelTrainingEvent,
  type LanguageModelTrainingOptions,
  recordLine,
} from "../src/index.ts";
import { onlyUnknown } from "../src/training/diagnostics.ts";
import { smallModel, words } from "./fixtures.ts";

const text = words(300);
const run: LanguageModelTrainingOptions = {
  batchSize: 3,
  time: 7,
  steps: 20,
  warmupSteps: 2,
  evaluateEvery: 5,
  learningRate: 0.01,
};

async function collect(training: LanguageModelTraining): Promise<LanguageModelTrainingEvent[]> {
  const events: LanguageModelTrainingEvent[] = [];
  for await (const event of training.run()) events.push(event);
  return events;
}

const diagnosesOf = (events: readonly LanguageModelTrainingEvent[]) =>
  events.flatMap((event) => (event.type === "diagnosis" ? [event] : []));

describe("a run says plainly", () => {
  test("when the model does no better than counting, once", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, { ...run, learningRate: 1e-6 });
    const [diagnosis, ...more] = diagnosesOf(await collect(training));
    expect(more).toEqual([]);
    expect(diagnosis).toMatchObject({ kind: "no-better-than-unigram", step: 10 });
    expect(diagnosis?.message).toMatch(
      /^the model does no better than the unigram baseline: its loss on held-out data is 2\.\d{3}, that of counting .* is 2\.\d{3};/,
    );
  });

  test("where the gradients vanish", async () => {
    using model = smallModel(text, { numLayers: 3 });
    // The upper layers see no more than a billionth of the first: what it does hardly changes the loss.
    for (const [name, weight] of Object.entries(model.stateDict())) {
      if (/weight_ih_l1/.test(name))
        for (const [i, value] of weight.data().entries()) weight.array.elements()[i] = value * 1e-9;
    }
    using training = new LanguageModelTraining(model, text, { ...run, learningRate: 1e-12 });
    const vanishing = diagnosesOf(await collect(training)).find(({ kind }) => kind === "vanishing-gradient");
    expect(vanishing?.message).toMatch(
      /^the gradients vanish at embedding\.weight and \d+ more: embedding\.weight's is \de\+\d+ times smaller than the largest, so it learns nothing;/,
    );
  });

  test("nothing, where all is well", async () => {
    using model = smallModel(text, { hiddenSize: 32 });
    using training = new LanguageModelTraining(model, text, {
      ...run,
      steps: 200,
      learningRate: 0.02,
      sampleEvery: 50,
    });
    expect(diagnosesOf(await collect(training))).toEqual([]);
  });

  test("what was said is not said again after an interruption", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, { ...run, learningRate: 1e-6 });
    for await (const event of training.run()) if (event.type === "diagnosis") break;
    using second = LanguageModelTraining.resume(training.checkpoint(), text);
    using _model = second.model;
    expect(diagnosesOf(await collect(second))).toEqual([]);
  });
});

describe("onlyUnknown", () => {
  const unknown = { token: "<unk>", share: 0.123 };

  test("speaks of texts that are nothing but the unknown token", () => {
    expect(onlyUnknown("<unk> <unk>\n<unk>", unknown)?.message).toMatch(
      /^all outputs are <unk>: it makes 12\.3% of the training data/,
    );
  });

  test("is silent about other texts, empty texts, and models without such a token", () => {
    expect(onlyUnknown("<unk> whale", unknown)).toBeNull();
    expect(onlyUnknown("", unknown)).toBeNull();
    expect(onlyUnknown("<unk>", null)).toBeNull();
  });
});

describe("the record of a run", () => {
  test("is one JSON object a line, with the whole configuration first and no weights", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, {
      ...run,
      checkpointEvery: 10,
      clipNorm: Infinity,
      seed: 7,
    });
    let record = "";
    for await (const event of training.run()) record += recordLine(event);
    const lines = record.trimEnd().split("\n");
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(parsed[0]).toMatchObject({
      type: "start",
      version: "0.1.0",
      backend: expect.any(String),
      model: { kind: "recurrent", cell: "gru", hiddenSize: 11 },
      recipe: { seed: 7, batchSize: 3, optimizer: { name: "adam" }, clipNorm: "Infinity", length: { steps: 20 } },
      data: { characters: text.length, crc32: expect.stringMatching(/^[0-9a-f]{8}$/) },
    });
    expect(parsed.filter(({ type }) => type === "step")).toHaveLength(20);
    expect(parsed.filter(({ type }) => type === "checkpoint")).toEqual([
      { type: "checkpoint", step: 10 },
      { type: "checkpoint", step: 20 },
    ]);
    expect(parsed.at(-1)).toMatchObject({ type: "end", reason: "done" });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(1000);
  });
});
