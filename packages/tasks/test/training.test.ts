import { crossEntropy, tensor } from "@unroll/tensor";
import { UnknownTokenError } from "@unroll/tokenizers";
import { describe, expect, test } from "vitest";
import {
  evaluateLanguageModel,
  LanguageModelTraining,
  type LanguageModelTrainingEvent,
  type LanguageModelTrainingOptions,
  learningRateAt,
} from "../src/index.ts";
import { bitsOf, smallModel, words } from "./fixtures.ts";

const text = words(300);
const tiny: LanguageModelTrainingOptions = { batchSize: 3, time: 7, steps: 12, learningRate: 0.01, warmupSteps: 4 };

async function collect(training: LanguageModelTraining): Promise<LanguageModelTrainingEvent[]> {
  const events: LanguageModelTrainingEvent[] = [];
  for await (const event of training.run()) events.push(event);
  return events;
}

const typesOf = (events: readonly LanguageModelTrainingEvent[]): string[] => events.map(({ type }) => type);

describe("LanguageModelTraining", () => {
  test("learns what can be learnt: the letters of a word, not which word comes", async () => {
    using model = smallModel(text, { embeddingSize: 8, hiddenSize: 32 });
    using training = new LanguageModelTraining(model, text, {
      batchSize: 8,
      time: 16,
      steps: 400,
      learningRate: 0.02,
      warmupSteps: 10,
      evaluateEvery: 0,
    });
    const events = await collect(training);
    const end = events.at(-1);
    // 8 words, evenly drawn, of 4.9 characters with the space: log(8) / 4.9 = 0.43 nats per character is the least there is.
    expect(end?.type === "end" && end.evaluation?.loss).toBeLessThan(0.55);
    expect(end?.type === "end" && end.evaluation?.loss).toBeGreaterThan(0.38);
  });

  test("reports in order: start, steps, what is due, and at the end an evaluation, a sample, a checkpoint", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, {
      ...tiny,
      steps: 6,
      evaluateEvery: 2,
      sampleEvery: 3,
      sampleLength: 9,
      checkpointEvery: 4,
      prompt: "whale",
    });
    const events = await collect(training);
    expect(typesOf(events)).toEqual([
      "start",
      ...["step", "step", "evaluation", "step", "sample", "step", "evaluation"],
      ...["diagnosis", "checkpoint", "step", "step"],
      ...["evaluation", "sample", "checkpoint", "end"],
    ]);
    const samples = events.filter((event) => event.type === "sample");
    expect(samples.map(({ step, prompt, text }) => [step, prompt, text.length])).toEqual([
      [3, "whale", 9],
      [6, "whale", 9],
    ]);
    expect(events.at(-1)).toMatchObject({
      type: "end",
      reason: "done",
      step: 6,
      evaluation: { loss: evaluateHeldOut() },
    });

    function evaluateHeldOut(): number {
      return evaluateLanguageModel(model, text.slice(text.length - training.heldOutTokens)).loss;
    }
  });

  test("reports the steps as they were: number, epoch, learning rate, loss before the step", async () => {
    using model = smallModel(text);
    const vocabSize = model.vocabSize;
    model.output.weight.array.elements().fill(0);
    model.output.bias?.array.elements().fill(0);
    using training = new LanguageModelTraining(model, text, { ...tiny, batchSize: 7, time: 60, steps: 9 });
    const events = await collect(training);
    const [start] = events;
    if (start?.type !== "start") throw new Error("no start");
    expect(start.parameters).toBe(model.parameters().reduce((sum, { size }) => sum + size, 0));
    expect(start.trainingTokens + start.heldOutTokens).toBe(text.length);
    const steps = events.filter((event) => event.type === "step");
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(steps.map(({ epoch }) => epoch)).toEqual(
      steps.map(({ step }) => 1 + Math.floor((step - 1) / start.stepsPerEpoch)),
    );
    expect(steps.at(-1)?.epoch).toBeGreaterThan(1);
    const schedule = { learningRate: 0.01, warmupSteps: 4, shape: "cosine" } as const;
    steps.forEach(({ learningRate, steps, gradNorm, tokensPerSecond }, i) => {
      expect(learningRate).toBe(learningRateAt(schedule, i, 9));
      expect(steps).toBe(9);
      expect(gradNorm).toBeGreaterThan(0);
      expect(tokensPerSecond).toBeGreaterThan(0);
    });
    expect(steps[0]?.loss).toBeCloseTo(Math.log(vocabSize), 5);
    expect(steps.at(-1)?.loss).toBeLessThan(Math.log(vocabSize));
  });

  test("carries the state from step to step and begins each epoch anew", async () => {
    using model = smallModel(text, { numLayers: 2 });
    const [batchSize, time, windows] = [3, 7, 5];
    const part = text.slice(0, batchSize * time * windows + 1); // no character is left over, so no epoch is shifted
    const ids = model.encode(part);
    const row = time * windows;
    const inputs = Int32Array.from({ length: batchSize * row }, (_, i) => ids[i]!);
    const targets = Int32Array.from({ length: batchSize * row }, (_, i) => ids[i + 1]!);
    const { logits } = model.forward(tensor(inputs, { shape: [batchSize, row] }));
    const losses = crossEntropy(logits, tensor(targets, { shape: [batchSize, row] }), { reduction: "none" });
    const expected = Array.from({ length: windows }, (_, i) =>
      losses
        .slice(1, i * time, (i + 1) * time)
        .mean()
        .item(),
    );

    // A learning rate at which no weight changes.
    const options = { batchSize, time, epochs: 2, learningRate: 1e-30, heldOut: 0 };
    using training = new LanguageModelTraining(model, part, options);
    const steps = (await collect(training)).filter((event) => event.type === "step");
    expect(steps).toHaveLength(2 * windows);
    steps.forEach(({ loss }, i) => {
      expect(loss).toBeCloseTo(expected[i % windows]!, 5);
    });
  });

  test("the same seed gives the same weights twice, another seed others", async () => {
    const train = async (seed: number) => {
      using model = smallModel(text);
      using training = new LanguageModelTraining(model, text, { ...tiny, steps: 12, batchSize: 5, time: 31, seed });
      await collect(training);
      return bitsOf(model);
    };
    const first = await train(3);
    expect(await train(3)).toEqual(first);
    expect(await train(4)).not.toEqual(first);
  });

  test("evaluations, samples and checkpoints do not change what is learnt", async () => {
    const train = async (options: LanguageModelTrainingOptions) => {
      using model = smallModel(text);
      using training = new LanguageModelTraining(model, text, { ...tiny, ...options });
      await collect(training);
      return bitsOf(model);
    };
    const quiet = await train({ evaluateEvery: 0 });
    expect(await train({ evaluateEvery: 1, sampleEvery: 1, checkpointEvery: 1, sampleLength: 3 })).toEqual(quiet);
  });

  test("the signal ends the run at a step, with a checkpoint; another run goes on from there", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, { ...tiny, evaluateEvery: 0, checkpointEvery: 1000 });
    const controller = new AbortController();
    const events: LanguageModelTrainingEvent[] = [];
    for await (const event of training.run({ signal: controller.signal })) {
      events.push(event);
      if (event.type === "step" && event.step === 5) controller.abort();
    }
    expect(typesOf(events)).toEqual(["start", ...Array(5).fill("step"), "checkpoint", "end"]);
    expect(events.at(-1)).toMatchObject({ reason: "aborted", step: 5, evaluation: null });
    expect(training.step).toBe(5);
    expect((await collect(training)).at(-1)).toMatchObject({ reason: "done", step: 12 });
  });

  test("an abort from outside is heard while the run computes", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, { ...tiny, steps: 10_000_000, evaluateEvery: 0 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 40);
    let last: LanguageModelTrainingEvent | undefined;
    for await (const event of training.run({ signal: controller.signal })) last = event;
    expect(last).toMatchObject({ type: "end", reason: "aborted" });
  });

  test("leaving the loop anywhere leaves a run that goes on to the same bits", async () => {
    using undisturbed = smallModel(text);
    using whole = new LanguageModelTraining(undisturbed, text, tiny);
    await collect(whole);
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, { ...tiny, evaluateEvery: 2, sampleEvery: 3 });
    for (const leaveAt of ["start", "step", "evaluation", "sample", "step"]) {
      for await (const { type } of training.run()) if (type === leaveAt) break;
    }
    expect(training.step).toBeGreaterThan(1);
    expect(training.step).toBeLessThan(12);
    await collect(training);
    expect(bitsOf(model)).toEqual(bitsOf(undisturbed));
  });

  test("cannot run twice at once", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, tiny);
    const first = training.run();
    await first.next();
    await expect(training.run().next()).rejects.toThrow("LanguageModelTraining.run: this run is already under way");
    await first.return();
    expect((await collect(training)).at(-1)).toMatchObject({ reason: "done" });
  });

  test("epochs are passes over the text; 0 steps evaluate and end", async () => {
    using model = smallModel(text);
    using passes = new LanguageModelTraining(model, text, { batchSize: 3, time: 7, epochs: 2.5, evaluateEvery: 0 });
    const perEpoch = Math.floor(Math.floor((passes.trainingTokens - 1) / 3) / 7);
    expect(passes.steps).toBe(Math.ceil(2.5 * perEpoch));
    using none = new LanguageModelTraining(model, text, { ...tiny, steps: 0 });
    expect(typesOf(await collect(none))).toEqual(["start", "evaluation", "end"]);
  });

  test("a run in seconds fixes its number of steps after the warm-up", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, {
      batchSize: 3,
      time: 7,
      seconds: 0.2,
      warmupSteps: 3,
      evaluateEvery: 0,
    });
    const steps = (await collect(training)).filter((event) => event.type === "step");
    expect(steps.slice(0, 9).map(({ steps }) => steps)).toEqual(Array(9).fill(null));
    const planned = steps[9]?.steps;
    expect(planned).toBeGreaterThan(10);
    expect(new Set(steps.slice(9).map(({ steps }) => steps))).toEqual(new Set([planned]));
    expect(steps).toHaveLength(planned as number);
  });

  test("nothing held out: no evaluation", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, { ...tiny, heldOut: 0, evaluateEvery: 1 });
    const events = await collect(training);
    expect(typesOf(events)).not.toContain("evaluation");
    expect(events.at(-1)).toMatchObject({ evaluation: null });
    expect(() => training.evaluate()).toThrow("LanguageModelTraining.evaluate: nothing is held out");
  });

  test("evaluate gives the loss on all held-out text", () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, tiny);
    const { characters } = training.evaluate();
    expect(characters).toBe(training.heldOutTokens - 1);
  });
});

