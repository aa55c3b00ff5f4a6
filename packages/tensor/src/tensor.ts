import type { DType } from "./dtype.ts";
import { setTensorClass } from "./tensor/apply.ts";
import { TensorSelection } from "./tensor/selection.ts";

/**
 * An array of numbers with a shape, an element type and, where gradients are asked for, the history of how it was computed.
 *
 * Make one with `tensor`, `zeros`, `randn` and the like. Operations return new tensors and never change or consume their operands.
 *
 * @example
 * ```ts
 * import { tensor } from "@unroll/tensor";
 * const w = tensor([[1, 2], [3, 4]], { requiresGrad: true });
 * w.square().sum().backward();
 * w.grad?.toArray(); // => [[2,4],[6,8]]
 * ```
 */
export class Tensor<D extends DType = "float32"> extends TensorSelection<D> {
  static {
    setTensorClass(Tensor);
  }
}
