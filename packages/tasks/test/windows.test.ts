import { Rng } from "@unroll/random";
import { describe, expect, test } from "vitest";
import { TextWindows } from "../src/language-modeling/windows.ts";

/** A text in which every character is its own place. */
const text = (length: number): Int32Array => Int32Array.from({ length }, (_, i) => i);

describe("TextWindows", () => {
  test("rows go on where they stopped, and the target of each character is the one after it", () => {
    const windows = new TextWindows(text(1 + 3 * 53), 3, 7, new Rng(1));
    expect(windows.perEpoch).toBe(7); // 53 = 7 * 7 + 4
    for (let step = 0; step < 14; step++) {
      const { epoch, first, inputs, targets } = windows.at(step);
      expect(epoch).toBe(Math.floor(step / 7));
      expect(first).toBe(step % 7 === 0);
      expect(Array.from(targets)).toEqual(Array.from(inputs, (id) => id + 1));
      if (first) continue;
      const before = windows.at(step - 1);
      for (let row = 0; row < 3; row++) expect(inputs[row * 7]).toBe(before.inputs[row * 7 + 6]! + 1);
    }
  });

  test("rows are evenly spread over the text and never leave it", () => {
    const windows = new TextWindows(text(1 + 3 * 53), 3, 7, new Rng(1));
    for (let step = 0; step < 70; step++) {
      const { inputs, targets } = windows.at(step);
      for (let row = 1; row < 3; row++) {
        expect([49, 50, 51, 52, 53]).toContain(inputs[row * 7]! - inputs[(row - 1) * 7]!);
      }
      expect(Math.max(...targets)).toBeLessThanOrEqual(3 * 53);
    }
  });

  test("epochs begin at different places, so that every character is predicted in some epoch", () => {
    const windows = new TextWindows(text(1 + 2 * 13), 2, 5, new Rng(1));
    const seen = new Set<number>();
    for (let step = 0; step < 40 * windows.perEpoch; step++)
      for (const target of windows.at(step).targets) seen.add(target);
    expect(seen.size).toBe(26);
  });

  test("a window depends on its number and the seed alone", () => {
    const first = new TextWindows(text(400), 4, 9, new Rng(3));
    const second = new TextWindows(text(400), 4, 9, new Rng(3));
    for (const step of [25, 3, 25]) expect(second.at(step)).toEqual(first.at(step));
  });

  test("a text that just fills one window is enough; one character less says what would fit", () => {
    expect(new TextWindows(text(29), 4, 7, new Rng(0)).perEpoch).toBe(1);
    expect(() => new TextWindows(text(28), 4, 7, new Rng(0))).toThrow(
      "the training text has 28 characters, but one step reads batchSize=4 rows of time=7, which takes 29; use batchSize 3 or less, or a smaller time",
    );
    expect(() => new TextWindows(text(5), 4, 7, new Rng(0))).toThrow("use a longer text or a smaller time");
    expect(() => new TextWindows(text(0), 4, 7, new Rng(0))).toThrow("the training text has 0 characters");
  });
});
