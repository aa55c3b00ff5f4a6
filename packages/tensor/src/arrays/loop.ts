import type { Loop } from "@unroll/kernels";
import type { NDArray } from "../ndarray.ts";
import type { Shape } from "../shape.ts";

/** The strides of an array when it is broadcast to a shape: 0 where it is stretched. */
export function broadcastStrides(array: NDArray, shape: Shape): number[] {
  const lead = shape.length - array.shape.length;
  const strides = new Array<number>(shape.length);
  for (let axis = 0; axis < shape.length; axis++) {
    const own = axis - lead;
    strides[axis] = own < 0 || array.shape[own] === 1 ? 0 : (array.strides[own] as number);
  }
  return strides;
}

/** An index space over operands, with neighbouring dimensions merged where every operand allows it. */
export function makeLoop(shape: Shape, operands: readonly (readonly number[])[]): Loop {
  const merged: number[] = [];
  const strides: number[][] = operands.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    const dimension = shape[axis] as number;
    if (dimension === 1) continue;
    let last = merged.length - 1;
    // The outer dimension continues in this one when a step of it spans the whole of this one, for every operand.
    let continues = last >= 0;
    for (let i = 0; continues && i < operands.length; i++) {
      continues = strides[i]?.[last] === (operands[i]?.[axis] as number) * dimension;
    }
    if (continues) merged[last] = (merged[last] as number) * dimension;
    else last = merged.push(dimension) - 1;
    for (let i = 0; i < operands.length; i++) (strides[i] as number[])[last] = operands[i]?.[axis] as number;
  }
  return { shape: merged, strides };
}
