import { describe, expect, test } from "vitest";
import {
  LanguageModelTraining,
  type LanguageModelTrainingEvent,
  languageModelFromFiles,
  TrainingDivergedError,
} from "../src/index.ts";
import { bitsOf, smallModel, words } from "./fixtures.ts";

const text = words(300);

/** Runs to the error that must come, with the events before it. */
async function failure(
  training: LanguageModelTraining,
): Promise<{ error: TrainingDivergedError; events: LanguageModelTrainingEvent[] }> {
  const events: LanguageModelTrainingEvent[] = [];
  try {
    for await (const event of training.run()) events.push(event);
  } catch (error) {
    if (error instanceof TrainingDivergedError) return { error, events };
    throw error;
  }
  throw new Error("the run has not failed");
}

describe("a run that diverges", () => {
  test("stops at the step whose loss is not finite, and keeps the last good checkpoint", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, {
      batchSize: 3,
      time: 7,
      steps: 50,
      warmupSteps: 0,
      evaluateEvery: 0,
      checkpointEvery: 1,
      learningRate: 0.01,
    });
    // Poison comes in between two steps, as a broken kernel or a bit flip would bring it.
    const run = training.run();
    let checkpoint: LanguageModelTrainingEvent | undefined;
    while (training.step < 4 || checkpoint?.type !== "checkpoint")
      checkpoint = (await run.next()).value as LanguageModelTrainingEvent;
    expect(checkpoint.step).toBe(4);
    await run.return();
    const good = bitsOf(model);
    model.output.weight.array.elements()[0] = Number.NaN;
    const poisoned = bitsOf(model);

    const { error, events } = await failure(training);
    expect(error.step).toBe(5);
    expect(error.loss).toBeNaN();
    expect(error.message).toMatch(
      /^training stopped at step 5: the loss is NaN, first seen in the weights output\.weight, element 0, at learning rate 0\.0\d+; .*try a smaller learningRate$/,
    );
    expect(events.map(({ type }) => type)).toEqual(["start"]);
    expect(bitsOf(model)).toEqual(poisoned); // the step was not done
    expect(training.step).toBe(4);
    using restored = languageModelFromFiles(checkpoint.files);
    expect(bitsOf(restored)).toEqual(good);
  });

  test("stops when the gradients are not finite though the loss is, before they reach the weights", async () => {
    using model = smallModel(text, { hiddenSize: 2 });
    // All states are 0, so the loss is log V; but the gradient of a state is 1e30, and grows by W_hh at every step back.
    for (const [name, weight] of Object.entries(model.stateDict())) {
      const value = name === "output.weight" ? 1e30 : name === "recurrent.weight_hh_l0" ? 1e6 : 0;
      weight.array.elements().fill(value);
    }
    model.output.weight.array.elements().fill(0, 2); // unlike the other characters, or the gradients cancel
    const before = bitsOf(model);
    using training = new LanguageModelTraining(model, text, { batchSize: 3, time: 7, steps: 5, evaluateEvery: 0 });
    const { error } = await failure(training);
    expect(error.step).toBe(1);
    expect(Number.isFinite(error.loss)).toBe(true);
    expect(error.message).toContain("the gradients are not finite");
    expect(bitsOf(model)).toEqual(before);
  });

  test("a learning rate that is far too high is found out", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, {
      batchSize: 3,
      time: 7,
      steps: 50,
      learningRate: 1e38,
      warmupSteps: 0,
    });
    const { error } = await failure(training);
    expect(error.step).toBeLessThan(5);
    expect(error.learningRate).toBeGreaterThan(1e37);
  });
});
