import type { NDArray } from "../ndarray.ts";
import { contiguous } from "./layout.ts";

/** Refuses numbers that an int32 would change: for ids, where a fraction or a NaN is a mistake. */
export function requireInt32(values: ArrayLike<number>, operation: string): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if ((value | 0) === value) continue;
    throw new RangeError(
      `${operation}: an int32 is an integer from -2147483648 to 2147483647; got ${value} at position ${i}`,
    );
  }
}

/** Refuses numbers that no int32 is near to: NaN, infinities and what is too large. */
export function requireInt32Range(array: NDArray, operation: string): void {
  if (array.dtype === "bool") return;
  const values = contiguous(array).elements();
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > -2147483649 && value < 2147483648) continue;
    throw new RangeError(`${operation}: an int32 is from -2147483648 to 2147483647; got ${value} at position ${i}`);
  }
}
