import { Rng } from "@unroll/random";
import { tensor } from "@unroll/tensor";
import { CharacterTokenizer } from "@unroll/tokenizers";
import { describe, expect, test } from "vitest";
import {
  evaluateLanguageModel,
  generateTokens,
  RecurrentLanguageModel,
  scoreText,
  scoreTokens,
} from "../../src/index.ts";
import { smallModel, words } from "../fixtures.ts";
import { models } from "./models.ts";

describe.each(Object.entries(models))("%s", (_, create) => {
  test("each token has the log-probability that reading its beginning alone gives", () => {
    using model = create();
    const text = "the sea and the whale, ".repeat(7);
    const { tokens, logProbability, loss, perplexity, characters, bitsPerCharacter } = scoreText(model, text);
    const ids = [model.idOf("\n") ?? 0, ...model.encode(text)];
    model.eval();
    const { logits } = model.forward(tensor(Int32Array.from(ids), { shape: [1, ids.length] }));
    const rows = logits.logSoftmax().toArray() as number[][][];
    expect(tokens.map(({ id }) => id)).toEqual(ids.slice(1));
    tokens.forEach((token, t) => {
      expect(token.logProbability).toBeCloseTo(rows[0]![t]![ids[t + 1]!]!, 4);
      expect(token.text).toBe(text.slice(token.start, token.end));
    });
    expect(logProbability).toBe(tokens.reduce((sum, token) => sum + token.logProbability, 0));
    expect(loss).toBeCloseTo(-logProbability / tokens.length, 10);
    expect(perplexity).toBeCloseTo(Math.exp(loss), 10);
    expect(characters).toBe(text.length);
    expect(bitsPerCharacter).toBeCloseTo(-logProbability / Math.log(2) / text.length, 10);
  });
});

test("finds what generation told", async () => {
  using model = smallModel("abcdefg\n");
  for (const prompt of ["", "fade"]) {
    let text = "";
    const told: number[] = [];
    const options = { prompt, length: 150, temperature: 2, repetitionPenalty: 1.1, rng: new Rng(6) };
    for await (const token of generateTokens(model, options)) {
      text += token.text;
      told.push(token.logProbability);
    }
    const { tokens } = scoreText(model, text, { prompt });
    expect(tokens).toHaveLength(told.length);
    tokens.forEach(({ logProbability }, t) => void expect(logProbability).toBeCloseTo(told[t]!, 4));
  }
});

test("agrees with evaluation, which does not predict the first character", () => {
  const text = words(60);
  using model = smallModel(text);
  const { tokens } = scoreText(model, text.slice(1), { prompt: text[0]! });
  const loss = -tokens.reduce((sum, { logProbability }) => sum + logProbability, 0) / tokens.length;
  expect(evaluateLanguageModel(model, text, { batchSize: 1 }).loss).toBeCloseTo(loss, 5);
});

test("places characters beyond the basic plane, and grapheme clusters", () => {
  const text = "a👍🏽é b👍🏽";
  for (const graphemes of [false, true]) {
    const tokenizer = CharacterTokenizer.train(text, { graphemes });
    using model = new RecurrentLanguageModel(tokenizer, { embeddingSize: 2, hiddenSize: 3 }, { rng: new Rng(0) });
    const tokens = [...scoreTokens(model, text)];
    expect(tokens.map((token) => token.text).join("")).toBe(text);
    expect(tokens.map((token) => token.text)).toEqual(tokens.map(({ id }) => tokenizer.decode([id])));
  }
});

test("names what is wrong", () => {
  using model = smallModel("ab");
  expect(() => scoreText(model, "")).toThrow("scoreText: text must have at least one token; got none");
  expect(() => scoreText(model, "ax")).toThrow('unknown character "x" (U+0078) at position 1');
});
