import { MAX_RANK } from "@unroll/kernels";
import { defaultRng, type Rng } from "@unroll/random";
import { requireInt32 } from "./arrays/check-values.ts";
import { filled } from "./arrays/layout.ts";
import { describe } from "./describe.ts";
import { type DType, type FloatDType, requireDType, requireGradients, type TypedArrays } from "./dtype.ts";
import { DTypeError, ShapeError } from "./errors.ts";
import type { Nested } from "./format.ts";
import { NDArray } from "./ndarray.ts";
import { requireRng } from "./operand.ts";
import { checkShape, formatShape, type Shape, sizeOf } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** Options of the functions that make tensors. */
export interface CreateOptions<D extends DType = DType> {
  /** Default `"float32"`, or what a typed array says. */
  readonly dtype?: D;
  /** Whether `backward` computes a gradient for it. Default false. */
  readonly requiresGrad?: boolean;
}

/** Options of the functions that make random tensors. */
export interface RandomOptions<D extends FloatDType = FloatDType> extends CreateOptions<D> {
  /** Default: the realm's generator, seeded by `manualSeed`. */
  readonly rng?: Rng;
}

/** The element type that the options ask for, refused before any memory is taken. */
function checkedDType(options: CreateOptions, otherwise: DType, operation: string): DType {
  const { dtype = otherwise, requiresGrad = false } = options;
  requireDType(dtype, operation);
  if (requiresGrad) requireGradients(dtype, operation);
  return dtype;
}

/** A leaf over an array. */
function leaf<D extends DType>(array: NDArray, options: CreateOptions<D>): Tensor<D> {
  const made = new Tensor<D>(array);
  if (options.requiresGrad) made.requiresGrad = true;
  return made;
}

type AnyTypedArray = TypedArrays[DType];

function dtypeOfTypedArray(data: AnyTypedArray): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  if (data instanceof Int32Array) return "int32";
  if (data instanceof Uint8Array) return "bool";
  const kinds = "a Float32Array, Float64Array, Int32Array or Uint8Array";
  throw new DTypeError(`tensor: data must be nested arrays of numbers, or ${kinds}; got ${describe(data)}`);
}

function nestedShape(data: unknown): number[] {
  const shape: number[] = [];
  // One axis more than any tensor has is enough to refuse: an array that contains itself has no end.
  for (let level = data; Array.isArray(level) && shape.length <= MAX_RANK; level = level[0]) shape.push(level.length);
  return shape;
}

function flatten(data: unknown, shape: Shape, axis: number, out: number[], kind: string): void {
  if (axis === shape.length) {
    if (Array.isArray(data)) {
      throw new ShapeError(
        `tensor: nested arrays must all have one shape; expected a number at depth ${axis}, got an array`,
      );
    }
    if (typeof data !== "number" && typeof data !== "boolean") {
      throw new DTypeError(`tensor: elements must be numbers or booleans, got ${describe(data)}`);
    }
    if (typeof data !== kind) {
      throw new DTypeError("tensor: elements are numbers and booleans; make them of one kind");
    }
    out.push(Number(data));
    return;
  }
  if (!Array.isArray(data) || data.length !== shape[axis]) {
    const got = Array.isArray(data) ? `an array of ${data.length}` : describe(data);
    throw new ShapeError(
      `tensor: nested arrays must all have one shape; expected an array of ${shape[axis]} at depth ${axis}, got ${got}`,
    );
  }
  for (const item of data) flatten(item, shape, axis + 1, out, kind);
}

function fromFlat(flat: ArrayLike<number>, shape: Shape, dtype: DType, operation: string): NDArray {
  if (dtype === "int32" && !(flat instanceof Int32Array)) requireInt32(flat, operation);
  const array = NDArray.empty(dtype, shape);
  const elements = array.elements();
  if (dtype === "bool") for (let i = 0; i < flat.length; i++) elements[i] = flat[i] === 0 ? 0 : 1;
  else elements.set(flat);
  return array;
}

/**
 * A tensor from nested arrays, a number, or a typed array with its shape. The data are copied.
 *
 * A Float64Array makes a float64 tensor, an Int32Array int32, a Uint8Array bool; nested booleans make bool; everything else float32.
 *
 * @param options `shape`: of a typed array or flat list; default one axis.
 * @throws ShapeError when nested arrays are ragged, or a shape does not fit the data.
 * @example
 * ```ts
 * import { tensor } from "@unroll/tensor";
 * tensor([[1, 2, 3], [4, 5, 6]]).shape; // => [2,3]
 * tensor(new Int32Array([3, 1, 2]), { shape: [3, 1] }).dtype; // => "int32"
 * ```
 */
