import { describe, expect, test } from "vitest";
import { temporalOrder } from "../../src/generated.ts";
import { countsOf, expectUniform } from "./distribution.ts";

// Experiments 6a and 6b of Hochreiter and Schmidhuber 1997, as their tables have them.
const paper = {
  2: { order: { XX: "Q", XY: "R", YX: "S", YY: "U" }, places: [10, 20, 50, 60] },
  3: {
    order: { XXX: "Q", XXY: "R", XYX: "S", XYY: "U", YXX: "V", YXY: "A", YYX: "B", YYY: "C" },
    places: [10, 20, 33, 43, 66, 76],
  },
} as const;

describe.each([2, 3] as const)("%d relevant symbols", (relevant) => {
  const examples = temporalOrder({ count: 4000, relevant, seed: 9 });

  test("the class is the order", () => {
    const order: Record<string, string> = paper[relevant].order;
    for (const { text, label } of examples) {
      expect(label).toBe(order[text.replace(/[^XY]/g, "")]);
      expect(text).toMatch(/^E[abcdXY]+B$/);
    }
    expectUniform(
      examples.map(({ label }) => label),
      2 ** relevant,
    );
  });

  test("the places and lengths are those of the paper", () => {
    const found = examples.map(({ text }) => [...text].flatMap((letter, i) => (/[XY]/.test(letter) ? [i] : [])));
    for (let k = 0; k < relevant; k++) {
      const places = found.map((each) => each[k]!);
      expect([Math.min(...places), Math.max(...places)]).toEqual(paper[relevant].places.slice(2 * k, 2 * k + 2));
      expectUniform(places, 11);
    }
    const lengths = examples.map(({ text }) => text.length);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([100, 110]);
    expectUniform(lengths, 11);
  });

  test("the shortest sequences keep every symbol", () => {
    for (const { text } of temporalOrder({ count: 500, relevant, minLength: 10, maxLength: 10 })) {
      expect(text).toMatch(/^E[abcd]*([XY][abcd]*){2,3}B$/);
      expect(text.length).toBe(10);
      expect(text.replace(/[^XY]/g, "").length).toBe(relevant);
    }
  });
});

test("the noise is uniform", () => {
  const letters = temporalOrder({ count: 300 }).flatMap(({ text }) =>
    [...text].filter((letter) => /[a-d]/.test(letter)),
  );
  expectUniform(letters, 4);
  expect([...countsOf(letters).keys()].sort()).toEqual(["a", "b", "c", "d"]);
});

test("refuses what makes no sense", () => {
  expect(() => temporalOrder({ count: 1, minLength: 9 })).toThrow(
    new RangeError("temporalOrder: minLength must be an integer of 10 or more; got 9."),
  );
  expect(() => temporalOrder({ count: 1, relevant: 4 as 3 })).toThrow(
    "relevant must be an integer from 2 to 3; got 4.",
  );
});
