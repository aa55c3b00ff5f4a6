import { executor, type ReduceOp } from "@unroll/kernels";
import { requireFloat } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";
import type { Shape } from "../shape.ts";
import { contiguous, permute, reshape } from "./layout.ts";

/** The shape that is left when `axes` are reduced to one element, or taken away. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdim: boolean): number[] {
  if (keepdim) return shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** Contiguous [outer, n, inner], with the reduced axes gathered in n. */
function asThreeAxes(
  x: NDArray,
  axes: readonly number[],
): { source: NDArray; outer: number; n: number; inner: number } {
  const first = axes[0] ?? 0;
  const last = axes.at(-1) ?? -1;
  const adjacent = axes.length === last - first + 1;
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  // Axes that are apart move to the end; the rest keep their order.
  const source = contiguous(adjacent ? x : permute(x, [...kept, ...axes]));
  const product = (from: number, to: number): number => x.shape.slice(from, to).reduce((a, b) => a * b, 1);
  let n = 1;
  for (const axis of axes) n *= x.shape[axis] as number;
  if (adjacent) return { source, outer: product(0, first), n, inner: product(last + 1, x.shape.length) };
  return { source, outer: kept.reduce((size, axis) => size * (x.shape[axis] as number), 1), n, inner: 1 };
}

/** Reduces sorted distinct axes. */
export function reduce(op: ReduceOp, x: NDArray, axes: readonly number[], keepdim: boolean): NDArray {
  const dtype = requireFloat(x.dtype, op);
  const { source, outer, n, inner } = asThreeAxes(x, axes);
  const out = NDArray.empty(dtype, reducedShape(x.shape, axes, keepdim));
  if (out.size > 0) executor(dtype).inference.reduce(op, outer, n, inner, source.address, out.address);
  return out;
}

/** The int32 positions of the extreme elements. */
export function argExtreme(op: "argmax" | "argmin", x: NDArray, axes: readonly number[], keepdim: boolean): NDArray {
  const dtype = requireFloat(x.dtype, op);
  const { source, outer, n, inner } = asThreeAxes(x, axes);
  const out = NDArray.empty("int32", reducedShape(x.shape, axes, keepdim));
  if (out.size > 0) executor(dtype).inference[op](outer, n, inner, source.address, out.address);
  return out;
}

/** The gradient of a broadcast: sums what was stretched back to the shape it had. */
export function sumTo(x: NDArray, shape: Shape): NDArray {
  const lead = x.shape.length - shape.length;
  const axes: number[] = [];
  for (let axis = 0; axis < x.shape.length; axis++) {
    if (axis < lead || (shape[axis - lead] === 1 && x.shape[axis] !== 1)) axes.push(axis);
  }
  return axes.length === 0 ? x : reshape(reduce("sum", x, axes, true), shape);
}
