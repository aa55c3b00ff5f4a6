import { type FloatDType, Tensor } from "@unroll/tensor";
import { expect } from "vitest";

/** Compares numbers: none differs by more than `tolerance` times the largest of what is expected. */
export function expectClose(
  what: string,
  actual: Tensor<FloatDType> | ArrayLike<number> | null | undefined,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  const got = actual instanceof Tensor ? actual.data() : (actual ?? []);
  expect(got.length, what).toBe(expected.length);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i] as number));
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((got[i] as number) - (expected[i] as number));
    if (difference <= tolerance * largest) continue;
    expect.fail(`${what}: element ${i} is ${got[i]}, expected ${expected[i]}; the largest is ${largest}`);
  }
}
