import { tensor } from "@unroll/tensor";
import { trainWordLevel, UnknownTokenError } from "@unroll/tokenizers";
import { describe, expect, test } from "vitest";
import { evaluateLanguageModel, type LanguageModel, WindowLanguageModel } from "../src/index.ts";
import { evaluationInPieces } from "../src/language-modeling/evaluation.ts";
import { smallModel, words } from "./fixtures.ts";

/** The definition: one character after the other, the whole past in the state. */
function lossByDefinition(model: LanguageModel, text: string): number {
  const ids = model.encode(text);
  const { logits } = model.forward(tensor(ids.slice(0, -1), { shape: [1, ids.length - 1] }));
  const logProbabilities = logits.logSoftmax().squeeze(0).data();
  const classes = model.vocabSize;
  let sum = 0;
  for (let t = 1; t < ids.length; t++) sum -= logProbabilities[(t - 1) * classes + ids[t]!]!;
  return sum / (ids.length - 1);
}

describe("evaluateLanguageModel", () => {
  test("in one row equals the definition, whatever the window", () => {
    const text = words(60);
    using model = smallModel(text);
    const expected = lossByDefinition(model, text);
    for (const time of [1, 7, 64, 1000]) {
      const { loss, bitsPerCharacter, characters } = evaluateLanguageModel(model, text, { batchSize: 1, time });
      expect(loss).toBeCloseTo(expected, 5);
      expect(bitsPerCharacter).toBeCloseTo(expected / Math.log(2), 5);
      expect(characters).toBe(text.length - 1);
    }
  });

  test("predicts every character once, and the lead makes the loss nearly independent of the rows", () => {
    const text = words(400);
    using model = smallModel(text);
    const expected = lossByDefinition(model, text);
    for (const batchSize of [2, 3, 13, 500]) {
      const { loss, characters } = evaluateLanguageModel(model, text, { batchSize });
      expect(characters).toBe(text.length - 1);
      expect(Math.abs(loss - expected)).toBeLessThan(1e-4);
    }
  });

  test("counts words by the characters and bytes of the text, and says how many are unknown", () => {
    const tokenizer = trainWordLevel("the sea the sky");
    using model = new WindowLanguageModel(tokenizer, { context: 2, embeddingSize: 2, hiddenSize: 3 });
    const text = "the  wide sea, the söa";
    const { loss, perplexity, bitsPerCharacter, bitsPerByte, tokens, characters, unknownShare } = evaluateLanguageModel(
      model,
      text,
    );
    expect(loss).toBeCloseTo(lossByDefinition(model, text), 5);
    expect(perplexity).toBeCloseTo(Math.exp(loss), 8);
    expect(tokens).toBe(5); // wide sea , the söa
    expect(unknownShare).toBe(3 / 5);
    expect(bitsPerCharacter).toBeCloseTo((loss * 6) / Math.LN2 / 22, 8);
    expect(bitsPerByte).toBeCloseTo((loss * 6) / Math.LN2 / 23, 8);
    expect(characters).toBe(Math.round((5 * 22) / 6));
  });

  test("a model that knows nothing has loss log V", () => {
    using model = smallModel("abcdefg");
    model.output.weight.array.elements().fill(0);
    model.output.bias?.array.elements().fill(0);
    expect(evaluateLanguageModel(model, "gfedcba").loss).toBeCloseTo(Math.log(7), 6);
  });

  test("reads only about so many characters, from the whole text", () => {
    const text = words(800);
    using model = smallModel(text);
    const { characters, loss } = evaluateLanguageModel(model, text, { tokens: 1000, batchSize: 10, time: 30 });
    expect(characters).toBe(1000);
    expect(Math.abs(loss - evaluateLanguageModel(model, text).loss)).toBeLessThan(0.1);
  });

  test("leaves the model in the mode in which it was, between the pieces too", () => {
    const text = words(100);
    using model = smallModel(text);
    for (const training of [true, false]) {
      model.train(training);
      const pieces = evaluationInPieces(model, model.encode(text), { time: 5 });
      for (let piece = pieces.next(); !piece.done; piece = pieces.next()) expect(model.training).toBe(training);
      expect(model.training).toBe(training);
    }
  });

  test("needs two characters, and known ones", () => {
    using model = smallModel("abc");
    expect(evaluateLanguageModel(model, "ab").characters).toBe(1);
    expect(() => evaluateLanguageModel(model, "a")).toThrow("the text must have at least 2 tokens; got 1");
    expect(() => evaluateLanguageModel(model, "")).toThrow("the text must have at least 2 tokens; got 0");
    expect(() => evaluateLanguageModel(model, "abd")).toThrow(UnknownTokenError);
  });
});
