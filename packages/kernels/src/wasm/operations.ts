import type { BinaryOp, CompareOp, ReduceOp, UnaryOp } from "../backend.ts";

// The numbers of the operations in C: the order of unary_operations, binary_operations, compare_operations and the
// constants of csrc/reduce.h.

/** The functions of one operand in the module `extra`. */
export type ExtraUnary = "rsqrt" | "gelu" | "softplus" | "erf" | "sin" | "cos";

/** The function's place in `unary_extra_operations`. */
export const EXTRA_UNARY: Readonly<Record<ExtraUnary, number>> = {
  rsqrt: 0,
  gelu: 1,
  softplus: 2,
  erf: 3,
  sin: 4,
  cos: 5,
};

/** Whether a function stands in the module `extra`. */
export function isExtra(op: UnaryOp): op is ExtraUnary {
  return op in EXTRA_UNARY;
}

/** The function's place in `unary_operations`. */
export const UNARY: Readonly<Record<Exclude<UnaryOp, ExtraUnary>, number>> = {
  neg: 0,
  abs: 1,
  exp: 2,
  log: 3,
  sqrt: 4,
  reciprocal: 5,
  square: 6,
  tanh: 7,
  sigmoid: 8,
  relu: 9,
};

/** The function's place in `binary_operations`. */
export const BINARY: Readonly<Record<Exclude<BinaryOp, "pow">, number>> = {
  add: 0,
  sub: 1,
  mul: 2,
  div: 3,
  maximum: 4,
  minimum: 5,
};

/** The comparison's place in `compare_operations`. */
export const COMPARE: Readonly<Record<CompareOp, number>> = { eq: 0, ne: 1, lt: 2, le: 3, gt: 4, ge: 5 };

/** The reduction's constant. */
export const REDUCE: Readonly<Record<Exclude<ReduceOp, "logSumExp">, number>> = {
  sum: 0,
  sumSquares: 1,
  max: 2,
  min: 3,
};
