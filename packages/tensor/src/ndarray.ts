import { heap } from "@unroll/kernels";
import { bytesPerElement, type DType, type TypedArrays } from "./dtype.ts";
import { ShapeError } from "./errors.ts";
import { allocate, type Storage } from "./memory/storage.ts";
import { contiguousStrides, formatShape, type Shape, sizeOf } from "./shape.ts";

/**
 * Numbers in memory with a shape: what a Tensor is without its history. Operations and their derivatives are written over these.
 *
 * Strides count elements; a view shares its storage with the array that it looks at.
 */
export class NDArray {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly storage: Storage;
  /** In elements from the start of the storage. */
  readonly offset: number;
  readonly size: number;

  constructor(dtype: DType, shape: Shape, storage: Storage, strides: readonly number[], offset: number) {
    this.dtype = dtype;
    this.shape = shape;
    this.strides = strides;
    this.storage = storage;
    this.offset = offset;
    this.size = sizeOf(shape);
  }

  /** A new contiguous array of undefined contents, in the current scope. */
  static empty(dtype: DType, shape: Shape): NDArray {
    return NDArray.in(allocate(sizeOf(shape) * bytesPerElement[dtype]), dtype, shape);
  }

  /** A contiguous array at the start of a storage. */
  static in(storage: Storage, dtype: DType, shape: Shape): NDArray {
    return new NDArray(dtype, shape, storage, contiguousStrides(shape), 0);
  }

  /** Where the first element stands. @throws DisposedTensorError when the memory is gone. */
  get address(): number {
    const storage = this.storage;
    if (!storage.alive) storage.refuse(this.shape);
    return storage.address + this.offset * bytesPerElement[this.dtype];
  }

  /** Whether the elements lie one after the other in row-major order. */
  get isContiguous(): boolean {
    let stride = 1;
    for (let axis = this.shape.length - 1; axis >= 0; axis--) {
      const dimension = this.shape[axis] as number;
      if (dimension !== 1 && this.strides[axis] !== stride) return this.size === 0;
      stride *= dimension;
    }
    return true;
  }

  /**
   * The elements as they lie in memory: valid until the next allocation.
   *
   * @throws ShapeError for a strided or broadcast view: {@link contiguous} copies it.
   */
  elements<D extends DType = DType>(): TypedArrays[D] {
    if (!this.isContiguous) {
      throw new ShapeError(
        `elements: the array ${formatShape(this.shape)} is a view whose elements do not lie in a row; copy it with contiguous()`,
      );
    }
    this.storage.dropDerived(); // who sees the elements may change them
    const start = this.address / bytesPerElement[this.dtype];
    return wholeMemory(this.dtype).subarray(start, start + this.size) as TypedArrays[D];
  }

  /** The same storage seen with another shape and other strides. */
  view(shape: Shape, strides: readonly number[], offset: number = this.offset): NDArray {
    return new NDArray(this.dtype, shape, this.storage, strides, offset);
  }
}

/** The whole linear memory as elements of one type: valid until the next allocation. */
export function wholeMemory(dtype: DType): TypedArrays[DType] {
  switch (dtype) {
    case "float32":
      return heap().float32();
    case "float64":
      return heap().float64();
    case "int32":
      return heap().int32();
    case "bool":
      return heap().uint8();
  }
}
