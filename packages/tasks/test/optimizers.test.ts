import { describe, expect, test } from "vitest";
import { LanguageModelTraining, type LanguageModelTrainingOptions, type OptimizerSettings } from "../src/index.ts";
import { bitsOf, smallModel, words } from "./fixtures.ts";

const text = words(300);
const run: LanguageModelTrainingOptions = {
  batchSize: 4,
  time: 16,
  steps: 120,
  warmupSteps: 5,
  evaluateEvery: 0,
  schedule: "constant",
};

const settings: readonly (readonly [OptimizerSettings["name"] | OptimizerSettings, number])[] = [
  ["adam", 0.02],
  [{ name: "adamw", weightDecay: 0.001 }, 0.02],
  [{ name: "sgd", momentum: 0.9, nesterov: true }, 0.5],
  [{ name: "rmsprop", alpha: 0.95 }, 0.005],
  ["adagrad", 0.1],
];

const nameOf = (optimizer: OptimizerSettings["name"] | OptimizerSettings): string =>
  typeof optimizer === "string" ? optimizer : optimizer.name;

describe.each(settings)("%o", (optimizer, learningRate) => {
  test("learns, and a run that was interrupted ends with the same bits", async () => {
    const options = { ...run, optimizer, learningRate };
    using model = smallModel(text, { hiddenSize: 24 });
    using whole = new LanguageModelTraining(model, text, options);
    const losses: number[] = [];
    for await (const event of whole.run()) if (event.type === "step") losses.push(event.loss);
    expect(whole.recipe.optimizer).toEqual(typeof optimizer === "string" ? { name: optimizer } : optimizer);
    // log V is 2.8; one that does not move the weights, or moves them away, stays there.
    expect(Math.min(...losses.slice(-10)), nameOf(optimizer)).toBeLessThan(2);

    using other = smallModel(text, { hiddenSize: 24 });
    using first = new LanguageModelTraining(other, text, options);
    for await (const event of first.run()) if (event.type === "step" && event.step === 50) break;
    using second = LanguageModelTraining.resume(first.checkpoint(), text);
    using resumed = second.model;
    for await (const event of second.run()) if (event.type === "end") break;
    expect(bitsOf(resumed)).toEqual(bitsOf(model));
  });
});

test("an optimizer that there is none of, and settings that it does not have, are refused", () => {
  using model = smallModel(text);
  const refuses = (optimizer: unknown, message: string) =>
    expect(() => new LanguageModelTraining(model, text, { ...run, optimizer: optimizer as "adam" })).toThrow(message);
  refuses("lion", 'optimizer must be one of adam, adamw, sgd, rmsprop, adagrad; got "lion"');
  refuses({ name: "constructor" }, 'optimizer must be one of adam, adamw, sgd, rmsprop, adagrad; got "constructor"');
  refuses({ name: "sgd", betas: [0.9, 0.99] }, "optimizer sgd has momentum, nesterov, weightDecay; got betas");
  refuses({ name: "sgd", momentum: 2 }, "momentum must be in [0, 1); got 2");
});
