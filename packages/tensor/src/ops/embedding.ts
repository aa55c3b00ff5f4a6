import { executor } from "@unroll/kernels";
import { contiguous } from "../arrays/layout.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import { PartialGradient } from "../autograd/partial-gradient.ts";
import { requireFloat } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";

/** y_i = W[ids_i]; the gradient of a row of W is the sum of dy over the places where its id stands. */
export function embedding(ids: NDArray, weight: NDArray): Outcome {
  const dtype = requireFloat(weight.dtype, "embedding");
  const width = weight.shape[1] as number;
  const rows = contiguous(ids);
  const table = contiguous(weight);
  const y = NDArray.empty(dtype, [...ids.shape, width]);
  executor(dtype).inference.gatherRows(ids.size, width, table.address, rows.address, y.address);
  return single(y, [rows], (dy) => {
    const dRows = contiguous(dy);
    const addTo = (dWeight: NDArray): void =>
      executor(dtype).training.scatterAddRows(ids.size, width, rows.address, dRows.address, dWeight.address);
    return [null, new PartialGradient(dtype, weight.shape, addTo)];
  });
}
