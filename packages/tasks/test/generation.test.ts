import { Rng } from "@unroll/random";
import { tensor } from "@unroll/tensor";
import { UnknownTokenError } from "@unroll/tokenizers";
import { describe, expect, test } from "vitest";
import { generate, generateText, type LanguageModel } from "../src/index.ts";
import { smallModel } from "./fixtures.ts";

/** The logits after a text, read from its beginning. */
function logitsAfter(model: LanguageModel, text: string): number[] {
  const ids = model.encode(text);
  const { logits } = model.forward(tensor(ids, { shape: [1, ids.length] }));
  return logits.select(0, 0).select(0, -1).toArray() as number[];
}

describe("generate", () => {
  test("temperature 0 takes the likeliest after everything before: the carried state equals reading anew", async () => {
    using model = smallModel("abcdefg", { numLayers: 2 });
    for (let i = 0; i < model.output.weight.size; i++) model.output.weight.array.elements()[i]! *= 30;
    let expected = "gab";
    for (let i = 0; i < 25; i++) {
      const logits = logitsAfter(model, expected);
      expected += "abcdefg"[logits.indexOf(Math.max(...logits))];
    }
    expect(await generateText(model, { prompt: "gab", length: 25, temperature: 0 })).toBe(expected.slice(3));
  });

  test("draws from softmax(logits / temperature)", async () => {
    using model = smallModel("abcd");
    const draws = 2000;
    const temperature = 0.3;
    const rng = new Rng(5);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < draws; i++) {
      const next = await generateText(model, { prompt: "da", length: 1, temperature, rng });
      counts["abcd".indexOf(next)]! += 1;
    }
    const weights = logitsAfter(model, "da").map((logit) => Math.exp(logit / temperature));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let chiSquare = 0;
    weights.forEach((weight, i) => {
      const expected = (draws * weight) / total;
      chiSquare += (counts[i]! - expected) ** 2 / expected;
    });
    expect(chiSquare).toBeLessThan(16.3); // 3 degrees of freedom, 1 in 1000
  });

  test("a very low temperature does not overflow", async () => {
    using model = smallModel("abcd");
    const greedy = await generateText(model, { prompt: "a", length: 12, temperature: 0 });
    for (const temperature of [1e-20, 1e-39, 1e-300]) {
      expect(await generateText(model, { prompt: "a", length: 12, temperature })).toBe(greedy);
    }
  });

  test("the same generator state gives the same text", async () => {
    using model = smallModel("abcdefg");
    const first = await generateText(model, { prompt: "c", length: 40, rng: new Rng(9) });
    expect(await generateText(model, { prompt: "c", length: 40, rng: new Rng(9) })).toBe(first);
    expect(await generateText(model, { prompt: "c", length: 40, rng: new Rng(10) })).not.toBe(first);
    expect(first).toHaveLength(40);
  });

  test("no prompt is a new line where the vocabulary has one", async () => {
    using model = smallModel("ab\n");
    const options = { length: 20, rng: new Rng(2) };
    const text = await generateText(model, options);
    expect(text).toBe(await generateText(model, { ...options, rng: new Rng(2), prompt: "\n" }));
    using other = smallModel("ab");
    expect(await generateText(other, { length: 5, rng: new Rng(2) })).toHaveLength(5);
  });

  test("the signal ends it, what was written stays, and the event loop turns meanwhile", async () => {
    using model = smallModel("ab");
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const text = await generateText(model, { length: 10_000_000, signal: controller.signal });
    expect(text.length).toBeGreaterThan(0);
    expect(await generateText(model, { length: 5, signal: AbortSignal.abort() })).toBe("");
  });

  test("leaving the loop early gives the state's memory back", async () => {
    using model = smallModel("ab");
    for await (const _ of generate(model, { length: 100 })) break; // the leak guard looks
  });

  test("names what is wrong", async () => {
    using model = smallModel("ab");
    await expect(generateText(model, { prompt: "ba?" })).rejects.toThrow(UnknownTokenError);
    await expect(generateText(model, { length: -1 })).rejects.toThrow(
      "generate: length must be an integer of at least 0; got -1",
    );
    await expect(generateText(model, { temperature: Number.NaN })).rejects.toThrow(
      "generate: temperature must be at least 0; got NaN",
    );
  });
});
