import { updateInPlace } from "../arrays/elementwise.ts";
import {
  copyInto,
  expandTo,
  filled,
  permute as permuteArray,
  reshape as reshapeArray,
  sliceAxis,
} from "../arrays/layout.ts";
import { sumTo } from "../arrays/reductions.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import { PartialGradient } from "../autograd/partial-gradient.ts";
import { NDArray } from "../ndarray.ts";
import type { Shape } from "../shape.ts";

export function reshape(shape: Shape): (x: NDArray) => Outcome {
  return (x) => single(reshapeArray(x, shape), [], (dy) => [reshapeArray(dy, x.shape)]);
}

export function permute(axes: readonly number[]): (x: NDArray) => Outcome {
  const inverse = axes.map((_, axis) => axes.indexOf(axis));
  return (x) => single(permuteArray(x, axes), [], (dy) => [permuteArray(dy, inverse)]);
}

export function slice(axis: number, start: number, end: number, step: number): (x: NDArray) => Outcome {
  return (x) =>
    single(sliceAxis(x, axis, start, end, step), [], (dy) => {
      const addTo = (dx: NDArray): void => updateInPlace("add", sliceAxis(dx, axis, start, end, step), dy);
      return [new PartialGradient(x.dtype, x.shape, addTo)];
    });
}

export function expand(shape: Shape): (x: NDArray) => Outcome {
  return (x) => single(expandTo(x, shape), [], (dy) => [sumTo(dy, x.shape)]);
}

/** Joins arrays along an axis that they have; the other dimensions are equal. */
export function concat(axis: number): (...arrays: NDArray[]) => Outcome {
  return (...arrays) => {
    const [first] = arrays as [NDArray];
    const shape = [...first.shape];
    shape[axis] = arrays.reduce((sum, array) => sum + (array.shape[axis] as number), 0);
    const out = NDArray.empty(first.dtype, shape);
    const starts: number[] = [];
    let start = 0;
    for (const array of arrays) {
      starts.push(start);
      const end = start + (array.shape[axis] as number);
      copyInto(sliceAxis(out, axis, start, end), array);
      start = end;
    }
    return single(out, [], (dy, needs) =>
      arrays.map((array, i) => {
        const from = starts[i] as number;
        return needs[i] ? sliceAxis(dy, axis, from, from + (array.shape[axis] as number)) : null;
      }),
    );
  };
}

/** Cuts an axis into parts: views. Their gradients are written into one array, each at its place. */
export function split(axis: number, sizes: readonly number[]): (x: NDArray) => Outcome {
  return (x) => {
    const bounds: [from: number, to: number][] = [];
    for (const size of sizes) {
      const from = bounds.at(-1)?.[1] ?? 0;
      bounds.push([from, from + size]);
    }
    return {
      outputs: bounds.map(([from, to]) => sliceAxis(x, axis, from, to)),
      saved: [],
      backward(gradients) {
        const complete = gradients.every((gradient) => gradient !== null);
        const dx = complete ? NDArray.empty(x.dtype, x.shape) : filled(x.dtype, x.shape, 0);
        bounds.forEach(([from, to], i) => {
          const gradient = gradients[i];
          if (gradient != null) copyInto(sliceAxis(dx, axis, from, to), gradient);
        });
        return [dx];
      },
    };
  };
}

/** Turns axes around: a view with negative strides. */
export function flip(axes: readonly number[]): (x: NDArray) => Outcome {
  const turn = (x: NDArray): NDArray => {
    let offset = x.offset;
    const strides = x.strides.map((stride, axis) => {
      if (!axes.includes(axis) || x.size === 0) return stride;
      offset += stride * ((x.shape[axis] as number) - 1);
      return -stride;
    });
    return x.view(x.shape, strides, offset);
  };
  return (x) => single(turn(x), [], (dy) => [turn(dy)]);
}

/** Puts `before` and `after` elements of one value around every axis. */
export function pad(
  widths: readonly (readonly [before: number, after: number])[],
  value: number,
): (x: NDArray) => Outcome {
  const inner = (padded: NDArray, shape: Shape): NDArray =>
    widths.reduce((view, [before], axis) => sliceAxis(view, axis, before, before + (shape[axis] as number)), padded);
  return (x) => {
    const shape = x.shape.map((size, axis) => size + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0));
    const y = filled(x.dtype, shape, value);
    copyInto(inner(y, x.shape), x);
    return single(y, [], (dy) => [inner(dy, x.shape)]);
  };
}
