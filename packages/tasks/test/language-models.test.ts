import { Rng } from "@unroll/random";
import { crossEntropy, ShapeError, tensor } from "@unroll/tensor";
import { CharacterTokenizer, trainBPE, trainWordLevel } from "@unroll/tokenizers";
import { describe, expect, test } from "vitest";
import golden from "../goldens/language-models.json" with { type: "json" };
import {
  createLanguageModel,
  type LanguageModelConfig,
  languageModelFiles,
  languageModelFromFiles,
  RecurrentLanguageModel,
  WindowLanguageModel,
  weightCount,
} from "../src/index.ts";
import { bitsOf } from "./fixtures.ts";

const BATCH = 2;
const TIME = 5;
const letters = CharacterTokenizer.train("abcdefg");
const V = letters.vocabulary.size;
const places = Array.from({ length: BATCH * TIME }, (_, i) => i);
const batchOf = (ids: readonly number[]) => tensor(Int32Array.from(ids), { shape: [BATCH, ids.length / BATCH] });
const ids = batchOf(places.map((i) => (5 * i + i * i) % V));
const targets = batchOf(places.map((i) => (3 * i + 1) % V));

/** As goldens/language-models.py fills parameters. */
const value = (seed: number, i: number) => (((31 * i * i + 7919 * i + 104729 * seed) % 1021) - 510) / 1024;

const cases = golden.cases.map((each) => {
  const config = each.config as LanguageModelConfig;
  const gradients = each.gradients as unknown as Record<string, number[]>;
  return { ...each, config, gradients, name: Object.values(config).join(" ") };
});

function close(got: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(got.length).toBe(expected.length);
  const differences = expected.map((number, i) => Math.abs(number - got[i]!) / (1 + Math.abs(number)));
  expect(Math.max(...differences)).toBeLessThan(tolerance);
}

describe.each(cases)("$name", ({ config, logits, loss, gradients }) => {
  test(`has the logits, the loss and the gradients of torch ${golden.torch}`, () => {
    using model = createLanguageModel(letters, config);
    const parameters = model.namedParameters();
    const names = Object.keys(gradients);
    expect(parameters.map(([name]) => name).sort()).toEqual([...names].sort());
    for (const [name, parameter] of parameters) {
      parameter.array.elements().forEach((_, i, all) => {
        all[i] = value(names.indexOf(name) + 1, i);
      });
    }
    const out = model.forward(ids);
    close(out.logits.data(), logits, 2e-5);
    const computed = crossEntropy(out.logits, targets);
    expect(computed.item()).toBeCloseTo(loss, 5);
    computed.backward();
    for (const [name, parameter] of parameters) close(parameter.grad!.data(), gradients[name]!, 2e-5);
  });

  test("all at once, step by step, and in parts: the same", () => {
    using model = createLanguageModel(letters, config, { rng: new Rng(3) });
    const whole = model.forward(ids);
    for (const parts of [
      [1, 1, 1, 1, 1],
      [2, 3],
      [4, 1],
    ]) {
      let from = 0;
      let state = model.initialState(BATCH);
      for (const length of parts) {
        const step = model.forward(ids.slice(1, from, from + length), state);
        expect(
          whole.logits
            .slice(1, from, from + length)
            .sub(step.logits)
            .abs()
            .max()
            .item(),
        ).toBeLessThan(1e-6);
        from += length;
        state = step.state;
      }
      expect(Object.keys(state)).toEqual(Object.keys(whole.state));
      for (const [name, part] of Object.entries(whole.state)) {
        close(state[name]!.data(), Array.from(part.data()), 1e-6);
      }
    }
  });

  test("has as many weights as are counted, and comes back from its files", () => {
    using model = createLanguageModel(letters, config, { rng: new Rng(3) });
    expect(model.parameters().reduce((sum, { size }) => sum + size, 0)).toBe(weightCount(config, V));
    using loaded = languageModelFromFiles(languageModelFiles(model));
    expect(loaded.config).toEqual(config);
    expect(bitsOf(loaded)).toEqual(bitsOf(model));
  });
});

