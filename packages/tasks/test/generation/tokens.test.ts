import { Rng } from "@unroll/random";
import { type DType, memory, type Tensor } from "@unroll/tensor";
import { describe, expect, test, vi } from "vitest";
import {
  type GeneratedToken,
  type GenerateTokensOptions,
  generateText,
  generateTokens,
  type LanguageModel,
  nextTokens,
  scoreText,
} from "../../src/index.ts";
import { smallModel } from "../fixtures.ts";
import { models } from "./models.ts";

async function tokensOf(model: LanguageModel, options: GenerateTokensOptions): Promise<GeneratedToken[]> {
  const tokens: GeneratedToken[] = [];
  for await (const token of generateTokens(model, options)) tokens.push(token);
  return tokens;
}

const textOf = (tokens: readonly GeneratedToken[]): string => tokens.map(({ text }) => text).join("");

describe.each(Object.entries(models))("%s", (_, create) => {
  test("the log-probabilities are those that reading the ids finds", async () => {
    using model = create();
    const tokens = await tokensOf(model, { prompt: "the ", length: 30, temperature: 1.5, topK: 5, rng: new Rng(1) });
    expect(tokens).toHaveLength(30);
    // The text may be cut into other tokens than were drawn; ids are what the model sees.
    const before = [...model.encode("the ")];
    const [last] = tokens.slice(-1);
    const decoder = vi.spyOn(model, "encode").mockReturnValueOnce(Int32Array.from(before));
    const { state } = nextTokens(model, "the ");
    decoder.mockReturnValueOnce(Int32Array.from(tokens.slice(0, -1), ({ id }) => id));
    const { tokens: next } = nextTokens(model, "...", { state, count: model.vocabSize });
    expect(next.find(({ id }) => id === last!.id)!.logProbability).toBeCloseTo(last!.logProbability, 4);
    decoder.mockRestore();
  });

  test("a text in two parts, the state carried, is the text in one", async () => {
    using model = create();
    const whole = await tokensOf(model, { prompt: "the sea", length: 24, rng: new Rng(7) });
    const rng = new Rng(7);
    const first = generateTokens(model, { prompt: "the sea", length: 11, rng });
    const tokens: GeneratedToken[] = [];
    for await (const token of first) tokens.push(token);
    const second = structuredClone(first.state());
    tokens.push(...(await tokensOf(model, { state: second, length: 13, rng })));
    expect(tokens.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    expect(textOf(tokens)).toBe(textOf(whole));
    expect(first.state()).toEqual(second); // from a state one may go on as often as one likes
  });

  test("the text is that of the ids, in whole characters", async () => {
    using model = create();
    const tokens = await tokensOf(model, { prompt: "the sea", length: 60, rng: new Rng(3) });
    const prompt = [...model.encode("the sea")];
    const all = model.decode([...prompt, ...tokens.map(({ id }) => id)]).slice(model.decode(prompt).length);
    expect(all.startsWith(textOf(tokens))).toBe(true);
    expect(all.length - textOf(tokens).length).toBeLessThanOrEqual(1); // a character that lacks a byte
  });

  test("the candidates are the distribution from which is drawn", async () => {
    using model = create();
    const count = model.vocabSize;
    const options = { prompt: "the ", length: 5, temperature: 0.7, topP: 0.8, rng: new Rng(2) };
    for (const { id, logProbability, candidates } of await tokensOf(model, { ...options, candidates: count })) {
      expect(candidates).toHaveLength(count);
      const sums = candidates!.reduce(
        ([p, q], each) => [p! + Math.exp(each.logProbability), q! + each.probability],
        [0, 0],
      );
      expect(sums[0]).toBeCloseTo(1, 4);
      expect(sums[1]).toBeCloseTo(1, 5);
      // The nucleus at temperature 0.7, by its definition.
      const sharp = candidates!.map((each) => Math.exp(each.logProbability / 0.7));
      const total = sharp.reduce((sum, weight) => sum + weight, 0);
      let reached = 0;
      const nucleus = sharp.map((weight) => {
        const kept = reached < 0.8 ? weight / total : 0;
        reached += weight / total;
        return kept;
      });
      const mass = nucleus.reduce((sum, probability) => sum + probability, 0);
      candidates!.forEach(({ probability }, rank) => {
        expect(probability).toBeCloseTo(nucleus[rank]! / mass, 4);
      });
      const own = candidates!.find((each) => each.id === id)!;
      expect(own.probability).toBeGreaterThan(0);
      expect(own.logProbability).toBeCloseTo(logProbability, 4);
    }
    const plain = await tokensOf(model, { ...options, rng: new Rng(2) });
    const told = await tokensOf(model, { ...options, rng: new Rng(2), candidates: 1 });
    expect(told.map(({ id }) => id)).toEqual(plain.map(({ id }) => id)); // to ask does not change the text
  });
});

test("each token costs one step, and so does each character that is typed", async () => {
  using model = smallModel("abcdefg");
  const read = vi.spyOn(model, "forward");
  const steps = (): number => read.mock.calls.splice(0).reduce((sum, [ids]) => sum + (ids as Tensor<DType>).size, 0);
  await generateText(model, { prompt: "abc", length: 20 });
  expect(steps()).toBe(3 + 19);
  let { state } = nextTokens(model, "abcd");
  expect(steps()).toBe(4);
  ({ state } = nextTokens(model, "e", { state }));
  expect(steps()).toBe(1);
  const { tokens } = nextTokens(model, "", { state });
  expect(steps()).toBe(0);
  tokens.forEach(({ logProbability, probability }, rank) => {
    const anew = nextTokens(model, "abcde").tokens[rank]!;
    expect(logProbability).toBeCloseTo(anew.logProbability, 5);
    expect(Math.log(probability)).toBeCloseTo(logProbability, 5);
  });
});

describe("stop", () => {
  test("ends before the first of the strings, which is never seen, over however many tokens it comes", async () => {
    using model = smallModel("abcdefg ");
    const options = { prompt: "a", length: 300, rng: new Rng(4) };
    const text = await generateText(model, { ...options, rng: new Rng(4) });
    const stop = [text.slice(100, 104), text.slice(50, 53), "zz"];
    const generation = generateTokens(model, { ...options, stop, rng: new Rng(4) });
    const tokens: GeneratedToken[] = [];
    for await (const token of generation) tokens.push(token);
    const at = Math.min(...stop.map((each) => text.indexOf(each)).filter((found) => found >= 0));
    expect(textOf(tokens)).toBe(text.slice(0, at));
    expect(generation.end).toBe("stop");
    expect(tokens.length).toBeGreaterThan(at);
    expect(await generateText(model, { ...options, stop: stop[1]!, rng: new Rng(4) })).toBe(
      text.slice(0, text.indexOf(stop[1]!)),
    );
  });

  test("what only might have been its beginning comes out at the end", async () => {
    using model = smallModel("ab");
    const text = await generateText(model, { length: 20, rng: new Rng(1) });
    const generation = generateTokens(model, { length: 20, stop: `${text.slice(-5)}!`, rng: new Rng(1) });
    let written = "";
    for await (const token of generation) written += token.text;
    expect(written).toBe(text);
    expect(generation.end).toBe("length");
  });
});

describe("choice", () => {
  test("the alphabet holds, whatever the model prefers", async () => {
    for (const create of Object.values(models)) {
      using model = create();
      const tokens = await tokensOf(model, { prompt: "the sea", length: 40, alphabet: "aehst", rng: new Rng(1) });
      expect(textOf(tokens)).toMatch(/^[aehst ]+$/); // a decoder of words puts the spaces
      for (const { id } of tokens) expect(model.decode([id])).toMatch(/^[aehst]+$/);
    }
  });

  test("a repetition penalty without bound writes every token once, those of the prompt last", async () => {
    using model = smallModel("abcdefg");
    model.output.bias!.array.elements().fill(9); // logits above zero, so that the penalty takes them to zero
    const text = await generateText(model, { prompt: "cab", length: 4, temperature: 0, repetitionPenalty: 1e6 });
    expect([...text].sort().join("")).toBe("defg");
  });

  test("top k and top p of next to nothing are greedy", async () => {
    using model = smallModel("abcdefg");
    const greedy = await generateText(model, { prompt: "c", length: 30, temperature: 0 });
    expect(await generateText(model, { prompt: "c", length: 30, topK: 1 })).toBe(greedy);
    expect(await generateText(model, { prompt: "c", length: 30, topP: 1e-9 })).toBe(greedy);
  });
});

test("nothing grows with the length, dropout is off, and the model goes on training afterwards", async () => {
  using model = smallModel("abcdefg", { dropout: 0.5, numLayers: 2 });
  model.train();
  const readings: unknown[] = [];
  for await (const _ of generateTokens(model, { length: 400, topP: 0.9, stop: "zz", rng: new Rng(1) })) {
    const { persistentTensors, persistentBytes, scopedTensors } = memory();
    readings.push([persistentTensors, persistentBytes, scopedTensors, model.training]);
  }
  expect(readings.at(-1)).toEqual(readings[1]);
  expect(readings.at(-1)).toContain(true);
  const trained = await generateText(model, { length: 40, rng: new Rng(1) });
  model.eval();
  expect(await generateText(model, { length: 40, rng: new Rng(1) })).toBe(trained);
});

test("the state can be had in the middle, by its end, and not before", async () => {
  using model = smallModel("abcdefg");
  const generation = generateTokens(model, { prompt: "ab", length: 5, temperature: 0 });
  expect(() => generation.state()).toThrow("Generation.state: nothing has been read yet; iterate first");
  let text = "ab";
  for await (const token of generation) {
    text += token.text;
    const { logits } = generation.state();
    const anew = nextTokens(model, text).state.logits;
    logits.forEach((logit, id) => void expect(logit).toBeCloseTo(anew[id]!, 4));
    if (text.length === 5) break;
  }
  const anew = nextTokens(model, text).state.logits;
  generation.state().logits.forEach((logit, id) => void expect(logit).toBeCloseTo(anew[id]!, 4));
  await expect(generation[Symbol.asyncIterator]().next()).rejects.toThrow("can be iterated only once");
});

test("names what is wrong, and leaves no memory behind", async () => {
  using model = smallModel("ab");
  const refused: [GenerateTokensOptions, string][] = [
    [{ topP: 0 }, "generate: topP must be above 0 and at most 1; got 0"],
    [{ topK: 0 }, "generate: topK must be a positive integer; got 0"],
    [{ repetitionPenalty: 0 }, "generate: repetitionPenalty must be a number above 0; got 0"],
    [
      { alphabet: "xyz" },
      'generate: alphabet must have the characters of at least one token of the vocabulary; got "xyz"',
    ],
    [{ alphabet: "" }, 'alphabet must have the characters of at least one token of the vocabulary; got ""'],
    [{ alphabet: "a", allowed: [1] }, "generate: alphabet and allowed both say which tokens may come"],
    [{ allowed: [2] }, "ids must be integers from 0 to 1; got 2"],
    [{ stop: ["a", ""] }, "generate: stop must be strings that are not empty; got an empty one"],
    [{ candidates: -1 }, "generate: candidates must be an integer of at least 0; got -1"],
    [{ prompt: "a?" }, 'unknown character "?" (U+003F) at position 1'],
  ];
  for (const [options, message] of refused) await expect(generateText(model, options)).rejects.toThrow(message);
  using other = smallModel("abc");
  const { state } = nextTokens(other, "ab");
  const foreign = "state must be that of a model of 2 tokens; got one of 3";
  await expect(generateText(model, { state })).rejects.toThrow(`generate: ${foreign}`);
  expect(() => nextTokens(model, "a", { state })).toThrow(`nextTokens: ${foreign}`);
  expect(() => scoreText(model, "a", { state })).toThrow(`scoreText: ${foreign}`);
  expect(() => nextTokens(model, "a", { count: 0 })).toThrow("nextTokens: count must be a positive integer; got 0");
  using wider = smallModel("ab", { hiddenSize: 13 });
  expect(() => nextTokens(model, "a", { state: nextTokens(wider, "a").state })).toThrow(/shape|as target/);
  model.output.weight.array.elements().fill(Number.NaN);
  await expect(generateText(model)).rejects.toThrow("logits must be numbers, one of them finite; the largest is NaN");
});
