import { expect, test } from "vitest";
import { LanguageModelTraining, type LanguageModelTrainingOptions } from "../src/index.ts";
import { bitsOf, smallModel, words } from "./fixtures.ts";

const text = words(300);
const base: LanguageModelTrainingOptions = {
  batchSize: 3,
  time: 6,
  steps: 1,
  learningRate: 0.5,
  warmupSteps: 0,
  schedule: "constant",
  optimizer: "sgd",
  clipNorm: Number.POSITIVE_INFINITY,
  evaluateEvery: 0,
};

/** With plain gradient descent a step is the learning rate times the gradient: so the gradients themselves are compared. */
test("a step over n batches follows the mean of their gradients, each taken at the same weights, the state carried between them", async () => {
  using model = smallModel(text);
  using training = new LanguageModelTraining(model, text, { ...base, accumulate: 3 });
  const before = valuesOf(model);
  let loss = 0;
  for await (const event of training.run()) if (event.type === "step") loss = event.loss;
  const step = difference(before, valuesOf(model));

  // The same three batches one by one, the weights put back after each.
  using single = smallModel(text);
  using one = new LanguageModelTraining(single, text, { ...base, steps: 3 });
  const sum = before.map((weight) => weight.map(() => 0));
  let losses = 0;
  for await (const event of one.run()) {
    if (event.type !== "step") continue;
    losses += event.loss;
    difference(before, valuesOf(single)).forEach((weight, i) => {
      weight.forEach((value, j) => {
        sum[i]![j]! += value / 3;
      });
    });
    single.parameters().forEach((parameter, i) => {
      parameter.array.elements().set(before[i]!);
    });
  }
  expect(loss).toBeCloseTo(losses / 3, 6);
  const largest = Math.max(...sum.flat().map(Math.abs));
  expect(largest).toBeGreaterThan(0.01);
  sum.forEach((weight, i) => {
    weight.forEach((value, j) => {
      expect(Math.abs(step[i]![j]! - value)).toBeLessThan(1e-5 * largest);
    });
  });
});

test("an epoch has as many steps fewer, and an interrupted run ends with the same bits", async () => {
  const options: LanguageModelTrainingOptions = { ...base, accumulate: 4, steps: 50, learningRate: 0.1 };
  using model = smallModel(text);
  using whole = new LanguageModelTraining(model, text, options);
  const epochs: number[] = [];
  let perEpoch = 0;
  for await (const event of whole.run()) {
    if (event.type === "start") perEpoch = event.stepsPerEpoch;
    if (event.type === "epoch") epochs.push(event.step);
  }
  expect(perEpoch).toBe(Math.ceil(Math.floor((whole.trainingTokens - 1) / 18) / 4));
  expect(epochs.length).toBeGreaterThan(1);
  expect(Math.abs(epochs[0]! - perEpoch)).toBeLessThanOrEqual(1);

  using other = smallModel(text);
  using first = new LanguageModelTraining(other, text, options);
  for await (const event of first.run()) if (event.type === "step" && event.step === 17) break;
  using second = LanguageModelTraining.resume(first.checkpoint(), text);
  using resumed = second.model;
  const later: number[] = [];
  for await (const event of second.run()) if (event.type === "epoch") later.push(event.step);
  expect(bitsOf(resumed)).toEqual(bitsOf(model));
  expect(later).toEqual(epochs.filter((step) => step > 17));
});

function valuesOf(model: ReturnType<typeof smallModel>): number[][] {
  return model.parameters().map((parameter) => [...parameter.data()]);
}

function difference(before: readonly number[][], after: readonly number[][]): number[][] {
  return before.map((weight, i) => weight.map((value, j) => after[i]![j]! - value));
}
