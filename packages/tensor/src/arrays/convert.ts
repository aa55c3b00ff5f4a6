import type { DType } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";
import { contiguous } from "./layout.ts";

/** The same numbers as another element type: int32 truncates towards zero, bool is "not zero". */
export function convert(array: NDArray, dtype: DType): NDArray {
  if (array.dtype === dtype) return array;
  const source = contiguous(array);
  const out = NDArray.empty(dtype, array.shape);
  const from = source.elements();
  const to = out.elements();
  if (dtype === "bool") for (let i = 0; i < from.length; i++) to[i] = from[i] === 0 ? 0 : 1;
  else to.set(from);
  return out;
}
