import { executor } from "@unroll/kernels";
import { requireFloat } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";
import { sizeOf } from "../shape.ts";
import { contiguous } from "./layout.ts";

/** The elements before, along and behind an axis: contiguous [outer, n, inner]. */
function around(x: NDArray, axis: number): [outer: number, n: number, inner: number] {
  return [sizeOf(x.shape.slice(0, axis)), x.shape[axis] as number, sizeOf(x.shape.slice(axis + 1))];
}

/** Running sums along an axis, from its end if `reverse`. */
export function cumulativeSum(x: NDArray, axis: number, reverse: boolean): NDArray {
  const dtype = requireFloat(x.dtype, "cumsum");
  const source = contiguous(x);
  const out = NDArray.empty(dtype, x.shape);
  const [outer, n, inner] = around(x, axis);
  executor(dtype).inference.cumulativeSum(outer, n, inner, source.address, reverse, out.address);
  return out;
}

/** Elements at int32 positions along an axis; beside it, x and the positions have one shape. */
export function gather(x: NDArray, axis: number, ids: NDArray): NDArray {
  const dtype = requireFloat(x.dtype, "gather");
  const [source, positions] = [contiguous(x), contiguous(ids)];
  const out = NDArray.empty(dtype, ids.shape);
  const [outer, n, inner] = around(x, axis);
  const m = ids.shape[axis] as number;
  executor(dtype).inference.gatherAxis(outer, n, m, inner, source.address, positions.address, out.address);
  return out;
}

/** The opposite of {@link gather}: adds every element of y to where it came from, in a contiguous x. */
export function scatterAdd(x: NDArray, axis: number, ids: NDArray, y: NDArray): void {
  const dtype = requireFloat(x.dtype, "gather");
  const [values, positions] = [contiguous(y), contiguous(ids)];
  const [outer, n, inner] = around(x, axis);
  const m = ids.shape[axis] as number;
  executor(dtype).training.scatterAddAxis(outer, n, m, inner, positions.address, values.address, x.address);
}

/** The int32 positions of the k largest along the last axis, the largest first. */
export function topPositions(x: NDArray, k: number): NDArray {
  const dtype = requireFloat(x.dtype, "topk");
  const source = contiguous(x);
  const shape = [...x.shape.slice(0, -1), k];
  const values = NDArray.empty(dtype, shape);
  const positions = NDArray.empty("int32", shape);
  const rows = sizeOf(x.shape.slice(0, -1));
  executor(dtype).inference.topK(rows, x.shape.at(-1) as number, k, source.address, values.address, positions.address);
  return positions;
}
