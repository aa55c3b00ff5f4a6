import { filled } from "../arrays/layout.ts";
import type { DType } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";
import type { Shape } from "../shape.ts";

/**
 * A gradient that is 0 but for a part, such as that of the rows of a table that were looked up. It is added in place to
 * the whole gradient that is there, so that a thousand slices of one tensor do not cost a thousand arrays of its size.
 *
 * @example
 * ```ts
 * import { customOperation, PartialGradient, single, type Tensor, tensor } from "@unroll/tensor";
 *
 * function first(x: Tensor): Tensor {
 *   return customOperation("first", [x], (a) =>
 *     single(a.view([], []), [], (dy) => [
 *       new PartialGradient(a.dtype, a.shape, (dx) => {
 *         dx.elements()[0] = (dx.elements()[0] ?? 0) + (dy.elements()[0] ?? 0);
 *       }),
 *     ]),
 *   );
 * }
 * const x = tensor([5, 7], { requiresGrad: true });
 * first(x).mul(3).backward();
 * x.grad?.toArray(); // => [3, 0]
 * ```
 */
export class PartialGradient {
  readonly dtype: DType;
  readonly shape: Shape;
  /** Adds the part to a whole gradient, which is contiguous. */
  readonly addTo: (whole: NDArray) => void;

  constructor(dtype: DType, shape: Shape, addTo: (whole: NDArray) => void) {
    this.dtype = dtype;
    this.shape = shape;
    this.addTo = addTo;
  }
}

/** What a derivative gives. */
export type Gradient = NDArray | PartialGradient;

/** A gradient written out, with zeros where it has no part. */
export function writtenOut(gradient: Gradient): NDArray {
  if (gradient instanceof NDArray) return gradient;
  const whole = filled(gradient.dtype, gradient.shape, 0);
  gradient.addTo(whole);
  return whole;
}
