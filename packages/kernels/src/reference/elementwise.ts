import type { BinaryOp, CompareOp, InferenceKernels, TrainingKernels, UnaryOp } from "../backend.ts";
import { exp, log, SOFTPLUS_END, sigmoid, softplus, tanh } from "./math.ts";
import type { FloatMemory } from "./memory.ts";
import { erf, erfSlope, gelu, geluSlope } from "./normal-distribution.ts";
import { pow } from "./power.ts";
import { forEachElement } from "./strided.ts";
import { cos, sin } from "./trigonometry.ts";

/** A function of one number beside its derivative: dx from x, y = f(x) and dy. */
interface Unary {
  readonly value: (x: number) => number;
  readonly derivative: (x: number, y: number, dy: number) => number;
}

// A gradient passes through NaN, and is 0 at the corners of abs and relu.
const UNARY: Readonly<Record<UnaryOp, Unary>> = {
  neg: { value: (x) => -x, derivative: (_x, _y, dy) => -dy },
  abs: { value: (x) => Math.abs(x), derivative: (x, _y, dy) => (x > 0 ? dy : x < 0 ? -dy : x === 0 ? 0 : NaN) },
  exp: { value: exp, derivative: (_x, y, dy) => dy * y },
  log: { value: log, derivative: (x, _y, dy) => dy / x },
  sqrt: { value: (x) => Math.sqrt(x), derivative: (_x, y, dy) => dy / (2 * y) },
  reciprocal: { value: (x) => 1 / x, derivative: (_x, y, dy) => -dy * y * y },
  square: { value: (x) => x * x, derivative: (x, _y, dy) => 2 * dy * x },
  tanh: { value: tanh, derivative: (_x, y, dy) => dy * (1 - y * y) },
  sigmoid: { value: sigmoid, derivative: (_x, y, dy) => dy * y * (1 - y) },
  rsqrt: { value: (x) => 1 / Math.sqrt(x), derivative: (_x, y, dy) => -0.5 * dy * y * y * y },
  gelu: { value: gelu, derivative: (x, _y, dy) => dy * geluSlope(x) },
  softplus: { value: softplus, derivative: (x, _y, dy) => (x > SOFTPLUS_END ? dy : dy * sigmoid(x)) },
  erf: { value: erf, derivative: (x, _y, dy) => dy * erfSlope(x) },
  sin: { value: sin, derivative: (x, _y, dy) => dy * cos(x) },
  cos: { value: cos, derivative: (x, _y, dy) => -dy * sin(x) },
  relu: { value: (x) => Math.max(x, 0), derivative: (x, _y, dy) => (x > 0 ? dy : x <= 0 ? 0 : NaN) },
};

// Math.max and Math.min return NaN when either operand is NaN.
const BINARY: Readonly<Record<BinaryOp, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  pow,
};

const COMPARE: Readonly<Record<CompareOp, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

type Elementwise = Pick<
  InferenceKernels & TrainingKernels,
  "fill" | "unary" | "unaryBackward" | "binaryScalar" | "binary" | "compare" | "where" | "copy"
>;

/** Functions of single elements. */
export function elementwise(memory: FloatMemory): Elementwise {
  const { width } = memory;
  return {
    fill(n, value, out) {
      const start = out / width;
      memory.floats().fill(value, start, start + n);
    },

    unary(op, n, x, out) {
      const floats = memory.floats();
      const f = UNARY[op].value;
      const xs = x / width;
      const ys = out / width;
      for (let i = 0; i < n; i++) floats[ys + i] = f(floats[xs + i]!);
    },

    unaryBackward(op, n, x, y, dy, dx) {
      const floats = memory.floats();
      const f = UNARY[op].derivative;
      const xs = x / width;
      const ys = y / width;
      const dys = dy / width;
      const dxs = dx / width;
      for (let i = 0; i < n; i++) floats[dxs + i] = f(floats[xs + i]!, floats[ys + i]!, floats[dys + i]!);
    },

    binaryScalar(op, n, x, value, out) {
      const floats = memory.floats();
      const f = BINARY[op];
      const scalar = memory.round(value);
      const xs = x / width;
      const ys = out / width;
      for (let i = 0; i < n; i++) floats[ys + i] = f(floats[xs + i]!, scalar);
    },

    binary(op, loop, a, b, out) {
      const floats = memory.floats();
      const f = BINARY[op];
      forEachElement(loop, [out / width, a / width, b / width], (o, i, j) => {
        floats[o] = f(floats[i]!, floats[j]!);
      });
    },

    compare(op, loop, a, b, out) {
      const floats = memory.floats();
      const bytes = memory.bytes();
      const f = COMPARE[op];
      forEachElement(loop, [out, a / width, b / width], (o, i, j) => {
        bytes[o] = f(floats[i]!, floats[j]!) ? 1 : 0;
      });
    },

    where(loop, condition, a, b, out) {
      const cells = memory.cells();
      const bytes = memory.bytes();
      forEachElement(loop, [out / width, condition, a / width, b / width], (o, c, i, j) => {
        cells[o] = bytes[c] ? cells[i]! : cells[j]!;
      });
    },

    copy(loop, x, out) {
      const cells = memory.cells();
      forEachElement(loop, [out / width, x / width], (o, i) => {
        cells[o] = cells[i]!;
      });
    },
  };
}
