import { describe, expect, test } from "vitest";
import {
  evaluateLanguageModel,
  LanguageModelTraining,
  type LanguageModelTrainingEvent,
  type LanguageModelTrainingOptions,
} from "../src/index.ts";
import { bitsOf, smallModel, words } from "./fixtures.ts";

/** So little text that a model learns it by heart, and then gets worse on what is held out. */
const text = words(60);
const overfitting: LanguageModelTrainingOptions = {
  batchSize: 2,
  time: 12,
  learningRate: 0.03,
  warmupSteps: 0,
  schedule: "constant",
  heldOut: 0.3,
  steps: 300,
  evaluateEvery: 10,
};

async function collect(training: LanguageModelTraining): Promise<LanguageModelTrainingEvent[]> {
  const events: LanguageModelTrainingEvent[] = [];
  for await (const event of training.run()) events.push(event);
  return events;
}

const heldOutOf = (training: LanguageModelTraining): string => text.slice(text.length - training.heldOutTokens);

describe("keepBest", () => {
  test("gives the model the weights of its best evaluation at the end", async () => {
    using model = smallModel(text, { hiddenSize: 32 });
    using training = new LanguageModelTraining(model, text, { ...overfitting, keepBest: true });
    const events = await collect(training);
    const onTheWay = events.flatMap((event) => (event.type === "evaluation" && !event.whole ? [event] : []));
    const losses = onTheWay.map(({ evaluation }) => evaluation.loss);
    const lowest = Math.min(...losses);
    expect(losses.at(-1)).toBeGreaterThan(lowest + 0.05); // it did overfit
    // The held-out text is short enough for every evaluation to read all of it.
    expect(evaluateLanguageModel(model, heldOutOf(training)).loss).toBeCloseTo(lowest, 6);
    const end = events.at(-1);
    expect(end).toMatchObject({ type: "end", reason: "done", step: 300 });
    expect(end?.type === "end" && end.evaluation?.loss).toBeCloseTo(lowest, 6);
    const best = onTheWay.filter((event) => event.best).at(-1);
    expect(end?.type === "end" && end.weightsOf).toBe(best?.step);
    // Which evaluations were the best until then.
    let least = Number.POSITIVE_INFINITY;
    for (const event of onTheWay) {
      expect(event.best).toBe(event.evaluation.loss < least);
      least = Math.min(least, event.evaluation.loss);
    }
  });

  test("without it the model has its last weights", async () => {
    using model = smallModel(text, { hiddenSize: 32 });
    using training = new LanguageModelTraining(model, text, overfitting);
    const end = (await collect(training)).at(-1);
    expect(end).toMatchObject({ type: "end", weightsOf: 300 });
  });

  test("a run that was interrupted after its best evaluation ends with the same weights", async () => {
    const options = { ...overfitting, keepBest: true };
    using model = smallModel(text, { hiddenSize: 32 });
    using whole = new LanguageModelTraining(model, text, options);
    const events = await collect(whole);
    const end = events.at(-1);
    const weightsOf = end?.type === "end" ? end.weightsOf : 0;
    expect(weightsOf).toBeLessThan(250);
    for (const at of [250, 300]) {
      using other = smallModel(text, { hiddenSize: 32 });
      using first = new LanguageModelTraining(other, text, options);
      for await (const event of first.run()) if (event.type === "step" && event.step === at) break;
      using second = LanguageModelTraining.resume(first.checkpoint(), text);
      using resumed = second.model;
      expect((await collect(second)).at(-1)).toMatchObject({ type: "end", weightsOf });
      expect(bitsOf(resumed)).toEqual(bitsOf(model));
      // What is over stays over: the checkpoint of the end does not train on.
      using third = LanguageModelTraining.resume(second.checkpoint(), text);
      using again = third.model;
      expect((await collect(third)).at(-1)).toMatchObject({ type: "end", reason: "done", weightsOf });
      expect(bitsOf(again)).toEqual(bitsOf(model));
    }
  });
});

describe("patience", () => {
  test("ends the run after so many evaluations without improvement, for good", async () => {
    using model = smallModel(text, { hiddenSize: 32 });
    using training = new LanguageModelTraining(model, text, { ...overfitting, steps: 100_000, patience: 3 });
    const events = await collect(training);
    const onTheWay = events.flatMap((event) => (event.type === "evaluation" && !event.whole ? [event] : []));
    expect(onTheWay.slice(-4).map(({ best }) => best)).toEqual([true, false, false, false]);
    expect(events.at(-1)).toMatchObject({ type: "end", reason: "no-improvement", step: onTheWay.at(-1)?.step });
    using second = LanguageModelTraining.resume(training.checkpoint(), text);
    using _model = second.model;
    expect((await collect(second)).map(({ type }) => type)).toEqual(["start", "evaluation", "end"]);
  });

  test("needs evaluations, and says so", () => {
    using model = smallModel(text);
    for (const [option, name] of [
      [{ patience: 2 }, "patience"],
      [{ keepBest: true }, "keepBest"],
      [{ schedule: { name: "plateau", patience: 1, factor: 0.5 } }, "a plateau schedule"],
    ] as const) {
      expect(() => new LanguageModelTraining(model, text, { ...overfitting, ...option, evaluateEvery: 0 })).toThrow(
        `LanguageModelTraining: ${name} needs evaluations on the way; got evaluateEvery 0`,
      );
    }
  });

  test("a resumed run cannot be evaluated at other steps where that decides its numbers", async () => {
    using model = smallModel(text);
    using training = new LanguageModelTraining(model, text, { ...overfitting, patience: 3 });
    const files = training.checkpoint();
    expect(() => LanguageModelTraining.resume(files, text, { evaluateEvery: 20 })).toThrow(
      "evaluateEvery cannot change in the middle of a run: it was started with 10; got 20",
    );
  });
});

describe("a plateau schedule", () => {
  test("lets the learning rate fall where the loss stays, in a resumed run too", async () => {
    const options: LanguageModelTrainingOptions = {
      ...overfitting,
      steps: 200,
      schedule: { name: "plateau", patience: 1, factor: 0.5 },
    };
    using model = smallModel(text, { hiddenSize: 32 });
    using training = new LanguageModelTraining(model, text, options);
    const rates = new Map<number, number>();
    let bad = 0;
    let expected = 0.03;
    for await (const event of training.run()) {
      if (event.type === "step") {
        rates.set(event.step, event.learningRate);
        expect(event.learningRate).toBe(expected);
      }
      if (event.type !== "evaluation" || event.whole) continue;
      bad = event.best ? 0 : bad + 1;
      if (bad === 2) {
        expected *= 0.5;
        bad = 0;
      }
    }
    expect(expected).toBeLessThan(0.01);

    using other = smallModel(text, { hiddenSize: 32 });
    using first = new LanguageModelTraining(other, text, options);
    for await (const event of first.run()) if (event.type === "step" && event.step === 155) break;
    using second = LanguageModelTraining.resume(first.checkpoint(), text);
    using _resumed = second.model;
    for await (const event of second.run()) {
      if (event.type === "step") expect(event.learningRate).toBe(rates.get(event.step));
    }
  });
});
