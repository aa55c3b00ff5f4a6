import { convert } from "../arrays/convert.ts";
import { binary, binaryScalar, compare, unary, where } from "../arrays/elementwise.ts";
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

/** y = log sum exp x; dy/dx = exp(x - y), and 0 where every x is -Infinity. */
export function logSumExp(axes: readonly number[], keepdim: boolean): (x: NDArray) => Outcome {
  return (x) => {
    const y = reduce("logSumExp", x, axes, keepdim);
    return single(y, [x, y], (dy) => {
      const none = filled(x.dtype, [], 0);
      const finite = where(compare("eq", y, filled(x.dtype, [], Number.NEGATIVE_INFINITY)), none, y);
      return [binary("mul", spread(dy, x, axes), unary("exp", binary("sub", x, spread(finite, x, axes))))];
    });
  };
}

/** a / b, and 0 where b is 0. */
function quotientOrZero(a: NDArray, b: NDArray): NDArray {
  const none = filled(b.dtype, [], 0);
  return where(compare("eq", b, none), none, binary("div", a, b));
}

/**
 * With d = x - mean(x) over n elements:
 *
 * ```
 * var: y = sum d^2 / (n - correction)           dy/dx = 2 d / (n - correction)
 * std: y = sqrt(sum d^2 / (n - correction))     dy/dx = d / (y (n - correction)), 0 where y = 0
 * ```
 */
export function deviation(
  op: "var" | "std",
  axes: readonly number[],
  correction: number,
  keepdim: boolean,
): (x: NDArray) => Outcome {
  return (x) => {
    const count = axes.reduce((n, axis) => n * (x.shape[axis] as number), 1);
    const center = binaryScalar("div", reduce("sum", x, axes, true), count);
    const d = binary("sub", x, expandTo(center, x.shape));
    // Torch's freedom: never fewer than no degrees, so that one element has no variance rather than a negative one.
    const freedom = Math.max(0, count - correction);
    const variance = binaryScalar("div", reduce("sumSquares", d, axes, keepdim), freedom);
    if (op === "var") {
      return single(variance, [d], (dy) => [binary("mul", spread(binaryScalar("mul", dy, 2 / freedom), x, axes), d)]);
    }
    const y = unary("sqrt", variance);
    return single(y, [d, y], (dy) => {
      const share = quotientOrZero(binaryScalar("div", dy, freedom), y);
      return [binary("mul", spread(share, x, axes), d)];
    });
  };
}

/** y = sqrt(sum x^2); dy/dx = x / y, 0 where y = 0. */
export function euclideanNorm(axes: readonly number[], keepdim: boolean): (x: NDArray) => Outcome {
  return (x) => {
    const y = unary("sqrt", reduce("sumSquares", x, axes, keepdim));
    return single(y, [x, y], (dy) => [binary("mul", spread(quotientOrZero(dy, y), x, axes), x)]);
  };
}
