import type { UnaryOp } from "@unroll/kernels";
import { unary, unaryBackward } from "../arrays/elementwise.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import type { NDArray } from "../ndarray.ts";

/**
 * y = f(x), element by element, with dy/dx as the kernels compute it:
 *
 * ```
 * neg -1        abs sign(x)     exp y           log 1 / x       sqrt 1 / (2 y)
 * square 2 x    tanh 1 - y^2    sigmoid y(1-y)  relu x > 0      reciprocal -y^2
 * ```
 */
export function elementwise(op: UnaryOp): (x: NDArray) => Outcome {
  return (x) => {
    const y = unary(op, x);
    return single(y, [x, y], (dy) => [unaryBackward(op, x, y, dy)]);
  };
}
