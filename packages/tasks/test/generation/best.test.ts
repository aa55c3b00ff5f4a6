import { scope, tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { generateBest, generateText, type LanguageModel, scoreText } from "../../src/index.ts";
import { smallModel } from "../fixtures.ts";
import { models } from "./models.ts";

/** All texts of some characters, the likeliest first, and their log-probabilities as scoring finds them. */
function everyText(model: LanguageModel, alphabet: string, length: number, prompt: string): [string, number][] {
  let texts = [""];
  for (let i = 0; i < length; i++) texts = texts.flatMap((text) => [...alphabet].map((character) => text + character));
  const scored = texts.map((text): [string, number] => [text, scoreText(model, text, { prompt }).logProbability]);
  return scored.sort(([, a], [, b]) => b - a);
}

test("a beam that holds all texts finds what enumeration finds, and scores it as scoreText does", async () => {
  using model = smallModel("abc\n", { numLayers: 2 });
  const all = everyText(model, "abc\n", 3, "cab");
  const found = await generateBest(model, { prompt: "cab", length: 3, beamSize: 64 });
  expect(found.map(({ text }) => text)).toEqual(all.map(([text]) => text));
  found.forEach(({ logProbability, logProbabilities, complete }, rank) => {
    expect(logProbability).toBeCloseTo(all[rank]![1], 4);
    expect(logProbabilities).toHaveLength(3);
    expect(complete).toBe(false);
  });
  const within = await generateBest(model, { prompt: "cab", length: 3, beamSize: 64, alphabet: "ab" });
  expect(within.map(({ text }) => text)).toEqual(all.map(([text]) => text).filter((text) => /^[ab]+$/.test(text)));
});

test("a text is complete with a stop string, which is counted and not shown", async () => {
  using model = smallModel("abc\n");
  const all = new Map<string, number>();
  for (const [text] of everyText(model, "abc\n", 4, "a")) {
    const ends = ["\n", "bc"].filter((stop) => text.includes(stop)).map((stop) => text.indexOf(stop) + stop.length);
    const read = text.slice(0, Math.min(4, ...ends));
    all.set(read, scoreText(model, read, { prompt: "a" }).logProbability);
  }
  const expected = [...all].sort(([, a], [, b]) => b - a);
  const found = await generateBest(model, { prompt: "a", length: 4, beamSize: 256, stop: ["\n", "bc"] });
  expect(found.map(({ text }) => text)).toEqual(expected.map(([read]) => read.replace(/(\n|bc)$/, "")));
  expect(found.map(({ complete }) => complete)).toEqual(expected.map(([read]) => /(\n|bc)$/.test(read)));
});

describe.each(Object.entries(models))("%s", (_, create) => {
  test("a beam of 1 is greedy, and the rows of a beam do not mix", async () => {
    using model = create();
    model.train();
    const options = { prompt: "the ", length: 12 };
    const [best] = await generateBest(model, { ...options, beamSize: 1 });
    expect(best!.text).toContain(await generateText(model, { ...options, temperature: 0 }));
    expect(model.training).toBe(true);
    // Each of the n best, read by itself, has the log-probability that the search found among the others.
    model.eval();
    const before = [...model.encode(options.prompt)];
    for (const { ids, logProbabilities } of await generateBest(model, { ...options, length: 5, beamSize: 7 })) {
      const all = Int32Array.from([...before, ...ids]);
      const rows = scope(
        () =>
          model
            .forward(tensor(all, { shape: [1, all.length] }))
            .logits.logSoftmax()
            .toArray() as number[][][],
      );
      logProbabilities.forEach((value, t) => {
        expect(value).toBeCloseTo(rows[0]![before.length + t - 1]![ids[t]!]!, 4);
      });
    }
  });
});

test("the signal gives up; names what is wrong", async () => {
  using model = smallModel("ab");
  await expect(generateBest(model, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  await expect(generateBest(model, { beamSize: 1e9 })).rejects.toThrow(
    "generateBest: beamSize must be an integer from 1 to 1000; got 1000000000",
  );
  await expect(generateBest(model, { beamSize: 0 })).rejects.toThrow(
    "beamSize must be an integer from 1 to 1000; got 0",
  );
  await expect(generateBest(model, { length: 0 })).rejects.toThrow(
    "generateBest: length must be a positive integer; got 0",
  );
  await expect(generateBest(model, { alphabet: "z" })).rejects.toThrow(
    "generateBest: alphabet must have the characters",
  );
  await expect(generateBest(model, { stop: "" })).rejects.toThrow(
    "generateBest: stop must be strings that are not empty",
  );
});
