import { describe } from "./describe.ts";
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

/** Refuses what names no element type. */
export function requireDType(dtype: DType, operation: string): void {
  if (typeof dtype === "string" && Object.hasOwn(bytesPerElement, dtype)) return;
  const names = '"float32", "float64", "int32" or "bool"';
  throw new DTypeError(`${operation}: dtype must be ${names}; got ${describe(dtype)}`);
}

export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === "float32" || dtype === "float64";
}

/** Refuses operands of another element type than the first, all given with their names. */
export function requireOneDType(
  operands: Readonly<Record<string, { dtype: DType } | undefined>>,
  operation: string,
): void {
  let first: readonly [name: string, dtype: DType] | undefined;
  for (const [name, operand] of Object.entries(operands)) {
    if (operand === undefined) continue;
    first ??= [name, requireFloat(operand.dtype, operation)];
    if (operand.dtype === first[1]) continue;
    const convert = `convert one with .to("${first[1]}")`;
    throw new DTypeError(`${operation}: ${first[0]} is ${first[1]}, but ${name} is ${operand.dtype}; ${convert}`);
  }
}

/** Refuses ids and masks where a gradient is meant. */
export function requireGradients(dtype: DType, operation: string): void {
  if (isFloat(dtype)) return;
  throw new DTypeError(`${operation}: only float32 and float64 tensors have gradients, this one is ${dtype}`);
}

/** Refuses ids and masks where arithmetic is meant. */
export function requireFloat(dtype: DType, operation: string): FloatDType {
  if (isFloat(dtype)) return dtype;
  throw new DTypeError(
    `${operation}: needs a float32 or float64 tensor, got ${dtype}; convert it with .to("float32") first`,
  );
}
