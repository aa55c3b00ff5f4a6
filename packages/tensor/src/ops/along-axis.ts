import { cumulativeSum, gather as gatherArray, scatterAdd } from "../arrays/along-axis.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import { PartialGradient } from "../autograd/partial-gradient.ts";
import type { NDArray } from "../ndarray.ts";

/** y_i = x_0 + ... + x_i; the gradient of x_i is dy_i + ... + dy_n. */
export function cumsum(axis: number): (x: NDArray) => Outcome {
  return (x) => single(cumulativeSum(x, axis, false), [], (dy) => [cumulativeSum(dy, axis, true)]);
}

/** y_j = x at ids_j along the axis; the gradient of an element is the sum of dy over the places where its position stands. */
export function gather(axis: number): (x: NDArray, ids: NDArray) => Outcome {
  return (x, ids) =>
    single(gatherArray(x, axis, ids), [ids], (dy) => {
      const addTo = (dx: NDArray): void => scatterAdd(dx, axis, ids, dy);
      return [new PartialGradient(x.dtype, x.shape, addTo), null];
    });
}
