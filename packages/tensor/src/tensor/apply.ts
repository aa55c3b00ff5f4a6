import { isDetectingAnomaly, requireFiniteOutputs } from "../autograd/anomaly.ts";
import { type GraphValue, Node } from "../autograd/node.ts";
import type { Outcome } from "../autograd/outcome.ts";
import { isRecording } from "../autograd/recording.ts";
import { describe } from "../describe.ts";
import { type DType, isFloat } from "../dtype.ts";
import type { NDArray } from "../ndarray.ts";
import { operandArrays } from "../operand.ts";
import type { Tensor } from "../tensor.ts";

type TensorClass = new (array: NDArray, node?: Node | null, outputIndex?: number) => Tensor<DType>;

// The class at the end of the chain of bases, which need it to make their results: tensor.ts sets it.
let tensorClass: TensorClass | undefined;

export function setTensorClass(made: TensorClass): void {
  tensorClass = made;
}

/** A tensor over an array, made by a node or a leaf. */
export function makeTensor<D extends DType>(array: NDArray, node: Node | null = null, outputIndex = 0): Tensor<D> {
  return new (tensorClass as TensorClass)(array, node, outputIndex) as unknown as Tensor<D>;
}

/**
 * Runs an operation with several outputs and records it: {@link customOperation} with a list.
 *
 * @param inputs the tensors it depends on, in the order of the operation's parameters.
 * @param operation computes the outputs, and knows their derivatives.
 */
export function applyAll(
  name: string,
  inputs: readonly GraphValue[],
  operation: (...arrays: NDArray[]) => Outcome,
): Tensor<DType>[] {
  const outcome = operation(...operandArrays(inputs, name));
  if (!Array.isArray(outcome?.outputs)) {
    throw new TypeError(
      `${name}: the operation must give an Outcome, as single(...) makes one; got ${describe(outcome)}`,
    );
  }
  if (isDetectingAnomaly()) requireFiniteOutputs(name, outcome.outputs);
  const node = isRecording(inputs) ? new Node(name, inputs, outcome) : null;
  return outcome.outputs.map((array, index) => makeTensor(array, isFloat(array.dtype) ? node : null, index));
}

/**
 * Runs an operation and records it: how every differentiable function of the library is made, and yours can be.
 *
 * @param name stands in errors.
 * @param inputs the tensors it depends on, in the order of the operation's parameters.
 * @param operation computes the output over arrays, and knows its derivative. It is called once.
 * @example
 * ```ts
 * import { contiguous, customOperation, NDArray, single, type Tensor, tensor } from "@unroll/tensor";
 *
 * function cube(x: Tensor): Tensor {
 *   return customOperation("cube", [x], (view) => {
 *     const a = contiguous(view);
 *     const y = NDArray.empty(a.dtype, a.shape);
 *     y.elements().set(a.elements().map((value) => value ** 3));
 *     return single(y, [a], (dy) => {
 *       const dx = NDArray.empty(a.dtype, a.shape);
 *       const dys = contiguous(dy).elements();
 *       dx.elements().set(a.elements().map((value, i) => 3 * value ** 2 * (dys[i] ?? 0)));
 *       return [dx];
 *     });
 *   });
 * }
 * const x = tensor([1, 2], { requiresGrad: true });
 * cube(x).sum().backward();
 * x.grad?.toArray(); // => [3, 12]
 * ```
 */
export function apply<D extends DType>(
  name: string,
  inputs: readonly GraphValue[],
  operation: (...arrays: NDArray[]) => Outcome,
): Tensor<D> {
  return applyAll(name, inputs, operation)[0] as Tensor<D>;
}
