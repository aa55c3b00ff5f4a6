import { mobyDick, splitText } from "@unroll/datasets";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unigramLoss, wittenBellIdsLoss, wittenBellLoss } from "../src/language-modeling/baselines.ts";

/** The same model written as its equation: every probability from the text itself, slowly. */
function readableLoss(train: string, heldOut: string, order: number): number {
  const all = [...train, ...heldOut];
  const n = [...train].length;
  const size = new Set(all).size;
  const probability = (h: string[], c: string): number => {
    let count = 0;
    let seen = 0;
    const followers = new Set<string>();
    for (let i = h.length; i < n; i++) {
      if (!h.every((x, j) => all[i - h.length + j] === x)) continue;
      count++;
      followers.add(all[i]!);
      if (all[i] === c) seen++;
    }
    const lower = h.length === 0 ? 1 / size : probability(h.slice(1), c);
    return count === 0 ? lower : (seen + followers.size * lower) / (count + followers.size);
  };
  let loss = 0;
  for (let t = n; t < all.length; t++) loss -= Math.log(probability(all.slice(Math.max(0, t - order + 1), t), all[t]!));
  return loss / (all.length - n);
}

test("one character of context by hand", () => {
  // After "a": b twice, c once. P(b | a) = (2 + 2 P(b)) / (3 + 2), P(b) = (2 + 3 / 3) / (6 + 3) = 1/3.
  expect(wittenBellLoss("ababac", "a", 1)).toBeCloseTo(-Math.log((3 + 3 / 3) / 9), 12);
  expect(wittenBellLoss("ababaca", "b", 2)).toBeCloseTo(-Math.log((2 + 2 * ((2 + 3 / 3) / 10)) / 5), 12);
});

describe("wittenBellIdsLoss", () => {
  test("over the ids of characters is that of characters, whatever the ids are", () => {
    const ids = (text: string) => Int32Array.from(text, (c) => c.charCodeAt(0) * 1000);
    for (const order of [1, 2, 5]) {
      expect(wittenBellIdsLoss(ids("abracadabra"), ids("cadabx"), order)).toBe(
        wittenBellLoss("abracadabra", "cadabx", order),
      );
    }
  });

  test("knows a larger vocabulary: P(b) = (1 + 1 / 10) / (1 + 1) after one b", () => {
    expect(wittenBellIdsLoss(Int32Array.of(4), Int32Array.of(4), 1, 10)).toBeCloseTo(-Math.log((1 + 1 / 10) / 2), 12);
    expect(() => wittenBellIdsLoss(Int32Array.of(4), Int32Array.of(3), 1, 1)).toThrow(
      "at least the 2 ids that occur; got 1",
    );
    expect(() => wittenBellIdsLoss(Int32Array.of(4), new Int32Array(), 1)).toThrow("heldOut must have ids; got none");
    expect(() => wittenBellIdsLoss(Int32Array.of(4), Int32Array.of(4), 0)).toThrow("order must be an integer");
  });
});

describe("wittenBellLoss", () => {
  test("equals the equation written out", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", "\u{1F600}"), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 6 }), (train, heldOut, order) => {
        const expected = readableLoss(train.join(""), heldOut.join(""), order);
        expect(wittenBellLoss(train.join(""), heldOut.join(""), order)).toBeCloseTo(expected, 10);
      }),
    );
  });

  test("equals it on a text whose n-grams fill the table more than once", () => {
    // 20,000 characters with 60 distinct ones: about 60,000 n-grams, while the table starts with room for 2,000.
    let state = 1;
    const next = (): string => {
      state = (state * 48271) % 2147483647;
      return String.fromCharCode(65 + ((state >> 8) % 60));
    };
    const train = Array.from({ length: 20_000 }, next).join("");
    const heldOut = Array.from({ length: 5 }, next).join("");
    expect(wittenBellLoss(train, heldOut, 4)).toBeCloseTo(readableLoss(train, heldOut, 4), 10);
  });

  test("an order beyond the length of the text changes nothing", () => {
    expect(wittenBellLoss("abc", "ab", 50)).toBe(wittenBellLoss("abc", "ab", 6));
  });

  test.each([0, 1.5, Number.NaN, -1])("the order %s is refused", (order) => {
    expect(() => wittenBellLoss("a", "b", order)).toThrow(
      new RangeError(`wittenBellLoss: order must be an integer of at least 1; got ${order}.`),
    );
  });

  test("an empty text is refused", () => {
    expect(() => wittenBellLoss("", "b", 1)).toThrow("wittenBellLoss: train must have characters; got an empty text.");
    expect(() => wittenBellLoss("a", "", 1)).toThrow(
      "wittenBellLoss: heldOut must have characters; got an empty text.",
    );
  });
});

test("Moby Dick, the last tenth held out: 3.118 nats for the unigram, 1.547 for the 5-gram", async () => {
  const { train, heldOut } = splitText((await mobyDick()).text);
  expect(unigramLoss(train, heldOut)).toBeCloseTo(3.118, 3);
  expect(wittenBellLoss(train, heldOut, 5)).toBeCloseTo(1.547, 3);
}, 30_000);
