import { convert } from "../arrays/convert.ts";
import { binary, binaryScalar, compare, where } from "../arrays/elementwise.ts";
import { expandTo, filled, reshape } from "../arrays/layout.ts";
import { reduce, reducedShape } from "../arrays/reductions.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import type { NDArray } from "../ndarray.ts";

/** A reduced array, or its gradient, stretched over the axes that were reduced. */
function spread(reduced: NDArray, x: NDArray, axes: readonly number[]): NDArray {
  return expandTo(reshape(reduced, reducedShape(x.shape, axes, true)), x.shape);
}

/** y = sum x; dy/dx = 1. */
export function sum(axes: readonly number[], keepdim: boolean): (x: NDArray) => Outcome {
  return (x) => single(reduce("sum", x, axes, keepdim), [], (dy) => [spread(dy, x, axes)]);
}

/** y = sum x / n; dy/dx = 1 / n. */
export function mean(axes: readonly number[], keepdim: boolean): (x: NDArray) => Outcome {
  return (x) => {
    const count = axes.reduce((n, axis) => n * (x.shape[axis] as number), 1);
    const y = binaryScalar("div", reduce("sum", x, axes, keepdim), count);
    return single(y, [], (dy) => [spread(binaryScalar("div", dy, count), x, axes)]);
  };
}

/** y = max x or min x; the gradient is shared evenly among equal extremes, as PyTorch's amax and amin do. */
export function extreme(op: "max" | "min", axes: readonly number[], keepdim: boolean): (x: NDArray) => Outcome {
  return (x) => {
    const y = reduce(op, x, axes, keepdim);
    return single(y, [x, y], (dy) => {
      const chosen = compare("eq", x, spread(y, x, axes));
      const count = reduce("sum", convert(chosen, x.dtype), axes, keepdim);
      const share = binary("div", dy, count);
      return [where(chosen, spread(share, x, axes), filled(x.dtype, [], 0))];
    });
  };
}
