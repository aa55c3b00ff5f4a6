import type { GraphValue } from "./autograd/node.ts";
import { describe } from "./describe.ts";
import type { DType } from "./dtype.ts";
import type { NDArray } from "./ndarray.ts";
import type { Tensor } from "./tensor.ts";
import { VERSION } from "./version.ts";

/** Under this symbol the tensors, and the modules, of every copy of this package name the copy that made them. */
const COPY: unique symbol = Symbol.for("@unroll/tensor");

/** This copy. Others, also of the same version, have one of their own. */
const own = { version: VERSION };

interface Marked {
  readonly [COPY]?: typeof own;
}

/** Marks the objects of a class as this copy's. */
export function markCopy(prototype: object): void {
  Object.defineProperty(prototype, COPY, { value: own });
}

function copyOf(value: unknown): typeof own | undefined {
  return (value as Marked | null | undefined)?.[COPY];
}

/** Refuses a tensor or module of another copy of this package: graphs, scopes and `noGrad` of two copies know nothing of each other. */
export function refuseOtherCopy(value: unknown, operation: string, argument: string): void {
  const copy = copyOf(value);
  if (copy === undefined || copy === own) return;
  throw new TypeError(
    `${operation}: ${argument} comes from another copy of @unroll/tensor, version ${copy.version}, and this copy has version ` +
      `${VERSION}; keep one: \`npm ls @unroll/tensor\` shows who brings which, and \`npm dedupe\` merges what can be one`,
  );
}

/**
 * Refuses what is not a tensor that can be computed with: for functions of your own that take tensors.
 *
 * @param operation whose argument it is, and `argument` its name: they begin the message.
 * @param expected what the message asks for. Default `"a tensor"`.
 * @throws TypeError for another value, and for a tensor of another copy of this package; DisposedTensorError when its memory was
 * given back.
 * @example
 * ```ts
 * import { requireTensor, type Tensor } from "@unroll/tensor";
 * function double(x: Tensor): Tensor {
 *   requireTensor(x, "double", "x");
 *   return x.mul(2);
 * }
 * double([1, 2] as never); // throws TypeError: double: x must be a tensor; got an array
 * ```
 */
export function requireTensor(value: unknown, operation: string, argument: string, expected = "a tensor"): void {
  if (copyOf(value) !== own) {
    refuseOtherCopy(value, operation, argument);
    throw new TypeError(`${operation}: ${argument} must be ${expected}; got ${describe(value)}`);
  }
  requireAlive((value as Tensor<DType>).array, operation);
}

/** Refuses a list that is none, and what in it is not a tensor. */
export function requireTensors(values: unknown, operation: string, argument: string): void {
  if (!Array.isArray(values)) {
    throw new TypeError(`${operation}: ${argument} must be a list of tensors; got ${describe(values)}`);
  }
  for (let i = 0; i < values.length; i++) requireTensor(values[i], operation, `${argument}[${i}]`);
}

/** Refuses what is no generator: in `rng`, a seed is an easy mistake. */
export function requireRng(rng: unknown, operation: string): void {
  if (typeof (rng as { fillUniform?: unknown } | null)?.fillUniform === "function") return;
  throw new TypeError(`${operation}: rng must be an Rng, as new Rng(seed) makes one; got ${describe(rng)}`);
}

/** The arrays of the operands of an operation, after the checks of {@link requireTensor}. */
export function operandArrays(operands: readonly GraphValue[], operation: string): NDArray[] {
  return operands.map((operand, i) => {
    // The argument's name is put together only for the error: every operation passes here.
    if (copyOf(operand) !== own) requireTensor(operand, operation, `operand ${i}`);
    requireAlive(operand.array, operation);
    return operand.array;
  });
}

/** Refuses an array whose memory was given back. */
export function requireAlive({ storage, shape }: NDArray, operation: string): void {
  if (!storage.alive) storage.refuse(shape, operation);
}
