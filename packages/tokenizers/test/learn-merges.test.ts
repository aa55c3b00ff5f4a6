import { describe, expect, test } from "vitest";
import { trainBPE, trainBPEAsync } from "../src/index.ts";
import { learnMerges } from "../src/training/learn-merges.ts";
import { integers } from "./lines.ts";

interface Word {
  ids: number[];
  count: number;
}

/** The textbook algorithm: all pairs are counted anew for every merge. */
function textbook(
  words: Word[],
  tokens: string[],
  most: number,
  minFrequency: number,
): { left: number; right: number }[] {
  const merges: { left: number; right: number }[] = [];
  while (merges.length < most) {
    const counts = new Map<string, number>();
    for (const { ids, count } of words) {
      for (let i = 1; i < ids.length; i++) {
        const pair = `${ids[i - 1]},${ids[i]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + count);
      }
    }
    let best: { left: number; right: number; count: number } | undefined;
    for (const [pair, count] of counts) {
      const [left = 0, right = 0] = pair.split(",").map(Number);
      const better =
        best === undefined ||
        count > best.count ||
        (count === best.count && (left < best.left || (left === best.left && right < best.right)));
      if (better) best = { left, right, count };
    }
    if (best === undefined || best.count < minFrequency) break;
    const { left, right } = best;
    const text = tokens[left]! + tokens[right]!;
    let id = tokens.indexOf(text);
    if (id < 0) id = tokens.push(text) - 1;
    for (const word of words) {
      const ids: number[] = [];
      for (let i = 0; i < word.ids.length; i++) {
        if (word.ids[i] === left && word.ids[i + 1] === right) {
          ids.push(id);
          i++;
        } else ids.push(word.ids[i]!);
      }
      word.ids = ids;
    }
    merges.push({ left, right });
  }
  return merges;
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])("merges are those of the textbook algorithm: corpus %i", (seed) => {
  const below = integers(seed);
  const letters = 2 + below(4);
  const words = Array.from({ length: 60 }, () => ({
    // Few letters, so that there are runs of one letter, ties, and tokens that come about in two ways.
    ids: Array.from({ length: 1 + below(12) }, () => below(letters)),
    count: 1 + below(3),
  }));
  const tokens = [..."abcdef"].slice(0, letters);
  const expectedTokens = [...tokens];
  const expected = textbook(structuredClone(words), expectedTokens, 150, 2);
  const learning = learnMerges(words, tokens, { vocabSize: 10_000, merges: 150, minFrequency: 2 });
  let step = learning.next();
  while (!step.done) step = learning.next();
  expect(step.value).toEqual(expected);
  expect(tokens).toEqual(expectedTokens);
  expect(expected.length).toBeGreaterThan(50);
});

describe("trainBPE", () => {
  test("of equally frequent pairs takes that with the smaller ids", () => {
    const { model } = trainBPE(["cd cd ab ab"], { merges: 2 }).toJSON();
    expect(model.merges).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  test("keeps to its limits", () => {
    const texts = ["aaaa bbbb abab"];
    expect(trainBPE(texts, { vocabSize: 259, specialTokens: ["<pad>"] }).vocabSize).toBe(259);
    expect(trainBPE(texts, { merges: 0 }).vocabSize).toBe(256);
    expect(trainBPE(texts, { minFrequency: 100 }).vocabSize).toBe(256);
    expect(() => trainBPE(texts, { vocabSize: 256, specialTokens: ["<pad>"] })).toThrow(
      "trainBPE: vocabSize must be at least 257, special tokens and the alphabet; got 256.",
    );
    expect(() => trainBPE(texts, { minFrequency: 0 })).toThrow("minFrequency must be a positive integer; got 0.");
    expect(() => trainBPE(texts, { specialTokens: ["a", "a"] })).toThrow('got "a" at index 1');
    expect(() => trainBPE(texts, { byteLevel: false, specialTokens: [] })).toThrow("must begin with the unknown token");
  });

  test("tells its progress and can be stopped", () => {
    const seen: string[] = [];
    const controller = new AbortController();
    const train = (): unknown =>
      trainBPE(["abab", "cdcd"], {
        merges: 4,
        signal: controller.signal,
        progress: ({ phase, done, total }) => {
          seen.push(`${phase} ${done} of ${total}`);
          if (phase === "merge") controller.abort(new Error("enough"));
        },
      });
    expect(train).toThrow("enough");
    expect(seen).toEqual(["count 4 of undefined", "count 8 of undefined", "merge 1 of 4"]);
  });

  test("lets a signal come from outside if it is asynchronous", async () => {
    const texts = Array.from({ length: 3000 }, (_, i) => `${i} ${i * i} word${i % 97}`.repeat(5));
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("from outside")), 1);
    await expect(trainBPEAsync(texts, { merges: 100_000, minFrequency: 1, signal: controller.signal })).rejects.toThrow(
      "from outside",
    );
    const same = await trainBPEAsync(["ab ab abc"], { merges: 3 });
    expect(same.toJSON()).toEqual(trainBPE(["ab ab abc"], { merges: 3 }).toJSON());
  });
});
