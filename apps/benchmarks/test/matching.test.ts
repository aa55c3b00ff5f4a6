import { expect, test } from "vitest";
import { match } from "../src/matching.ts";
import type { Named } from "../src/values.ts";

const never = () => false;
const output = (...numbers: number[]): Named => ({
  output: { shape: [numbers.length], data: Float32Array.from(numbers) },
});

test("differences count relative to the largest number", () => {
  expect(match(output(0, -100), output(0.009, -100), never)).toEqual({
    matches: true,
    difference: expect.closeTo(9e-5),
  });
  expect(match(output(0, -100), output(0.011, -100), never)).toEqual({
    matches: false,
    reason: "output differs by 1.1e-4 of its largest number; allowed is 0.0001",
  });
});

test("NaN never matches, on either side", () => {
  expect(match(output(1, 2), output(1, Number.NaN), never).matches).toBe(false);
  expect(match(output(1, Number.NaN), output(1, 2), never).matches).toBe(false);
});

test("nothing matches nothing but nothing", () => {
  expect(match(output(0, 0), output(0, 0), never)).toEqual({ matches: true, difference: 0 });
  expect(match(output(0, 0), output(0, 1e-9), never).matches).toBe(false);
});

test("shapes and names must be the same", () => {
  const expected = { ...output(1), "grad.bias_hh_l0": { shape: [1], data: Float32Array.of(2) } };
  expect(match(expected, output(1), never)).toEqual({ matches: false, reason: "grad.bias_hh_l0 is missing" });
  expect(match(expected, output(1), (name) => name.startsWith("grad.bias_hh")).matches).toBe(true);
  expect(match(output(1), expected, never)).toEqual({ matches: false, reason: "grad.bias_hh_l0 was not asked for" });
  expect(match(output(1, 2), { output: { shape: [1, 2], data: Float32Array.of(1, 2) } }, never)).toEqual({
    matches: false,
    reason: "output must have shape [2]; got [1, 2]",
  });
});

test("tokens must be equal", () => {
  const tokens = (...ids: number[]): Named => ({ tokens: { shape: [ids.length], data: Int32Array.from(ids) } });
  expect(match(tokens(100_000, 7), tokens(100_000, 7), never).matches).toBe(true);
  expect(match(tokens(100_000, 7), tokens(100_001, 7), never)).toEqual({
    matches: false,
    reason: "tokens[0] must be 100000; got 100001",
  });
});
