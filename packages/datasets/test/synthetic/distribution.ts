import { expect } from "vitest";

/** How often each value occurs. */
export function countsOf<T>(values: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/**
 * Expects each of `kinds` values, and no other, with equal frequency: Pearson's statistic must be below its mean plus five
 * standard deviations, which a fair draw exceeds less than once in 10,000 seeds.
 */
export function expectUniform(values: Iterable<unknown>, kinds: number): void {
  const counts = [...countsOf(values).values()];
  expect(counts.length).toBe(kinds);
  const expected = counts.reduce((sum, n) => sum + n, 0) / kinds;
  expect(expected, "too few values to tell").toBeGreaterThan(5);
  const statistic = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  expect(statistic).toBeLessThan(kinds - 1 + 5 * Math.sqrt(2 * (kinds - 1)) + 5);
}
