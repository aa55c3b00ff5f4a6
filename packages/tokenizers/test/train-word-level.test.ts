import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { trainWordLevel } from "../src/index.ts";
import { anyText, RUNS, wellFormed } from "./any-text.ts";

const tokens = (text: string, split: "words" | "whitespace"): string[] =>
  trainWordLevel(text, { split }).encode(text).tokens;

test.each([
  ["don't!", ["don", "'", "t", "!"], ["don't!"]],
  ["état_major x2  3.14", ["état_major", "x2", "3", ".", "14"], ["état_major", "x2", "3.14"]],
  ["कि\u200dताब كِتَابٌ", ["कि", "\u200d", "ताब", "كِتَابٌ"], ["कि\u200dताब", "كِتَابٌ"]],
  ["日本語。 😀😀", ["日本語", "。", "😀", "😀"], ["日本語。", "😀😀"]],
  ["a\u00a0b\u0085c\u3000d", ["a", "b", "c", "d"], ["a", "b", "c", "d"]],
])("words of %j", (text, words, pieces) => {
  expect(tokens(text, "words")).toEqual(words);
  expect(tokens(text, "whitespace")).toEqual(pieces);
});

test.each([
  ["words", /[\p{L}\p{M}\p{N}\p{Pc}]+|[^\p{White_Space}\p{L}\p{M}\p{N}\p{Pc}]/gu],
  ["whitespace", /\P{White_Space}+/gu],
] as const)("%s: the offsets are those of the rule, and slice the original", (split, rule) => {
  const tokenizer = trainWordLevel("a", { split });
  fc.assert(
    fc.property(anyText, (text) => {
      const whole = wellFormed(text);
      const expected = Array.from(whole.matchAll(rule), ({ 0: word, index }) => [index, index + word.length]);
      // "<unk>" in a text is the unknown token, found before words are.
      if (!whole.includes("<unk>")) expect(tokenizer.encode(text).offsets).toEqual(expected);
    }),
    RUNS,
  );
});

describe("the vocabulary", () => {
  const texts = ["the cat sat on the mat", "the hat, the cat"];

  test("is ordered by count, then by units, whatever the order of the texts", () => {
    const list = (given: string[]): (string | undefined)[] => {
      const tokenizer = trainWordLevel(given);
      return Array.from({ length: tokenizer.vocabSize }, (_, id) => tokenizer.tokenOf(id));
    };
    expect(list(texts)).toEqual(["<unk>", "the", "cat", ",", "hat", "mat", "on", "sat"]);
    expect(list([...texts].reverse())).toEqual(list(texts));
  });

  test("keeps to a minimum count and a maximum size", () => {
    expect(trainWordLevel(texts, { minCount: 2 }).vocabSize).toBe(3);
    const small = trainWordLevel(texts, { maxSize: 4, specialTokens: ["<pad>"] });
    expect(["<unk>", "<pad>", "the", "cat"].map((token) => small.idOf(token))).toEqual([0, 1, 2, 3]);
    expect(small.vocabSize).toBe(4);
    expect(small.encode("the mat<pad>").tokens).toEqual(["the", "<unk>", "<pad>"]);
    expect(() => trainWordLevel(texts, { minCount: 0 })).toThrow("minCount must be a positive integer; got 0.");
    expect(() => trainWordLevel(texts, { split: "lines" as "words" })).toThrow('split must be "words" or "whitespace"');
  });

  test("is frozen: encoding new words changes nothing", () => {
    const tokenizer = trainWordLevel(texts);
    const before = JSON.stringify(tokenizer);
    expect(tokenizer.encode("a dog").tokens).toEqual(["<unk>", "<unk>"]);
    expect(JSON.stringify(tokenizer)).toBe(before);
    expect(Object.isFrozen(tokenizer)).toBe(true);
  });
});
