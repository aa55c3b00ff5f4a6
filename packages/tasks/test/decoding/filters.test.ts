import { Rng } from "@unroll/random";
import { describe, expect, test } from "vitest";
import {
  banTokens,
  divideByTemperature,
  keepTokens,
  keepTopK,
  keepTopP,
  penalizeRepetition,
  samplingDistribution,
} from "../../src/index.ts";

const { NEGATIVE_INFINITY } = Number;

/** Rows of many sizes, some with many equal values, some sorted. */
function rows(): Float32Array[] {
  const rng = new Rng(3);
  return Array.from({ length: 200 }, (_, i) => {
    const row = new Float32Array(1 + rng.integer(60));
    const levels = i % 3 === 0 ? 4 : 1e6;
    for (let at = 0; at < row.length; at++) row[at] = (rng.integer(levels) - levels / 3) / 7;
    if (i % 5 === 0) row.sort();
    return row;
  });
}

/** The ids, largest value first, of equal ones the lower. */
function ranked(row: Float32Array): number[] {
  return Array.from(row.keys()).sort((a, b) => row[b]! - row[a]! || a - b);
}

function softmax(row: ArrayLike<number>): number[] {
  const weights = Array.from(row, (logit) => Math.exp(logit - Math.max(...Array.from(row))));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

describe("keepTopK", () => {
  test("keeps the k that a sort puts first", () => {
    for (const row of rows()) {
      for (const k of [1, 2, 7, row.length, row.length + 3]) {
        const kept = new Set(ranked(row).slice(0, k));
        expect(keepTopK(row, k)).toEqual(row.map((logit, id) => (kept.has(id) ? logit : NEGATIVE_INFINITY)));
      }
    }
  });
});

describe("keepTopP", () => {
  test("keeps the shortest beginning of a sort that reaches p", () => {
    for (const row of rows()) {
      // Sixteenths and so on: sums without rounding, so that the edges are exact too.
      const total = 2 ** 14;
      const weights = row.map(() => 0);
      const rng = new Rng(row.length);
      for (let i = 0; i < total; i++) weights[Math.min(rng.integer(row.length), rng.integer(row.length))]! += 1 / total;
      for (const p of [1e-9, 1 / 16, 0.5, 0.875, 1 - 1 / total, 1]) {
        const kept = new Set<number>();
        let sum = 0;
        for (const id of ranked(weights)) {
          if (sum >= p) break;
          sum += weights[id]!;
          kept.add(id);
        }
        expect(keepTopP(weights, p)).toEqual(weights.map((weight, id) => (kept.has(id) ? weight : 0)));
      }
    }
  });

  test("takes linear time on rows that occur: up, down, equal, up and down, in teeth", () => {
    const size = 2 ** 17;
    const shapes: ((i: number) => number)[] = [
      (i) => i,
      (i) => size - i,
      () => 1,
      (i) => Math.min(i, size - i),
      (i) => i % 7,
    ];
    for (const shape of shapes) {
      const weights = Float32Array.from({ length: size }, (_, i) => shape(i));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const kept = new Set<number>();
      let sum = 0;
      for (const id of ranked(weights)) {
        if (sum >= total / 2) break;
        sum += weights[id]!;
        kept.add(id);
      }
      const wrong = keepTopP(weights, 0.5).findIndex((weight, id) => weight !== (kept.has(id) ? weights[id] : 0));
      expect(wrong).toBe(-1); // the square of the size would take a minute
    }
  });

  test("does not depend on the sum", () => {
    expect(keepTopP(Float32Array.of(1, 4, 2, 1), 0.75)).toEqual(Float32Array.of(0, 4, 2, 0));
  });
});

test("penalizeRepetition makes what has come less likely on both sides of zero, once however often it came", () => {
  const row = Float32Array.of(3, -3, 0, 3, -3);
  expect(penalizeRepetition(row, [0, 1, 2, 0, 0], 1.5)).toEqual(Float32Array.of(2, -4.5, 0, 3, -3));
  expect(row).toEqual(Float32Array.of(3, -3, 0, 3, -3));
});

test("names what is wrong", () => {
  const row = Float32Array.of(1, 2);
  expect(() => keepTopK(row, 0)).toThrow("keepTopK: k must be a positive integer; got 0");
  expect(() => keepTopP(row, 0)).toThrow("keepTopP: p must be above 0 and at most 1; got 0");
  expect(() => keepTopP(row, 1.01)).toThrow("keepTopP: p must be above 0 and at most 1; got 1.01");
  expect(() => divideByTemperature(row, 0)).toThrow("divideByTemperature: temperature must be a number above 0; got 0");
  expect(() => penalizeRepetition(row, [], 0)).toThrow("penalizeRepetition: penalty must be a number above 0; got 0");
  expect(() => keepTokens(row, [2])).toThrow("keepTokens: ids must be integers from 0 to 1; got 2");
  expect(() => banTokens(row, [0.5])).toThrow("banTokens: ids must be integers from 0 to 1; got 0.5");
  expect(() => samplingDistribution(row, { topP: 0 })).toThrow("topP must be above 0 and at most 1; got 0");
  expect(() => samplingDistribution(row, { topK: 1.5 })).toThrow("topK must be a positive integer; got 1.5");
  expect(() => samplingDistribution(row, { repetitionPenalty: -1 })).toThrow(
    "repetitionPenalty must be a number above 0",
  );
  for (const logits of [Float32Array.of(1, Number.NaN), new Float32Array(3).fill(NEGATIVE_INFINITY)]) {
    expect(() => samplingDistribution(logits)).toThrow(/logits must be numbers, one of them finite; the largest is/);
  }
});

describe("samplingDistribution", () => {
  const logits = Float32Array.of(1, -0.5, 2, 1.5, 0, 2);

  test.each([
    ["nothing", {}, softmax(logits)],
    ["temperature", { temperature: 0.4 }, softmax(logits.map((logit) => logit / 0.4))],
    ["top k, the lower of equal ones", { topK: 1 }, [0, 0, 1, 0, 0, 0]],
    ["top k", { topK: 3 }, softmax([NEGATIVE_INFINITY, NEGATIVE_INFINITY, 2, 1.5, NEGATIVE_INFINITY, 2])],
    // Shares of exp(2), exp(2), exp(1.5), exp(1) ... are 0.33, 0.33, 0.20, 0.12: two reach 0.6, three 0.7.
    ["top p", { topP: 0.6 }, [0, 0, 0.5, 0, 0, 0.5]],
    ["top p", { topP: 0.7 }, softmax([NEGATIVE_INFINITY, NEGATIVE_INFINITY, 2, 1.5, NEGATIVE_INFINITY, 2])],
    // Temperature first: at 0.1 two tokens hold 0.99 of all.
    ["temperature before top p", { temperature: 0.1, topP: 0.7 }, [0, 0, 0.5, 0, 0, 0.5]],
    // Top k first: of the two left each holds a half, of all they would hold two thirds.
    ["top k before top p", { topK: 2, topP: 0.5 }, [0, 0, 1, 0, 0, 0]],
    // The penalty first: 2 becomes 1, and 1.5 is the likeliest.
    ["the penalty before the choice", { repetitionPenalty: 2, temperature: 0 }, [0, 0, 0, 1, 0, 0]],
    [
      "the alphabet before top k",
      { allowed: [4, 0, 1], topK: 2 },
      softmax([1, ...Array(3).fill(NEGATIVE_INFINITY), 0, NEGATIVE_INFINITY]),
    ],
    ["temperature 0", { temperature: 0 }, [0, 0, 1, 0, 0, 0]],
    ["the lowest temperatures do not overflow", { temperature: 1e-300 }, [0, 0, 0.5, 0, 0, 0.5]],
  ])("%s: %o", (_, options, expected) => {
    const distribution = samplingDistribution(logits, options, [2, 5]);
    expect(distribution).toHaveLength(6);
    distribution.forEach((probability, id) => {
      expect(probability).toBeCloseTo(expected[id]!, 6);
      expect(probability === 0).toBe(expected[id] === 0);
    });
  });
});
