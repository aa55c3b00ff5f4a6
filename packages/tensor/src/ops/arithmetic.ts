import type { BinaryOp } from "@unroll/kernels";
import { binary, binaryScalar, compare, unary, where as whereArray } from "../arrays/elementwise.ts";
import { filled } from "../arrays/layout.ts";
import { sumTo } from "../arrays/reductions.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import type { FloatDType } from "../dtype.ts";
import type { NDArray } from "../ndarray.ts";

/** z = a + b; dz/da = 1, dz/db = 1. */
function add(a: NDArray, b: NDArray): Outcome {
  return single(binary("add", a, b), [], (dz) => [sumTo(dz, a.shape), sumTo(dz, b.shape)]);
}

/** z = a - b; dz/da = 1, dz/db = -1. */
function sub(a: NDArray, b: NDArray): Outcome {
  return single(binary("sub", a, b), [], (dz, needs) => [
    sumTo(dz, a.shape),
    needs[1] ? sumTo(unary("neg", dz), b.shape) : null,
  ]);
}

/** z = a b; dz/da = b, dz/db = a. */
function mul(a: NDArray, b: NDArray): Outcome {
  return single(binary("mul", a, b), [a, b], (dz, needs) => [
    needs[0] ? sumTo(binary("mul", dz, b), a.shape) : null,
    needs[1] ? sumTo(binary("mul", dz, a), b.shape) : null,
  ]);
}

/** z = a / b; dz/da = 1 / b, dz/db = -z / b. */
function div(a: NDArray, b: NDArray): Outcome {
  const z = binary("div", a, b);
  return single(z, [b, z], (dz, needs) => {
    const da = binary("div", dz, b);
    return [sumTo(da, a.shape), needs[1] ? sumTo(unary("neg", binary("mul", da, z)), b.shape) : null];
  });
}

/** z = max(a, b) or min(a, b): the gradient goes to the one that was taken, half to each where they are equal (as in PyTorch). */
function extremum(op: "maximum" | "minimum", a: NDArray, b: NDArray): Outcome {
  return single(binary(op, a, b), [a, b], (dz, needs) => {
    const half = binaryScalar("mul", dz, 0.5);
    const none = filled(dz.dtype, [], 0);
    const taken = op === "maximum" ? "gt" : "lt";
    const share = (x: NDArray, other: NDArray): NDArray =>
      whereArray(compare("eq", x, other), half, whereArray(compare(taken, x, other), dz, none));
    return [needs[0] ? sumTo(share(a, b), a.shape) : null, needs[1] ? sumTo(share(b, a), b.shape) : null];
  });
}

function maximum(a: NDArray, b: NDArray): Outcome {
  return extremum("maximum", a, b);
}

function minimum(a: NDArray, b: NDArray): Outcome {
  return extremum("minimum", a, b);
}

/** z = a^b; dz/da = b a^(b - 1), 0 where b = 0; dz/db = z log a, 0 where a = 0 and b >= 0 (as in PyTorch). */
function pow(a: NDArray, b: NDArray): Outcome {
  const z = binary("pow", a, b);
  return single(z, [a, b, z], (dz, needs) => {
    const none = filled(dz.dtype, [], 0);
    const da = (): NDArray => {
      const slope = binary("mul", b, binary("pow", a, binaryScalar("sub", b, 1)));
      return sumTo(whereArray(compare("eq", b, none), none, binary("mul", dz, slope)), a.shape);
    };
    const db = (): NDArray => {
      const slope = binary("mul", z, unary("log", a));
      const flat = whereArray(compare("eq", a, none), whereArray(compare("ge", b, none), none, slope), slope);
      return sumTo(binary("mul", dz, flat), b.shape);
    };
    return [needs[0] ? da() : null, needs[1] ? db() : null];
  });
}

/** z = x^c; dz/dx = c x^(c - 1), 0 where c = 0. */
function powScalar(x: NDArray, c: number): Outcome {
  return single(binaryScalar("pow", x, c), [x], (dz) => {
    if (c === 0) return [filled(dz.dtype, x.shape, 0)];
    const slope = binaryScalar("mul", binaryScalar("pow", x, c - 1), c);
    return [binary("mul", dz, slope)];
  });
}

/** z = x + c */
function addScalar(x: NDArray, c: number): Outcome {
  return single(binaryScalar("add", x, c), [], (dz) => [dz]);
}

/** z = x - c */
function subScalar(x: NDArray, c: number): Outcome {
  return single(binaryScalar("sub", x, c), [], (dz) => [dz]);
}

/** z = c x */
function mulScalar(x: NDArray, c: number): Outcome {
  return single(binaryScalar("mul", x, c), [], (dz) => [binaryScalar("mul", dz, c)]);
}

/** z = x / c */
function divScalar(x: NDArray, c: number): Outcome {
  return single(binaryScalar("div", x, c), [], (dz) => [binaryScalar("div", dz, c)]);
}

/** y = min(max(x, low), high); dy/dx is 1 from low to high, both included, and 0 outside. */
export function clamp(low: number, high: number): (x: NDArray) => Outcome {
  return (x) =>
    single(binaryScalar("minimum", binaryScalar("maximum", x, low), high), [x], (dy) => {
      const none = filled(x.dtype, [], 0);
      const above = compare("ge", x, filled(x.dtype, [], low));
      const below = compare("le", x, filled(x.dtype, [], high));
      return [whereArray(above, whereArray(below, dy, none), none)];
    });
}

/** z = a where the condition holds, else b. */
export function where(condition: NDArray, a: NDArray, b: NDArray): Outcome {
  return single(whereArray(condition, a, b), [condition], (dz, needs) => {
    const none = filled(dz.dtype as FloatDType, [], 0);
    return [
      null,
      needs[1] ? sumTo(whereArray(condition, dz, none), a.shape) : null,
      needs[2] ? sumTo(whereArray(condition, none, dz), b.shape) : null,
    ];
  });
}

/** Operations of two arrays, which broadcast. */
export const binaryOperations: Readonly<Record<BinaryOp, (a: NDArray, b: NDArray) => Outcome>> = {
  add,
  sub,
  mul,
  div,
  maximum,
  minimum,
  pow,
};

type ScalarOp = "add" | "sub" | "mul" | "div" | "pow";

/** Operations of an array and a constant. */
export const scalarOperations: Readonly<Record<ScalarOp, (x: NDArray, c: number) => Outcome>> = {
  add: addScalar,
  sub: subScalar,
  mul: mulScalar,
  div: divScalar,
  pow: powScalar,
};
