import { executor } from "@unroll/kernels";
import { contiguous, permute } from "../arrays/layout.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import { requireFloat } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";
import { sizeOf } from "../shape.ts";

const backwardOf = { softmax: "softmaxBackward", logSoftmax: "logSoftmaxBackward" } as const;

/**
 * Over the last axis:
 *
 * ```
 * softmax:    y_i = exp(x_i) / sum_k exp(x_k)      dx = y * (dy - sum(dy * y))
 * logSoftmax: y_i = x_i - log sum_k exp(x_k)       dx = dy - exp(y) * sum(dy)
 * ```
 */
function overRows(op: "softmax" | "logSoftmax", x: NDArray): Outcome {
  const dtype = requireFloat(x.dtype, op);
  const n = x.shape.at(-1) as number;
  const rows = sizeOf(x.shape.slice(0, -1));
  const y = NDArray.empty(dtype, x.shape);
  if (y.size > 0) executor(dtype).inference[op](rows, n, contiguous(x).address, y.address);
  return single(y, [y], (dy) => {
    const dx = NDArray.empty(dtype, x.shape);
    if (dx.size > 0) executor(dtype).training[backwardOf[op]](rows, n, y.address, contiguous(dy).address, dx.address);
    return [dx];
  });
}

/** Softmax or log-softmax over any axis: that axis is moved to the end and back. */
export function softmax(op: "softmax" | "logSoftmax", axis: number): (x: NDArray) => Outcome {
  return (x) => {
    if (axis === x.shape.length - 1) return overRows(op, x);
    const axes = x.shape.map((_, i) => i);
    axes[axis] = x.shape.length - 1;
    axes[x.shape.length - 1] = axis;
    const { outputs, saved, backward } = overRows(op, permute(x, axes));
    return single(permute(outputs[0] as NDArray, axes), saved, (dy, needs) => {
      const [dx] = backward([permute(dy, axes)], needs);
      return [permute(dx as NDArray, axes)];
    });
  };
}
