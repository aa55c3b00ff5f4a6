import { describe, expect, test } from "vitest";
import { elmanLetterFeatures, elmanLetters, elmanXor } from "../../src/generated.ts";
import { countsOf, expectUniform } from "./distribution.ts";

describe("elmanXor", () => {
  const { bits, predictable } = elmanXor({ parts: 4000, seed: 1 });

  test("all four triples, equally often, and no other", () => {
    const triples = Array.from({ length: 4000 }, (_, i) => bits.subarray(3 * i, 3 * i + 3).join(""));
    expectUniform(triples, 4);
    expect([...countsOf(triples).keys()].sort()).toEqual(["000", "011", "101", "110"]);
  });

  test("the third of each is marked predictable", () => {
    expect(predictable.length).toBe(bits.length);
    predictable.forEach((mark, i) => void expect(mark).toBe(i % 3 === 2 ? 1 : 0));
  });

  test("nothing is to be learnt from the bit before alone", () => {
    const afterOne = bits.filter((_, i) => bits[i - 1] === 1);
    const ones = afterOne.filter((bit) => bit === 1).length / afterOne.length;
    expect(Math.abs(ones - 0.5)).toBeLessThan(0.03); // five standard errors of 6,000 bits
  });
});

describe("elmanLetters", () => {
  const { text, predictable } = elmanLetters({ parts: 3000, seed: 1 });

  test("ba, dii and guuu, equally often", () => {
    expect(text).toMatch(/^(ba|dii|guuu)*$/);
    expectUniform(text.match(/ba|dii|guuu/g)!, 3);
    expect(text.match(/[bdg]/g)!.length).toBe(3000);
  });

  test("vowels are predictable, consonants are not", () => {
    expect(predictable.length).toBe(text.length);
    for (let i = 0; i < text.length; i++) expect(predictable[i]).toBe(/[aiu]/.test(text[i]!) ? 1 : 0);
  });

  test("the six features tell the letters apart, and say what each is", () => {
    const vectors = Object.values(elmanLetterFeatures).map((vector) => vector.join(""));
    expect(new Set(vectors).size).toBe(6);
    for (const [letter, [consonant, vowel, interrupted, , , voiced]] of Object.entries(elmanLetterFeatures)) {
      expect(vowel).toBe(/[aiu]/.test(letter) ? 1 : 0);
      expect(consonant).toBe(1 - vowel!);
      expect(interrupted).toBe(consonant);
      expect(voiced).toBe(1);
    }
  });
});

test("both have the lengths of the paper by default, and a seed", () => {
  expect(elmanXor().bits.length).toBe(3000);
  expect(elmanLetters().text.match(/[bdg]/g)!.length).toBe(1000);
  expect(elmanXor({ seed: 1 })).not.toEqual(elmanXor());
  expect(elmanLetters({ seed: 1 })).not.toEqual(elmanLetters());
  expect(elmanXor({ parts: 0 }).bits.length).toBe(0);
  expect(() => elmanXor({ parts: 0.5 })).toThrow("elmanXor: parts must be an integer of 0 or more; got 0.5.");
  expect(() => elmanLetters({ parts: -1 })).toThrow("elmanLetters: parts must be an integer of 0 or more; got -1.");
});
