import { expect, test } from "vitest";
import { dyckWords } from "../../src/generated.ts";
import { expectUniform } from "./distribution.ts";

/** Every word of one kind of brackets of a length, by trying all strings. */
function allWords(length: number, maxDepth: number): string[] {
  const words: string[] = [];
  for (let bits = 0; bits < 2 ** length; bits++) {
    const text = Array.from({ length }, (_, i) => ((bits >> i) & 1 ? "(" : ")")).join("");
    let depth = 0;
    let good = true;
    for (const bracket of text) {
      depth += bracket === "(" ? 1 : -1;
      if (depth < 0 || depth > maxDepth) good = false;
    }
    if (good && depth === 0) words.push(text);
  }
  return words;
}

test("of one length every word is equally likely", () => {
  for (const [length, maxDepth] of [
    [8, 8],
    [10, 3],
    [12, 2],
  ] as const) {
    const words = allWords(length, maxDepth);
    const drawn = dyckWords({ count: 4000, brackets: "()", minLength: length, maxLength: length, maxDepth, seed: 4 });
    expectUniform(
      drawn.map(({ text }) => text),
      words.length,
    );
    expect(new Set(drawn.map(({ text }) => text))).toEqual(new Set(words));
  }
});

test("brackets of any kinds close in order, and the depths are right", () => {
  const words = dyckWords({ count: 2000, brackets: "()[]{}", maxDepth: 4, maxLength: 30, seed: 3 });
  const deepest: number[] = [];
  for (const { text, depths } of words) {
    let rest = text;
    while (/\(\)|\[\]|\{\}/.test(rest)) rest = rest.replace(/\(\)|\[\]|\{\}/g, "");
    expect(rest).toBe("");
    let depth = 0;
    expect(depths).toEqual([...text].map((c) => (depth += "([{".includes(c) ? 1 : -1)));
    deepest.push(Math.max(...depths));
  }
  expect(Math.max(...deepest)).toBe(4);
  expectUniform(
    words.flatMap(({ text }) => text.match(/[([{]/g)!),
    3,
  );
});

test("lengths are uniform over the even numbers", () => {
  const lengths = dyckWords({ count: 3000, minLength: 3, maxLength: 11 }).map(({ text }) => text.length);
  expectUniform(lengths, 4);
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([4, 10]);
});

test("long words reach the limit of depth and stay within numbers", () => {
  const [word] = dyckWords({ count: 1, minLength: 20000, maxLength: 20000, maxDepth: 6 });
  expect(word!.text.length).toBe(20000);
  expect(word!.depths.at(-1)).toBe(0);
  expect(Math.max(...word!.depths)).toBe(6);
});

test("refuses what makes no sense", () => {
  expect(() => dyckWords({ count: 1, brackets: "((" })).toThrow(
    new RangeError(
      'dyckWords: brackets must be pairs of opening and closing characters, all different, such as "()[]"; got "((".',
    ),
  );
  expect(() => dyckWords({ count: 1, brackets: "()[" })).toThrow("all different");
  expect(() => dyckWords({ count: 1, minLength: 3, maxLength: 3 })).toThrow(
    "dyckWords: an even length must lie between minLength and maxLength; got 3 and 3.",
  );
  expect(() => dyckWords({ count: 1, maxDepth: 0 })).toThrow("maxDepth must be an integer of 1 or more; got 0.");
});
