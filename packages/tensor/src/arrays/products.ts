import { executor } from "@unroll/kernels";
import { requireFloat } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";
import { broadcastShapes, type Shape, sizeOf } from "../shape.ts";
import { requireSameDType } from "./elementwise.ts";
import { contiguous, expandTo, reshape } from "./layout.ts";

/** The distance between matrices of a batch when one stride describes it, else undefined. */
function batchStride(array: NDArray): number | undefined {
  let stride: number | undefined;
  let span = 1;
  for (let axis = array.shape.length - 3; axis >= 0; axis--) {
    if (array.shape[axis] === 1) continue;
    stride ??= array.strides[axis] as number;
    if (array.strides[axis] !== stride * span) return undefined;
    span *= array.shape[axis] as number;
  }
  return stride ?? 0;
}

function batched(array: NDArray, batch: Shape): { array: NDArray; stride: number } {
  const wide = expandTo(array, [...batch, ...array.shape.slice(-2)]);
  const stride = batchStride(wide);
  if (stride !== undefined) return { array: wide, stride };
  const copied = contiguous(wide);
  return { array: copied, stride: batchStride(copied) as number };
}

/**
 * [..., M, K] x [..., K, N] -> [..., M, N], batches broadcast; `bias` [N] is added to every row. `packed`: where a matrix `b`
 * stands packed, or 0.
 */
export function matmul(a: NDArray, b: NDArray, bias?: NDArray, packed = 0): NDArray {
  requireSameDType(a, b, "matmul");
  const dtype = requireFloat(a.dtype, "matmul");
  if (b.shape.length === 2 && a.shape.length > 2 && a.isContiguous) {
    // One large product instead of a batch of small ones with the same right-hand side.
    const rows = reshape(a, [sizeOf(a.shape.slice(0, -1)), a.shape.at(-1) as number]);
    return reshape(matmul(rows, b, bias, packed), [...a.shape.slice(0, -1), b.shape[1] as number]);
  }
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2), "matmul");
  const [m, k] = a.shape.slice(-2) as [number, number];
  const n = b.shape.at(-1) as number;
  const out = NDArray.empty(dtype, [...batch, m, n]);
  if (out.size === 0) return out;
  const left = batched(a, batch);
  const right = batched(b, batch);
  const [aRow, aCol] = left.array.strides.slice(-2) as [number, number];
  const [bRow, bCol] = right.array.strides.slice(-2) as [number, number];
  executor(dtype).inference.matmul({
    batch: sizeOf(batch),
    m,
    n,
    k,
    a: left.array.address,
    aBatch: left.stride,
    aRow,
    aCol,
    b: right.array.address,
    bBatch: right.stride,
    bRow,
    bCol,
    packed,
    c: out.address,
    cBatch: m * n,
    cRow: n,
    bias: bias === undefined ? 0 : contiguous(bias).address,
    accumulate: false,
  });
  return out;
}
