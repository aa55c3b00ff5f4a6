import { executor } from "@unroll/kernels";
import type { RngWords } from "@unroll/random";
import { contiguous } from "../arrays/layout.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import { requireFloat } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";

/** y_i = x_i / (1 - p), or 0 where word i of the generator says so; the gradient is the same of dy. */
export function dropout(probability: number, words: RngWords): (x: NDArray) => Outcome {
  const drop = (array: NDArray): NDArray => {
    const dtype = requireFloat(array.dtype, "dropout");
    const x = contiguous(array);
    const out = NDArray.empty(dtype, x.shape);
    executor(dtype).training.dropout({ n: x.size, x: x.address, probability, ...words, out: out.address });
    return out;
  };
  return (x) => single(drop(x), [], (dy) => [drop(dy)]);
}
