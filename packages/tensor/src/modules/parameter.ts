import { copyInto } from "../arrays/layout.ts";
import { bytesPerElement, type DType, type FloatDType } from "../dtype.ts";
import { Storage } from "../memory/storage.ts";
import { NDArray } from "../ndarray.ts";
import { Tensor } from "../tensor.ts";

/** A copy on the persistent heap, wherever it is made. */
function persistentCopy(array: NDArray): NDArray {
  const storage = new Storage(array.size * bytesPerElement[array.dtype], null);
  const copied = NDArray.in(storage, array.dtype, array.shape);
  copyInto(copied, array);
  return copied;
}

/**
 * A tensor that is trained: it requires a gradient, lives outside every scope, and `Module` finds it in its fields.
 *
 * @example
 * ```ts
 * import { Parameter, tensor } from "@unroll/tensor";
 * new Parameter(tensor([1, 2])).requiresGrad; // => true
 * ```
 */
export class Parameter<D extends FloatDType = "float32"> extends Tensor<D> {
  /** @param initial its values, which are copied. */
  constructor(initial: Tensor<D>) {
    super(persistentCopy(initial.array), null, 0, true);
  }
}

/** A tensor that belongs to a module's state but is not trained. It lives outside every scope. */
export class Buffer<D extends DType = "float32"> extends Tensor<D> {
  /** @param initial its values, which are copied. */
  constructor(initial: Tensor<D>) {
    super(persistentCopy(initial.array));
  }
}

/** Overwrites a tensor with the values of another of the same shape and type, in its own memory. */
export function copyValues(target: Tensor<DType>, source: Tensor<DType>): void {
  copyInto(target.array, source.array);
  target.array.storage.version++;
}
