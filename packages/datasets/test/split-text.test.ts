import fc from "fast-check";
import { expect, test } from "vitest";
import { CorpusError, splitText } from "../src/index.ts";

const anyText = fc
  .array(fc.oneof(fc.constantFrom(0x61, 0xd83d, 0xde00, 0xe9), fc.integer({ min: 0xd7ff, max: 0xe000 })))
  .map((units) => String.fromCharCode(...units));

test("the last tenth, rounded down", () => {
  expect(splitText("x".repeat(19)).heldOut.length).toBe(1);
  expect(splitText("x".repeat(1000)).heldOut.length).toBe(100);
  expect(splitText("x".repeat(1000), 0.25).heldOut.length).toBe(250);
});

test("the parts together are the text, and no pair of surrogates is cut", () => {
  fc.assert(
    fc.property(anyText, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (text, fraction) => {
      fc.pre(text.length > 0);
      let split: ReturnType<typeof splitText>;
      try {
        split = splitText(text, fraction);
      } catch (error) {
        expect(error).toMatchObject({ name: "CorpusError", problem: "too-short" });
        return;
      }
      const { train, heldOut } = split;
      expect(train + heldOut).toBe(text);
      expect([...train].length + [...heldOut].length).toBe([...text].length);
      expect(Math.abs(heldOut.length - Math.floor(text.length * fraction))).toBeLessThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
});

test("a text with nothing to hold out is refused", () => {
  for (const text of ["", "x", "123456789"]) {
    const split = (): unknown => splitText(text);
    expect(split).toThrow(CorpusError);
    expect(split).toThrow(
      `splitText: text must be long enough to hold out a part of 0.1; got ${text.length} characters.`,
    );
  }
  expect(() => splitText("\u{1F600}", 0.5)).toThrow("got 2 characters");
});

test.each([0, 1, -0.1, 1.5, Number.NaN])("the fraction %s is refused", (fraction) => {
  expect(() => splitText("x".repeat(100), fraction)).toThrow(
    new RangeError(`splitText: fraction must be between 0 and 1; got ${fraction}.`),
  );
});
