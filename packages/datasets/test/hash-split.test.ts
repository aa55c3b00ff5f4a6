import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shuffled } from "../src/generated.ts";
import { splitByHash, splitOf } from "../src/index.ts";

test("the part is that of Node's SHA-1, for any text", () => {
  const expected = (text: string): string => {
    const digit = Number.parseInt(createHash("sha1").update(text, "utf8").digest("hex").slice(0, 8), 16) % 10;
    return digit === 0 ? "test" : digit === 1 ? "dev" : "train";
  };
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 80 }),
      (text) => void expect(splitOf(text)).toBe(expected(text)),
    ),
  );
  // Around the ends of blocks of 64 bytes, where the length no longer fits.
  for (let length = 0; length < 200; length++) expect(splitOf("x".repeat(length))).toBe(expected("x".repeat(length)));
});

test("eight tenths, one tenth, one tenth; the order stays; duplicates never straddle", () => {
  const texts = Array.from({ length: 10_000 }, (_, i) => `line ${i % 5000}`);
  const split = splitByHash(texts.entries(), ([, text]) => text);
  const { train, dev, test } = split;
  expect(train.length + dev.length + test.length).toBe(10_000);
  for (const part of [dev, test]) expect(Math.abs(part.length / 10_000 - 0.1)).toBeLessThan(5 * Math.sqrt(0.09 / 5000));
  const places = Object.values(split).map((part) => part.map(([i]: [number, string]) => i));
  for (const part of places) expect(part).toEqual([...part].sort((a, b) => a - b));
  const parts = Object.values(split).map((part) => new Set(part.map(([, text]: [number, string]) => text)));
  expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(5000);
});

test("shuffled is a new array with the same items, by seed", () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const copy = [...items];
  const order = shuffled(items, 3);
  expect(items).toEqual(copy);
  expect(order).not.toEqual(items);
  expect([...order].sort((a, b) => a - b)).toEqual(items);
  expect(shuffled(new Set(items), 3)).toEqual(order);
  expect(shuffled(items, 4)).not.toEqual(order);
  expect(shuffled(items)).toEqual(shuffled(items, 0));
});
