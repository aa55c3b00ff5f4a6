import { memory } from "@unroll/tensor";
import { expect, test } from "vitest";
import { LanguageModelTraining } from "../src/index.ts";
import { smallModel, words } from "./fixtures.ts";

const STEPS = 10_000;

/** Evaluations, samples and checkpoints come along, so that theirs would be found too. */
test("10,000 training steps leave memory flat", async () => {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("needs --expose-gc");
  const text = words(40);
  using model = smallModel(text, { embeddingSize: 2, hiddenSize: 3 });
  using training = new LanguageModelTraining(model, text, {
    batchSize: 2,
    time: 3,
    steps: STEPS,
    evaluateEvery: 500,
    sampleEvery: 500,
    sampleLength: 3,
    checkpointEvery: 500,
  });
  const readings: { heap: number; used: number; size: number; tensors: number; scopes: number }[] = [];
  for await (const event of training.run()) {
    if (event.type !== "step" || event.step % (STEPS / 10) !== 0) continue;
    gc();
    const { usedBytes, memoryBytes, persistentTensors, openScopes } = memory();
    const heap = process.memoryUsage().heapUsed;
    readings.push({ heap, used: usedBytes, size: memoryBytes, tensors: persistentTensors, scopes: openScopes });
  }
  const first = readings[0]!;
  const last = readings.at(-1)!;
  expect(readings).toHaveLength(10);
  expect({ ...last, heap: 0 }).toEqual({ ...first, heap: 0 });
  // The engine's own tables still grow by some 200 kB; one forgotten tensor a step (its JavaScript side) would be 2 MB.
  expect(last.heap - first.heap).toBeLessThan(500_000);
}, 60_000);
