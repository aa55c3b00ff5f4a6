import { copyValues, type Tensor, tensor } from "@unroll/tensor";
import type { Matrix } from "./protocol.ts";

/** So small that the curvature does not count, so large that rounding does not. */
const epsilon = 1e-5;

/**
 * The gradient of a number with respect to a tensor, by central differences: each element is moved a little up and a
 * little down, and put back.
 */
export function numericGradient(of: () => number, by: Tensor<"float64">): Matrix {
  const values = by.data();
  const differences = values.map((value, i) => {
    const at = (moved: number): number => {
      copyValues(by, tensor(values.with(i, moved), { shape: by.shape }));
      return of();
    };
    return (at(value + epsilon) - at(value - epsilon)) / (2 * epsilon);
  });
  copyValues(by, tensor(values, { shape: by.shape }));
  return rowsOf(tensor(differences, { shape: by.shape }));
}

/** A vector as one row, a matrix as its rows. */
export function rowsOf(values: Tensor<"float64">): Matrix {
  const columns = values.shape.at(-1) ?? 1;
  return values.reshape([-1, columns]).toArray() as number[][];
}