describe("LanguageModelTraining refuses", () => {
  const refuses = (options: LanguageModelTrainingOptions, message: string, given = text): void => {
    using model = smallModel(text);
    expect(() => new LanguageModelTraining(model, given, options)).toThrow(message);
  };

  test("options out of range, by name", () => {
    refuses({ batchSize: 0 }, "LanguageModelTraining: batchSize must be a positive integer; got 0");
    refuses({ time: 1.5 }, "time must be a positive integer; got 1.5");
    refuses({ steps: -1 }, "steps must be an integer of at least 0; got -1");
    refuses({ epochs: 0 }, "epochs must be greater than 0; got 0");
    refuses({ seconds: Number.NaN }, "seconds must be greater than 0; got NaN");
    refuses({ steps: 5, seconds: 3 }, "give one of steps, epochs and seconds; got steps and seconds");
    refuses({ learningRate: -1 }, "learningRate must be greater than 0; got -1");
    refuses({ clipNorm: 0 }, "clipNorm must be greater than 0");
    refuses({ seed: 0.5 }, "seed must be an integer; got 0.5");
    refuses({ heldOut: 1 }, "heldOut must be at least 0 and less than 1; got 1");
    refuses(
      { schedule: "cubic" as "cosine" },
      'schedule must be "cosine", "linear", "constant", or an object named "step" or "plateau"; got "cubic"',
    );
    refuses({ temperature: -1 }, "temperature must be at least 0; got -1");
    refuses({ evaluateEvery: -1 }, "evaluateEvery must be an integer of at least 0; got -1");
  });

  test("a text shorter than one window, an empty text, and characters that the model does not know", () => {
    refuses({ batchSize: 4, time: 9 }, "one step reads batchSize=4 rows of time=9, which takes 37", text.slice(0, 30));
    refuses({}, "text must be long enough to hold out a part of 0.1; got 0 characters", "");
    refuses({ heldOut: 0 }, "the training text has 0 characters", "");
    using model = smallModel(text);
    expect(() => new LanguageModelTraining(model, `${text} Ω`, tiny)).toThrow(UnknownTokenError);
    expect(() => new LanguageModelTraining(model, text, { ...tiny, prompt: "Ω" })).toThrow(UnknownTokenError);
  });
});
