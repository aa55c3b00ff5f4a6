import { DTypeError } from "../errors.ts";
import type { NDArray } from "../ndarray.ts";
import { contiguous } from "./layout.ts";

/**
 * Refuses ids that are not int32, and the first that is neither from 0 to `limit` - 1 nor `allowed`.
 *
 * @param name what one is called: an id, or a target.
 */
export function requireIds(ids: NDArray, limit: number, operation: string, allowed?: number, name = "id"): void {
  if (ids.dtype !== "int32") throw new DTypeError(`${operation}: ${name}s must be int32; got ${ids.dtype}`);
  const values = contiguous(ids).elements<"int32">();
  for (let i = 0; i < values.length; i++) {
    const id = values[i] as number;
    if ((id >= 0 && id < limit) || id === allowed) continue;
    const expected = limit === 0 ? "there are none" : `expected 0 to ${limit - 1}`;
    throw new RangeError(`${operation}: ${name} ${id} at position ${i} is out of range; ${expected}`);
  }
}