test("a window sees C tokens and no more", () => {
  using model = new WindowLanguageModel(letters, { context: 3, embeddingSize: 2, hiddenSize: 5 }, { rng: new Rng(1) });
  const last = (text: string) =>
    model
      .forward(tensor(model.encode(text), { shape: [1, text.length] }))
      .logits.select(1, -1)
      .toArray();
  expect(last("gabc")).toEqual(last("fabc"));
  expect(last("abc")).not.toEqual(last("bbc"));
  expect(() => model.forward(ids, { hidden: ids })).toThrow(ShapeError);
  expect(() => model.forward(ids, {})).toThrow(
    "state must hold context, int32 [batch=2, context=3], and nothing else; got nothing",
  );
  expect(() => model.forward(ids, { context: ids })).toThrow("int32 [batch=2, context=3]; got int32 [2, 5]");
});

test("tied weights are one parameter, and its gradient is of both uses", () => {
  using model = new RecurrentLanguageModel(letters, { embeddingSize: 3, hiddenSize: 3, tied: true });
  expect(model.output.weight).toBe(model.embedding.weight);
  expect(Object.keys(model.stateDict())).toContain("output.weight");
});

describe("dropout", () => {
  const config = { embeddingSize: 5, hiddenSize: 7, numLayers: 2, dropout: 0.5 };

  test("is in training alone, and the same where its generator is", () => {
    using model = new RecurrentLanguageModel(letters, config, { rng: new Rng(1) });
    const run = () => model.forward(ids).logits.toArray();
    const before = model.dropoutRng.state();
    const first = run();
    expect(run()).not.toEqual(first);
    model.dropoutRng.restore(before);
    expect(run()).toEqual(first);
    model.eval();
    expect(run()).toEqual(run());
  });

  test("changes none of the first weights", () => {
    using model = new RecurrentLanguageModel(letters, config, { rng: new Rng(1) });
    using without = new RecurrentLanguageModel(letters, { ...config, dropout: 0 }, { rng: new Rng(1) });
    expect(bitsOf(model)).toEqual(bitsOf(without));
  });

  test("is on what a window model reads and on its hidden layer", () => {
    using model = new WindowLanguageModel(letters, { hiddenSize: 7, dropout: 0.5 }, { rng: new Rng(1) });
    expect(model.forward(ids).logits.toArray()).not.toEqual(model.forward(ids).logits.toArray());
    model.eval();
    expect(model.forward(ids).logits.toArray()).toEqual(model.forward(ids).logits.toArray());
  });

  test("of 1 or more, and cells that are none, are refused", () => {
    expect(() => new RecurrentLanguageModel(letters, { dropout: 1 })).toThrow(
      "RecurrentLanguageModel: dropout must be from 0 to less than 1; got 1",
    );
    expect(() => new RecurrentLanguageModel(letters, { cell: "gruu" as never })).toThrow(
      'cell must be "rnn", "gru" or "lstm"; got "gruu"',
    );
    expect(() => new WindowLanguageModel(letters, { context: 0 })).toThrow("context must be a positive integer; got 0");
  });
});

test.each([
  ["words", trainWordLevel("the cat sat on the mat .")],
  ["pieces of words", trainBPE(["low lower lowest, new newer newest"], { merges: 8 })],
])("over %s, and back from files", (_, tokenizer) => {
  using model = new WindowLanguageModel(tokenizer, { context: 2, embeddingSize: 3, hiddenSize: 5 });
  using loaded = languageModelFromFiles(languageModelFiles(model));
  const tokens = loaded.encode("the newest cat .");
  expect(tokens).toEqual(model.encode("the newest cat ."));
  expect(loaded.decode(tokens)).toBe(model.decode(tokens));
  expect(loaded.vocabSize).toBe(tokenizer.vocabSize);
  expect(loaded.unknownId).toBe(tokenizer.idOf("<unk>"));
  expect(loaded.forward(tensor(tokens, { shape: [1, tokens.length] })).logits.shape.at(-1)).toBe(tokenizer.vocabSize);
});
