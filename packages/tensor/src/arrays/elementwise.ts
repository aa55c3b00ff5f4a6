import { type BinaryOp, type CompareOp, executor, type UnaryOp } from "@unroll/kernels";
import { isFloat, requireFloat } from "../dtype.ts";
import { DTypeError } from "../errors.ts";
import { NDArray } from "../ndarray.ts";
import { broadcastShapes, sameShape } from "../shape.ts";
import { convert } from "./convert.ts";
import { contiguous } from "./layout.ts";
import { broadcastStrides, makeLoop } from "./loop.ts";

export function unary(op: UnaryOp, x: NDArray): NDArray {
  const dtype = requireFloat(x.dtype, op);
  const source = contiguous(x);
  const out = NDArray.empty(dtype, x.shape);
  executor(dtype).inference.unary(op, x.size, source.address, out.address);
  return out;
}

/** dy * f'(x), where y = f(x). */
export function unaryBackward(op: UnaryOp, x: NDArray, y: NDArray, dy: NDArray): NDArray {
  const dtype = requireFloat(x.dtype, op);
  const [xs, ys, dys] = [contiguous(x), contiguous(y), contiguous(dy)];
  const out = NDArray.empty(dtype, x.shape);
  executor(dtype).training.unaryBackward(op, x.size, xs.address, ys.address, dys.address, out.address);
  return out;
}

export function requireSameDType(a: NDArray, b: NDArray, operation: string): void {
  if (a.dtype !== b.dtype) {
    const advised = isFloat(a.dtype) || !isFloat(b.dtype) ? a.dtype : b.dtype;
    throw new DTypeError(`${operation}: operands are ${a.dtype} and ${b.dtype}; convert one with .to("${advised}")`);
  }
}

export function binary(op: BinaryOp, a: NDArray, b: NDArray): NDArray {
  requireSameDType(a, b, op);
  const dtype = requireFloat(a.dtype, op);
  const shape = broadcastShapes(a.shape, b.shape, op);
  const out = NDArray.empty(dtype, shape);
  const loop =
    sameShape(a.shape, b.shape) && a.isContiguous && b.isContiguous
      ? { shape: [out.size], strides: [[1], [1], [1]] }
      : makeLoop(shape, [out.strides, broadcastStrides(a, shape), broadcastStrides(b, shape)]);
  executor(dtype).inference.binary(op, loop, a.address, b.address, out.address);
  return out;
}

/** target op= other, in the target's own memory; `other` has its shape. */
export function updateInPlace(op: BinaryOp, target: NDArray, other: NDArray): void {
  const dtype = requireFloat(target.dtype, op);
  const strides = [target.strides, target.strides, broadcastStrides(other, target.shape)];
  const loop = makeLoop(target.shape, strides);
  executor(dtype).inference.binary(op, loop, target.address, other.address, target.address);
}

export function binaryScalar(op: BinaryOp, x: NDArray, value: number): NDArray {
  const dtype = requireFloat(x.dtype, op);
  const source = contiguous(x);
  const out = NDArray.empty(dtype, x.shape);
  executor(dtype).inference.binaryScalar(op, x.size, source.address, value, out.address);
  return out;
}

/** Ids and masks compare exactly, as float64. */
export function compare(op: CompareOp, left: NDArray, right: NDArray): NDArray {
  requireSameDType(left, right, op);
  const float = left.dtype === "float32" || left.dtype === "float64";
  const a = float ? left : convert(left, "float64");
  const b = float ? right : convert(right, "float64");
  const shape = broadcastShapes(a.shape, b.shape, op);
  const out = NDArray.empty("bool", shape);
  const loop = makeLoop(shape, [out.strides, broadcastStrides(a, shape), broadcastStrides(b, shape)]);
  executor(requireFloat(a.dtype, op)).inference.compare(op, loop, a.address, b.address, out.address);
  return out;
}

export function where(condition: NDArray, a: NDArray, b: NDArray): NDArray {
  requireSameDType(a, b, "where");
  if (condition.dtype !== "bool") {
    throw new DTypeError(`where: the condition must be bool, got ${condition.dtype}; make one with a comparison`);
  }
  const dtype = requireFloat(a.dtype, "where");
  const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape, "where"), "where");
  const out = NDArray.empty(dtype, shape);
  const operands = [out.strides, ...[condition, a, b].map((array) => broadcastStrides(array, shape))];
  const loop = makeLoop(shape, operands);
  executor(dtype).inference.where(loop, condition.address, a.address, b.address, out.address);
  return out;
}
