import { describe, expect, test } from "vitest";
import { learningRateAt, type Schedule } from "../src/index.ts";

const schedule: Schedule = { learningRate: 0.01, warmupSteps: 8, shape: "cosine" };

describe("learningRateAt", () => {
  test("rises evenly in the warm-up and never starts at 0", () => {
    const rates = Array.from({ length: 9 }, (_, step) => learningRateAt(schedule, step, 100));
    expect(rates[0]).toBeCloseTo(0.01 / 9, 15);
    expect(rates[8]).toBe(0.01);
    for (let i = 1; i < rates.length; i++) expect(rates[i]! - rates[i - 1]!).toBeCloseTo(0.01 / 9, 15);
  });

  test("cosine equals the formula with Math.cos to 1e-15", () => {
    for (let step = 8; step < 100; step++) {
      const expected = (0.01 * (1 + Math.cos((Math.PI * (step - 8)) / 92))) / 2;
      expect(Math.abs(learningRateAt(schedule, step, 100) - expected)).toBeLessThan(1e-15);
    }
  });

  test("linear reaches 0 at the end on a line, and constant stays", () => {
    expect(learningRateAt({ ...schedule, shape: "linear" }, 54, 100)).toBeCloseTo(0.005, 15);
    expect(learningRateAt({ ...schedule, shape: "linear" }, 100, 100)).toBe(0);
    expect(learningRateAt({ ...schedule, shape: "constant" }, 99, 100)).toBe(0.01);
  });

  test("stays at its highest while the length is unknown, and at 0 behind the end", () => {
    expect(learningRateAt(schedule, 5000, null)).toBe(0.01);
    expect(learningRateAt(schedule, 200, 100)).toBeCloseTo(0, 15);
    expect(learningRateAt(schedule, 200, 100)).toBeGreaterThanOrEqual(0);
  });

  test("is finite for a run shorter than its warm-up", () => {
    for (let step = 0; step < 4; step++) expect(learningRateAt(schedule, step, 4)).toBeGreaterThan(0);
  });
});
