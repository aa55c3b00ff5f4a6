import { expect } from "vitest";

/** `count` numbers of the formula of goldens/*.py. All of them are exact in float32. */
export function fill(seed: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (((31 * i * i + 7919 * i + 104729 * seed) % 1021) - 510) / 512);
}

/** Compares element by element: the difference is at most `tolerance` times max(1, |expected|). */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [got, want] = [actual[i] as number, expected[i] as number];
    if (Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want))) continue;
    expect.fail(`element ${i} is ${got}, expected ${want} within ${tolerance}`);
  }
}
