import { copyInto } from "../arrays/layout.ts";
import { bytesPerElement, type DType, type FloatDType, requireGradients } from "../dtype.ts";
import { ShapeError } from "../errors.ts";
import { Storage } from "../memory/storage.ts";
import { NDArray } from "../ndarray.ts";
import { requireTensor } from "../operand.ts";
import { formatShape, sameShape } from "../shape.ts";
import { Tensor } from "../tensor.ts";

/** A copy on the persistent heap, wherever it is made. */
function persistentCopy({ array }: Tensor<DType>): NDArray {
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
    requireTensor(initial, "Parameter", "initial");
    requireGradients(initial.dtype, "Parameter");
    super(persistentCopy(initial), null, 0, true);
  }
}

/** A tensor that belongs to a module's state but is not trained. It lives outside every scope. */
export class Buffer<D extends DType = "float32"> extends Tensor<D> {
  /** @param initial its values, which are copied. */
  constructor(initial: Tensor<D>) {
    requireTensor(initial, "Buffer", "initial");
    super(persistentCopy(initial));
  }
}

/** Overwrites a tensor with the values of another of the same shape and type, in its own memory. */
export function copyValues(target: Tensor<DType>, source: Tensor<DType>): void {
  requireTensor(target, "copyValues", "target");
  requireTensor(source, "copyValues", "source");
  if (target.dtype !== source.dtype || !sameShape(target.shape, source.shape)) {
    throw new ShapeError(
      `copyValues: source must be as target, ${target.dtype} ${formatShape(target.shape)}; got ${source.dtype} ${formatShape(source.shape)}`,
    );
  }
  copyInto(target.array, source.array);
  target.array.storage.version++;
}
