import { defaultRng, type Rng } from "@unroll/random";
import { filled } from "./arrays/layout.ts";
import type { DType, FloatDType, TypedArrays } from "./dtype.ts";
import { DTypeError, ShapeError } from "./errors.ts";
import type { Nested } from "./format.ts";
import { NDArray } from "./ndarray.ts";
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
  return data instanceof Int32Array ? "int32" : "bool";
}

function nestedShape(data: unknown): number[] {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  return shape;
}

function flatten(data: unknown, shape: Shape, axis: number, out: number[]): void {
  if (axis === shape.length) {
    if (typeof data !== "number" && typeof data !== "boolean") {
      throw new ShapeError(
        Array.isArray(data)
          ? `tensor: nested arrays must all have one shape; expected a number at depth ${axis}, got an array`
          : `tensor: elements must be numbers or booleans, got ${data === null ? "null" : typeof data}`,
      );
    }
    out.push(Number(data));
    return;
  }
  if (!Array.isArray(data) || data.length !== shape[axis]) {
    const got = Array.isArray(data) ? `an array of ${data.length}` : String(data);
    throw new ShapeError(
      `tensor: nested arrays must all have one shape; expected an array of ${shape[axis]} at depth ${axis}, got ${got}`,
    );
  }
  for (const item of data) flatten(item, shape, axis + 1, out);
}

function fromFlat<D extends DType>(flat: ArrayLike<number>, shape: Shape, dtype: D): NDArray {
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
    const shape = options.shape ?? [data.length];
    checkShape(shape, "tensor");
    if (sizeOf(shape) !== data.length) {
      throw new ShapeError(
        `tensor: shape ${formatShape(shape)} has ${sizeOf(shape)} elements, the data have ${data.length}`,
      );
    }
    return leaf(fromFlat(data, shape, options.dtype ?? dtypeOfTypedArray(data)), options);
  }
  const inferred = nestedShape(data);
  checkShape(inferred, "tensor");
  const flat: number[] = [];
  flatten(data, inferred, 0, flat);
  let first: unknown = data;
  while (Array.isArray(first)) first = first[0];
  const shape = options.shape ?? inferred;
  if (sizeOf(shape) !== flat.length) {
    throw new ShapeError(
      `tensor: shape ${formatShape(shape)} has ${sizeOf(shape)} elements, the data have ${flat.length}`,
    );
  }
  return leaf(fromFlat(flat, shape, options.dtype ?? (typeof first === "boolean" ? "bool" : "float32")), options);
}

/** A tensor filled with one value. */
export function full<D extends DType = "float32">(
  shape: Shape,
  value: number,
  options: CreateOptions<D> = {},
): Tensor<D> {
  checkShape(shape, "full");
  return leaf<D>(filled(options.dtype ?? "float32", shape, value), options);
}

/** A tensor of zeros. */
export function zeros<D extends DType = "float32">(shape: Shape, options: CreateOptions<D> = {}): Tensor<D> {
  return full(shape, 0, options);
}

/** A tensor of ones. */
export function ones<D extends DType = "float32">(shape: Shape, options: CreateOptions<D> = {}): Tensor<D> {
  return full(shape, 1, options);
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
  if (!Number.isFinite(count)) {
    throw new ShapeError(`arange: start, end and step must be finite and step not 0, got ${from}, ${to}, ${step}`);
  }
  const values = Float64Array.from({ length: count }, (_, i) => from + i * step);
  return leaf<D>(fromFlat(values, [count], options.dtype ?? "float32"), options);
}

/** The identity matrix [n, n]. */
export function eye<D extends FloatDType = "float32">(n: number, options: CreateOptions<D> = {}): Tensor<D> {
  const made = zeros<D>([n, n], options);
  const elements = made.array.elements();
  for (let i = 0; i < n; i++) elements[i * (n + 1)] = 1;
  return made;
}

function random<D extends FloatDType>(
  shape: Shape,
  options: RandomOptions<D>,
  fill: (rng: Rng, out: Float32Array | Float64Array) => void,
): Tensor<D> {
  const dtype = options.dtype ?? "float32";
  if (dtype !== "float32" && dtype !== "float64")
    throw new DTypeError(`random tensors are float32 or float64, got ${dtype}`);
  checkShape(shape, "random");
  const array = NDArray.empty(dtype, shape);
  fill(options.rng ?? defaultRng(), array.elements() as Float32Array | Float64Array);
  return leaf<D>(array, options);
}

/** Numbers drawn evenly from [0, 1). */
export function rand<D extends FloatDType = "float32">(shape: Shape, options: RandomOptions<D> = {}): Tensor<D> {
  return random(shape, options, (rng, out) => rng.fillUniform(out, 0, 1));
}

/** Numbers drawn from the normal distribution with mean 0 and standard deviation 1. */
export function randn<D extends FloatDType = "float32">(shape: Shape, options: RandomOptions<D> = {}): Tensor<D> {
  return random(shape, options, (rng, out) => rng.fillNormal(out, 0, 1));
}
