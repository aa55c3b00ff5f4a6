import { executor } from "@unroll/kernels";
import { isFloat } from "../dtype.ts";
import { NDArray, wholeMemory } from "../ndarray.ts";
import { contiguousStrides, type Shape } from "../shape.ts";
import { broadcastStrides, makeLoop } from "./loop.ts";

/** Calls `visit` with the element positions of a strided array in row-major order. */
export function forEachPosition(array: NDArray, visit: (position: number, index: number) => void): void {
  const rank = array.shape.length;
  const counter = new Array<number>(rank).fill(0);
  let position = array.offset;
  for (let index = 0; index < array.size; index++) {
    visit(position, index);
    for (let axis = rank - 1; axis >= 0; axis--) {
      const stride = array.strides[axis] as number;
      counter[axis] = (counter[axis] as number) + 1;
      position += stride;
      if ((counter[axis] as number) < (array.shape[axis] as number)) break;
      position -= stride * (counter[axis] as number);
      counter[axis] = 0;
    }
  }
}

/** Copies `source`, broadcast to the target's shape, into `target`. Both have one dtype. */
export function copyInto(target: NDArray, source: NDArray): void {
  if (target.size === 0) return;
  if (isFloat(target.dtype)) {
    const loop = makeLoop(target.shape, [target.strides, broadcastStrides(source, target.shape)]);
    executor(target.dtype).inference.copy(loop, source.address, target.address);
    return;
  }
  // Ids and masks: few and short, and float kernels must not touch their bits.
  const positions = new Int32Array(target.size);
  const stretched = source.view(target.shape, broadcastStrides(source, target.shape));
  forEachPosition(stretched, (position, index) => {
    positions[index] = position;
  });
  const { dtype } = target;
  const base = target.storage.address;
  void source.address;
  void target.address;
  const memory = wholeMemory(dtype);
  const from = source.storage.address / memory.BYTES_PER_ELEMENT;
  const to = base / memory.BYTES_PER_ELEMENT;
  forEachPosition(target, (position, index) => {
    memory[to + position] = memory[from + (positions[index] as number)] as number;
  });
}

/** A contiguous copy in the current scope. */
export function copy(array: NDArray): NDArray {
  const out = NDArray.empty(array.dtype, array.shape);
  copyInto(out, array);
  return out;
}

/** The array itself when its elements lie in order, else a contiguous copy. */
export function contiguous(array: NDArray): NDArray {
  return array.isContiguous ? array : copy(array);
}

/**
 * The strides that show an array in another shape of the same size, or undefined where only a copy can.
 *
 * Both shapes are walked from the back: axes of the array that lie in memory like one are a chunk, and dimensions of the new
 * shape have to divide chunks.
 */
function viewStrides(array: NDArray, shape: Shape): number[] | undefined {
  const strides = new Array<number>(shape.length);
  let at = shape.length - 1;
  let chunk = 1;
  let base = 1;
  for (let axis = array.shape.length - 1; axis >= 0; axis--) {
    const own = array.shape[axis] as number;
    const stride = array.strides[axis] as number;
    if (own !== 1) {
      if (chunk === 1) base = stride;
      chunk *= own;
    }
    let outer = axis - 1;
    while (outer >= 0 && array.shape[outer] === 1) outer--;
    const continues = outer >= 0 && (chunk === 1 || array.strides[outer] === base * chunk);
    if (continues) continue;
    let left = chunk;
    while (at >= 0 && (left > 1 || shape[at] === 1)) {
      const dimension = shape[at] as number;
      if (left % dimension !== 0) return undefined;
      strides[at--] = (base * chunk) / left;
      left /= dimension;
    }
    if (left !== 1) return undefined;
    chunk = 1;
  }
  while (at >= 0 && shape[at] === 1) strides[at--] = 1;
  return at < 0 ? strides : undefined;
}

/** The same elements in another shape of the same size: a view where the strides allow it, else a copy. */
export function reshape(array: NDArray, shape: Shape): NDArray {
  const strides = array.size === 0 || array.isContiguous ? contiguousStrides(shape) : viewStrides(array, shape);
  return strides === undefined ? copy(array).view(shape, contiguousStrides(shape), 0) : array.view(shape, strides);
}

export function permute(array: NDArray, axes: readonly number[]): NDArray {
  return array.view(
    axes.map((axis) => array.shape[axis] as number),
    axes.map((axis) => array.strides[axis] as number),
  );
}

/** Exchanges the last two axes. */
export function transposed(array: NDArray): NDArray {
  const axes = array.shape.map((_, axis) => axis);
  const last = axes.length - 1;
  axes[last] = last - 1;
  axes[last - 1] = last;
  return permute(array, axes);
}

/** Every `step`-th element from `start` to `end` (exclusive) of one axis. */
export function sliceAxis(array: NDArray, axis: number, start: number, end: number, step = 1): NDArray {
  const shape = [...array.shape];
  const stride = array.strides[axis] as number;
  shape[axis] = Math.ceil((end - start) / step);
  if (step === 1) return array.view(shape, array.strides, array.offset + start * stride);
  const strides = [...array.strides];
  strides[axis] = step * stride;
  return array.view(shape, strides, array.offset + start * stride);
}

export function expandTo(array: NDArray, shape: Shape): NDArray {
  return array.view(shape, broadcastStrides(array, shape));
}

export function filled(dtype: NDArray["dtype"], shape: Shape, value: number): NDArray {
  const out = NDArray.empty(dtype, shape);
  fill(out, value);
  return out;
}

/** Fills a contiguous array. */
export function fill(array: NDArray, value: number): void {
  if (isFloat(array.dtype)) executor(array.dtype).inference.fill(array.size, value, array.address);
  else array.elements().fill(value);
}
