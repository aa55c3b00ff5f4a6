import { describe } from "./describe.ts";
import type { DType } from "./dtype.ts";
import { DTypeError, ShapeError } from "./errors.ts";
import { requireTensor, requireTensors } from "./operand.ts";
import * as views from "./ops/views.ts";
import { checkShape, formatShape, normalizeAxis, requireList, sameShape } from "./shape.ts";
import { apply, applyAll } from "./tensor/apply.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Joins tensors along an axis that they have; their other dimensions are equal.
 *
 * @example
 * ```ts
 * import { concat, tensor } from "@unroll/tensor";
 * concat([tensor([[1, 2]]), tensor([[3, 4], [5, 6]])]).toArray(); // => [[1,2],[3,4],[5,6]]
 * ```
 */
export function concat<D extends DType>(tensors: readonly Tensor<D>[], axis = 0): Tensor<D> {
  requireTensors(tensors, "concat", "tensors");
  const [first] = tensors;
  if (first === undefined) throw new ShapeError("concat: needs at least one tensor");
  const at = normalizeAxis(axis, first.rank, "concat");
  for (const other of tensors) {
    if (other.dtype !== first.dtype) throw new DTypeError(`concat: tensors are ${first.dtype} and ${other.dtype}`);
    const fits = other.rank === first.rank && other.shape.every((size, i) => i === at || size === first.shape[i]);
    if (!fits) {
      throw new ShapeError(
        `concat: shapes ${formatShape(first.shape)} and ${formatShape(other.shape)} differ elsewhere than at axis ${at}`,
      );
    }
  }
  return apply("concat", tensors, views.concat(at));
}

/** Joins tensors of one shape along a new axis. */
export function stack<D extends DType>(tensors: readonly Tensor<D>[], axis = 0): Tensor<D> {
  requireTensors(tensors, "stack", "tensors");
  const [first] = tensors;
  if (first === undefined) throw new ShapeError("stack: needs at least one tensor");
  const at = normalizeAxis(axis, first.rank + 1, "stack");
  checkShape([...first.shape, tensors.length], "stack");
  for (const other of tensors) {
    if (other.dtype !== first.dtype) throw new DTypeError(`stack: tensors are ${first.dtype} and ${other.dtype}`);
    if (!sameShape(other.shape, first.shape)) {
      throw new ShapeError(`stack: shapes ${formatShape(first.shape)} and ${formatShape(other.shape)} differ`);
    }
  }
  return concat(
    tensors.map((each) => each.unsqueeze(at)),
    at,
  );
}

/**
 * Cuts an axis into parts. They are views, and share one gradient: cheaper than as many slices.
 *
 * @param sizes the size of every part, where the last may be smaller; or the sizes of all.
 * @throws ShapeError when the sizes do not add up to the axis.
 * @example
 * ```ts
 * import { arange, split } from "@unroll/tensor";
 * split(arange(5), 2).map((part) => part.toArray()); // => [[0, 1], [2, 3], [4]]
 * split(arange(5), [1, 4]).map((part) => part.toArray()); // => [[0], [1, 2, 3, 4]]
 * ```
 */
export function split<D extends DType>(x: Tensor<D>, sizes: number | readonly number[], axis = 0): Tensor<D>[] {
  requireTensor(x, "split", "x");
  const at = normalizeAxis(axis, x.rank, "split");
  if (typeof sizes !== "number") requireList(sizes, "split", "sizes");
  const size = x.shape[at] as number;
  const list = typeof sizes === "number" ? equalSizes(size, sizes) : sizes;
  const whole = list.every((part) => Number.isInteger(part) && part >= 0);
  if (!whole || list.reduce((sum, part) => sum + part, 0) !== size) {
    throw new ShapeError(
      `split: sizes ${formatShape(list)} do not add up to axis ${at} of shape ${formatShape(x.shape)}`,
    );
  }
  return applyAll("split", [x], views.split(at, list)) as Tensor<D>[];
}

function equalSizes(size: number, part: number): number[] {
  if (!Number.isInteger(part) || part < 1) return [part];
  const count = Math.max(1, Math.ceil(size / part));
  return Array.from({ length: count }, (_, i) => Math.min(part, size - i * part));
}

/**
 * Cuts an axis into a number of parts, all of one size but for the last; into fewer where the size does not allow so many.
 *
 * @throws ShapeError for less than one part.
 * @example
 * ```ts
 * import { chunk, tensor } from "@unroll/tensor";
 * const [left, right] = chunk(tensor([[1, 2, 3, 4], [5, 6, 7, 8]]), 2, 1);
 * right?.toArray(); // => [[3, 4], [7, 8]]
 * ```
 */
export function chunk<D extends DType>(x: Tensor<D>, parts: number, axis = 0): Tensor<D>[] {
  requireTensor(x, "chunk", "x");
  if (!Number.isInteger(parts) || parts < 1) {
    throw new ShapeError(`chunk: parts must be a positive integer; got ${describe(parts)}`);
  }
  const at = normalizeAxis(axis, x.rank, "chunk");
  return split(x, Math.max(1, Math.ceil((x.shape[at] as number) / parts)), at);
}

/**
 * The entries of an axis, without that axis: the opposite of {@link stack}. They are views, and share one gradient.
 *
 * @example
 * ```ts
 * import { tensor, unbind } from "@unroll/tensor";
 * unbind(tensor([[1, 2], [3, 4]]), 1).map((column) => column.toArray()); // => [[1, 3], [2, 4]]
 * ```
 */
export function unbind<D extends DType>(x: Tensor<D>, axis = 0): Tensor<D>[] {
  requireTensor(x, "unbind", "x");
  const at = normalizeAxis(axis, x.rank, "unbind");
  return x.shape[at] === 0 ? [] : split(x, 1, at).map((entry) => entry.squeeze(at));
}
