import { DTypeError } from "./errors.ts";

/** Element types: numbers to compute with, ids and masks (`true` keeps). */
export type DType = "float32" | "float64" | "int32" | "bool";

/** The element types that have gradients and arithmetic. */
export type FloatDType = "float32" | "float64";

/** The typed array that holds elements of a {@link DType}; a bool is one byte, 0 or 1. */
export interface TypedArrays {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  bool: Uint8Array;
}

export const bytesPerElement: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 };

export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === "float32" || dtype === "float64";
}

/** Refuses ids and masks where arithmetic is meant. */
export function requireFloat(dtype: DType, operation: string): FloatDType {
  if (isFloat(dtype)) return dtype;
  throw new DTypeError(
    `${operation}: needs a float32 or float64 tensor, got ${dtype}; convert it with .to("float32") first`,
  );
}