export function tensor(data: Float64Array, options?: CreateOptions<never> & { shape?: Shape }): Tensor<"float64">;
export function tensor(data: Int32Array, options?: CreateOptions<never> & { shape?: Shape }): Tensor<"int32">;
export function tensor(data: Uint8Array, options?: CreateOptions<never> & { shape?: Shape }): Tensor<"bool">;
export function tensor<D extends DType = "float32">(
  data: Nested<number> | Float32Array | Int32Array | Float64Array | Uint8Array,
  options?: CreateOptions<D> & { shape?: Shape },
): Tensor<D>;
export function tensor(data: Nested<boolean>, options?: CreateOptions<never> & { shape?: Shape }): Tensor<"bool">;
export function tensor(
  data: Nested<number> | Nested<boolean> | AnyTypedArray,
  options: CreateOptions<DType> & { shape?: Shape } = {},
): Tensor<DType> {
  if (ArrayBuffer.isView(data)) {
    const dtype = checkedDType(options, dtypeOfTypedArray(data), "tensor");
    const shape = options.shape ?? [data.length];
    checkShape(shape, "tensor");
    if (sizeOf(shape) !== data.length) {
      throw new ShapeError(
        `tensor: shape ${formatShape(shape)} has ${sizeOf(shape)} elements, the data have ${data.length}`,
      );
    }
    return leaf(fromFlat(data, shape, dtype, "tensor"), options);
  }
  const inferred = nestedShape(data);
  checkShape(inferred, "tensor");
  let first: unknown = data;
  while (Array.isArray(first)) first = first[0];
  const flat: number[] = [];
  flatten(data, inferred, 0, flat, typeof first);
  const dtype = checkedDType(options, typeof first === "boolean" ? "bool" : "float32", "tensor");
  const shape = options.shape ?? inferred;
  checkShape(shape, "tensor");
  if (sizeOf(shape) !== flat.length) {
    throw new ShapeError(
      `tensor: shape ${formatShape(shape)} has ${sizeOf(shape)} elements, the data have ${flat.length}`,
    );
  }
  return leaf(fromFlat(flat, shape, dtype, "tensor"), options);
}

/** A tensor filled with one value, for the function that a user called. */
function filledTensor<D extends DType>(
  operation: string,
  shape: Shape,
  value: number,
  options: CreateOptions<D>,
): Tensor<D> {
  const dtype = checkedDType(options, "float32", operation);
  checkShape(shape, operation);
  return leaf<D>(filled(dtype, shape, value), options);
}

/** A tensor filled with one value. */
export function full<D extends DType = "float32">(
  shape: Shape,
  value: number,
  options: CreateOptions<D> = {},
): Tensor<D> {
  if (typeof value !== "number") throw new TypeError(`full: value must be a number; got ${describe(value)}`);
  if (options.dtype === "int32") requireInt32([value], "full");
  return filledTensor("full", shape, value, options);
}

/** A tensor of zeros. */
export function zeros<D extends DType = "float32">(shape: Shape, options: CreateOptions<D> = {}): Tensor<D> {
  return filledTensor("zeros", shape, 0, options);
}

/** A tensor of ones. */
export function ones<D extends DType = "float32">(shape: Shape, options: CreateOptions<D> = {}): Tensor<D> {
  return filledTensor("ones", shape, 1, options);
}

/**
 * start, start + step, ... below `end` (above it for a negative step); with one argument, 0 to `end`.
 *
 * @example
 * ```ts
 * import { arange } from "@unroll/tensor";
 * arange(4).toArray(); // => [0,1,2,3]
 * arange(1, 2, 0.25).toArray(); // => [1,1.25,1.5,1.75]
 * ```
 */
export function arange<D extends DType = "float32">(
  start: number,
  end?: number,
  step = 1,
  options: CreateOptions<D> = {},
): Tensor<D> {
  const [from, to] = end === undefined ? [0, start] : [start, end];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (![from, to, step].every((value) => typeof value === "number") || !Number.isFinite(count)) {
    const got = [from, to, step].map(describe).join(", ");
    throw new ShapeError(`arange: start, end and step must be finite and step not 0, got ${got}`);
  }
  const dtype = checkedDType(options, "float32", "arange");
  checkShape([count], "arange");
  if (dtype === "int32" && count > 0) requireInt32([from, step, from + (count - 1) * step], "arange");
  const array = NDArray.empty(dtype, [count]);
  const elements = array.elements();
  for (let i = 0; i < count; i++) elements[i] = from + i * step;
  return leaf<D>(array, options);
}

/** The identity matrix [n, n]. */
export function eye<D extends FloatDType = "float32">(n: number, options: CreateOptions<D> = {}): Tensor<D> {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new ShapeError(`eye: n must be an integer of 0 or more; got ${describe(n)}`);
  }
  const made = filledTensor("eye", [n, n], 0, options);
  const elements = made.array.elements();
  for (let i = 0; i < n; i++) elements[i * (n + 1)] = 1;
  return made;
}

function random<D extends FloatDType>(
  operation: string,
  shape: Shape,
  options: RandomOptions<D>,
  fill: (rng: Rng, out: Float32Array | Float64Array) => void,
): Tensor<D> {
  const dtype = options.dtype ?? "float32";
  if (dtype !== "float32" && dtype !== "float64") {
    throw new DTypeError(`${operation}: random tensors are float32 or float64; got ${describe(dtype)}`);
  }
  const { rng = defaultRng() } = options;
  requireRng(rng, operation);
  checkShape(shape, operation);
  const array = NDArray.empty(dtype, shape);
  fill(rng, array.elements() as Float32Array | Float64Array);
  return leaf<D>(array, options);
}

/** Numbers drawn evenly from [0, 1). */
export function rand<D extends FloatDType = "float32">(shape: Shape, options: RandomOptions<D> = {}): Tensor<D> {
  return random("rand", shape, options, (rng, out) => rng.fillUniform(out, 0, 1));
}

/** Numbers drawn from the normal distribution with mean 0 and standard deviation 1. */
export function randn<D extends FloatDType = "float32">(shape: Shape, options: RandomOptions<D> = {}): Tensor<D> {
  return random("randn", shape, options, (rng, out) => rng.fillNormal(out, 0, 1));
}
