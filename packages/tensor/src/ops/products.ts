import { reshape, transposed } from "../arrays/layout.ts";
import { packedWeight } from "../arrays/packed.ts";
import { matmul as product } from "../arrays/products.ts";
import { reduce, sumTo } from "../arrays/reductions.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import type { NDArray } from "../ndarray.ts";
import { sizeOf } from "../shape.ts";

/** C = A B; dA = dC B^T, dB = A^T dC. [..., M, K] x [..., K, N] -> [..., M, N]. */
export function matmul(a: NDArray, b: NDArray): Outcome {
  return single(product(a, b), [a, b], (dc, needs) => [
    needs[0] ? sumTo(product(dc, transposed(b)), a.shape) : null,
    needs[1] ? gradientOfRight(a, b, dc) : null,
  ]);
}

function gradientOfRight(a: NDArray, b: NDArray, dc: NDArray): NDArray {
  if (b.shape.length > 2) return sumTo(product(transposed(a), dc), b.shape);
  return product(transposed(asRows(a)), asRows(dc));
}

/** [..., N] as [rows, N]. */
function asRows(x: NDArray): NDArray {
  return reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1) as number]);
}

/** y = x W^T + b; dx = dy W, dW = dy^T x, db = sum of dy. x [..., I], W [O, I], b [O] -> [..., O]. */
export function linear(x: NDArray, weight: NDArray, bias?: NDArray): Outcome {
  const rows = asRows(x);
  const packed = packedWeight(weight, rows.shape[0] as number);
  const y = reshape(product(rows, transposed(weight), bias, packed), [
    ...x.shape.slice(0, -1),
    weight.shape[0] as number,
  ]);
  return single(y, [x, weight], (dy, needs) => {
    const dRows = asRows(dy);
    return [
      needs[0] ? reshape(product(dRows, weight), x.shape) : null,
      needs[1] ? product(transposed(dRows), rows) : null,
      needs[2] ? reduce("sum", dRows, [0], false) : null,
    ];
  });
}
