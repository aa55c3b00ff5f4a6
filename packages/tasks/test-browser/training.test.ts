import { expect, test } from "vitest";
import { generateText, LanguageModelTraining, languageModelFiles, languageModelFromFiles } from "../src/index.ts";
import { smallModel, words } from "../test/fixtures.ts";
import { EXPECTED_CHECKSUM, reproducibleRun } from "../test/reproducible.ts";

test("training in reproducible mode gives the weights that every machine gives", async () => {
  expect(await reproducibleRun()).toBe(EXPECTED_CHECKSUM);
});

test("a model learns, is saved, loaded, and writes", async () => {
  const text = words(300);
  using model = smallModel(text, { embeddingSize: 8, hiddenSize: 32 });
  using training = new LanguageModelTraining(model, text, {
    batchSize: 8,
    time: 16,
    steps: 150,
    learningRate: 0.02,
    warmupSteps: 10,
  });
  const losses: number[] = [];
  for await (const event of training.run()) if (event.type === "evaluation") losses.push(event.evaluation.loss);
  expect(losses.at(-1)).toBeLessThan(1); // log V is 2.8
  using loaded = languageModelFromFiles(languageModelFiles(model));
  const options = { prompt: "wh", length: 20, temperature: 0 };
  expect(await generateText(loaded, options)).toBe(await generateText(model, options));
});

test("timers fire and an abort is heard while a run computes", async () => {
  const text = words(300);
  using model = smallModel(text);
  using training = new LanguageModelTraining(model, text, {
    batchSize: 3,
    time: 7,
    steps: 10_000_000,
    evaluateEvery: 0,
  });
  const controller = new AbortController();
  let ticks = 0;
  const timer = setInterval(() => {
    if (++ticks === 3) controller.abort();
  }, 10);
  let reason = "";
  for await (const event of training.run({ signal: controller.signal }))
    if (event.type === "end") reason = event.reason;
  clearInterval(timer);
  expect(reason).toBe("aborted");
});
