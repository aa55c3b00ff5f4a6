import { MAX_RANK } from "@unroll/kernels";
import { describe } from "./describe.ts";
import { ShapeError } from "./errors.ts";

/** The sizes of the axes, outermost first. */
export type Shape = readonly number[];

/** A shape as errors show it: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${Array.from(shape, describe).join(", ")}]`;
}

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

/** Refuses what is not a list, of integers by the message. */
export function requireList(values: unknown, operation: string, argument: string): void {
  if (Array.isArray(values)) return;
  throw new ShapeError(`${operation}: ${argument} must be a list of integers; got ${describe(values)}`);
}

/** Refuses what is not a list of at most eight non-negative integers. */
export function checkShape(shape: Shape, operation: string): void {
  requireList(shape, operation, "shape");
  if (shape.length > MAX_RANK) {
    throw new ShapeError(`${operation}: at most ${MAX_RANK} dimensions, got ${shape.length}: ${formatShape(shape)}`);
  }
  for (const dimension of shape) {
    if (!Number.isSafeInteger(dimension) || dimension < 0) {
      const rule =
        dimension > 0 && Number.isInteger(dimension)
          ? "no tensor is that large"
          : "dimensions are integers of 0 and more";
      throw new ShapeError(`${operation}: ${rule}, got ${formatShape(shape)}`);
    }
  }
}

export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** The shape that two operands broadcast to: aligned at the last dimension, where 1 stretches. */
export function broadcastShapes(a: Shape, b: Shape, operation: string): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let back = 1; back <= rank; back++) {
    const da = a[a.length - back] ?? 1;
    const db = b[b.length - back] ?? 1;
    if (da !== db && da !== 1 && db !== 1) {
      throw new ShapeError(`${operation}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast`);
    }
    shape[rank - back] = da === 1 ? db : da;
  }
  return shape;
}

/** Turns an axis counted from either end into one counted from the front. */
export function normalizeAxis(axis: number, rank: number, operation: string): number {
  if (typeof axis !== "number") {
    throw new ShapeError(`${operation}: axis must be an integer; got ${describe(axis)}`);
  }
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    const range = rank === 0 ? "a tensor of rank 0 has no axis" : `expected -${rank} to ${rank - 1}`;
    throw new ShapeError(`${operation}: axis ${axis} is out of range; ${range}`);
  }
  return axis < 0 ? axis + rank : axis;
}

/** Sorted distinct axes; all of them when none is given. */
export function normalizeAxes(axes: number | readonly number[] | undefined, rank: number, operation: string): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  if (typeof axes !== "number" && !Array.isArray(axes)) {
    throw new ShapeError(`${operation}: axes must be an integer or a list of integers; got ${describe(axes)}`);
  }
  const list = (typeof axes === "number" ? [axes] : [...axes]).map((axis) => normalizeAxis(axis, rank, operation));
  list.sort((a, b) => a - b);
  for (let i = 1; i < list.length; i++) {
    if (list[i] === list[i - 1]) throw new ShapeError(`${operation}: axis ${list[i]} is given twice`);
  }
  return list;
}
