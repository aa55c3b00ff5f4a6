import { contiguous, filled } from "../arrays/layout.ts";
import { DTypeError, GraphError, ShapeError } from "../errors.ts";
import type { NDArray } from "../ndarray.ts";
import { formatShape, sameShape } from "../shape.ts";
import type { GraphValue } from "./node.ts";

/** The gradient that a walk starts with. */
export function seedGradient(
  { array: of, requiresGrad }: GraphValue,
  gradient: NDArray | undefined,
  operation: string,
): NDArray {
  if (!requiresGrad) {
    throw new GraphError(
      `${operation}: nothing was recorded for this tensor ${formatShape(of.shape)}; make it from tensors with requiresGrad, outside noGrad`,
    );
  }
  if (gradient === undefined) {
    if (of.size !== 1) {
      throw new ShapeError(
        `${operation}: a tensor of shape ${formatShape(of.shape)} needs a gradient of that shape; only a single element may go without`,
      );
    }
    return filled(of.dtype, of.shape, 1);
  }
  if (!sameShape(gradient.shape, of.shape)) {
    throw new ShapeError(
      `${operation}: the gradient must have shape ${formatShape(of.shape)}; got ${formatShape(gradient.shape)}`,
    );
  }
  if (gradient.dtype !== of.dtype) {
    throw new DTypeError(`${operation}: the gradient must be ${of.dtype}; got ${gradient.dtype}`);
  }
  return contiguous(gradient);
}
