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
 * sin cos(x)    cos -sin(x)     rsqrt -y^3 / 2  erf 2 / sqrt(pi) exp(-x^2)
 * softplus sigmoid(x)           gelu P(X < x) + x exp(-x^2 / 2) / sqrt(2 pi)
 * ```
 */
export function elementwise(op: UnaryOp): (x: NDArray) => Outcome {
  return (x) => {
    const y = unary(op, x);
    return single(y, [x, y], (dy) => [unaryBackward(op, x, y, dy)]);
  };
}
