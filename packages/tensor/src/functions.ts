import { requireIds } from "./arrays/ids.ts";
import type { GraphValue } from "./autograd/node.ts";
import type { Gradient } from "./autograd/partial-gradient.ts";
import { seedGradient } from "./autograd/seed.ts";
import { addGradient, walkBackward } from "./autograd/walk.ts";
import { zeros } from "./create.ts";
import { describe } from "./describe.ts";
import { type FloatDType, requireFloat, requireOneDType } from "./dtype.ts";
import { ShapeError } from "./errors.ts";
import { currentScope } from "./memory/scope.ts";
import type { NDArray } from "./ndarray.ts";
import { requireTensor, requireTensors } from "./operand.ts";
import { where as whereOp } from "./ops/arithmetic.ts";
import { type CrossEntropyOptions, crossEntropy as crossEntropyOp } from "./ops/cross-entropy.ts";
import { embedding as embeddingOp } from "./ops/embedding.ts";
import { linear as linearOp } from "./ops/products.ts";
import { formatShape, sameShape } from "./shape.ts";
import { apply } from "./tensor/apply.ts";
import { Tensor } from "./tensor.ts";

/** `a` where the condition holds, else `b`; all three broadcast. */
export function where<D extends FloatDType>(condition: Tensor<"bool">, a: Tensor<D>, b: Tensor<D>): Tensor<D> {
  requireTensor(condition, "where", "condition");
  requireTensor(a, "where", "a");
  requireTensor(b, "where", "b");
  return apply("where", [condition, a, b], whereOp);
}

/**
 * y = x W^T + b.
 *
 * @param x [..., I]
 * @param weight [O, I]
 * @param bias [O]
 * @returns [..., O]
 * @throws ShapeError naming the sizes that differ.
 */
export function linear<D extends FloatDType>(x: Tensor<D>, weight: Tensor<D>, bias?: Tensor<D>): Tensor<D> {
  requireTensor(x, "linear", "input");
  requireTensor(weight, "linear", "weight");
  if (bias !== undefined) requireTensor(bias, "linear", "bias");
  const [outputs, inputs] = weight.shape;
  if (weight.rank !== 2) {
    throw new ShapeError(`linear: weight must have shape [out, in]; got ${formatShape(weight.shape)}`);
  }
  if (x.rank === 0 || x.shape.at(-1) !== inputs) {
    throw new ShapeError(`linear: input must have shape [..., in=${inputs}]; got ${formatShape(x.shape)}`);
  }
  if (bias !== undefined && !sameShape(bias.shape, [outputs as number])) {
    throw new ShapeError(`linear: bias must have shape [out=${outputs}]; got ${formatShape(bias.shape)}`);
  }
  requireOneDType({ input: x, weight, bias }, "linear");
  return apply("linear", bias === undefined ? [x, weight] : [x, weight, bias], linearOp);
}

/**
 * Products of the matrices of two batches, as torch.bmm: `matmul` without broadcasting.
 *
 * @param a [B, M, K]
 * @param b [B, K, N]
 * @returns [B, M, N]
 */
export function bmm<D extends FloatDType>(a: Tensor<D>, b: Tensor<D>): Tensor<D> {
  requireTensor(a, "bmm", "a");
  requireTensor(b, "bmm", "b");
  if (a.rank !== 3 || b.rank !== 3 || a.shape[0] !== b.shape[0] || a.shape[2] !== b.shape[1]) {
    throw new ShapeError(
      `bmm: needs shapes [batch, M, K] and [batch, K, N]; got ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    );
  }
  requireOneDType({ a, b }, "bmm");
  return a.matmul(b);
}

/**
 * A 1 at the place of every id, 0 elsewhere.
 *
 * @param ids int32 [...]
 * @returns [..., classes], float32
 * @throws RangeError naming the first id outside 0 to classes - 1.
 * @example
 * ```ts
 * import { oneHot, tensor } from "@unroll/tensor";
 * oneHot(tensor([2, 0], { dtype: "int32" }), 3).toArray(); // => [[0, 0, 1], [1, 0, 0]]
 * ```
 */
export function oneHot(ids: Tensor<"int32">, classes: number): Tensor {
  requireTensor(ids, "oneHot", "ids");
  if (!Number.isInteger(classes) || classes < 0) {
    throw new RangeError(`oneHot: classes must be an integer of 0 or more; got ${describe(classes)}`);
  }
  requireIds(ids.array, classes, "oneHot");
  const made = zeros([...ids.shape, classes]);
  const elements = made.array.elements();
  ids.data().forEach((id, i) => {
    elements[i * classes + id] = 1;
  });
  return made;
}

/**
 * The rows of a table that ids name: y_i = weight[ids_i].
 *
 * @param ids int32 [...]
 * @param weight [V, E]
 * @returns [..., E]
 * @throws RangeError naming the first id outside 0 to V - 1.
 */
export function embedding<D extends FloatDType>(ids: Tensor<"int32">, weight: Tensor<D>): Tensor<D> {
  requireTensor(ids, "embedding", "ids");
  requireTensor(weight, "embedding", "weight");
  if (weight.rank !== 2) {
    throw new ShapeError(
      `embedding: weight must have shape [vocabSize, embeddingSize]; got ${formatShape(weight.shape)}`,
    );
  }
  requireFloat(weight.dtype, "embedding");
  requireIds(ids.array, weight.shape[0] as number, "embedding");
  return apply("embedding", [ids, weight], embeddingOp);
}

/**
 * Softmax cross-entropy in nats, from logits.
 *
 * ```
 * loss_i = log sum_k exp(logits_ik) - logits_{i, target_i}
 * ```
 *
 * @param logits [..., V]
 * @param targets int32 [...]: the right class of every row.
 * @returns a single element for `"mean"` (default) and `"sum"`, [...] for `"none"`.
 * @throws ShapeError, or RangeError naming the first target outside 0 to V - 1.
 * @example
 * ```ts
 * import { crossEntropy, tensor } from "@unroll/tensor";
 * const loss = crossEntropy(tensor([[0, 0]]), tensor(new Int32Array([1])));
 * loss.item().toFixed(4); // => "0.6931"
 * ```
 */
export function crossEntropy<D extends FloatDType>(
  logits: Tensor<D>,
  targets: Tensor<"int32">,
  options: CrossEntropyOptions = {},
): Tensor<D> {
  const { reduction = "mean", ignoreIndex = -100, labelSmoothing = 0 } = options;
  requireTensor(logits, "crossEntropy", "logits");
  requireTensor(targets, "crossEntropy", "targets");
  const classes = logits.shape.at(-1);
  if (classes === undefined || classes === 0 || !sameShape(logits.shape.slice(0, -1), targets.shape)) {
    throw new ShapeError(
      `crossEntropy: logits must have shape [...targets, classes]; got ${formatShape(logits.shape)} and targets ${formatShape(targets.shape)}`,
    );
  }
  requireFloat(logits.dtype, "crossEntropy");
  if (reduction !== "mean" && reduction !== "sum" && reduction !== "none") {
    throw new RangeError(`crossEntropy: reduction must be "mean", "sum" or "none"; got ${describe(reduction)}`);
  }
  if (typeof labelSmoothing !== "number" || !(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new RangeError(`crossEntropy: labelSmoothing must be in [0, 1); got ${describe(labelSmoothing)}`);
  }
  if (!Number.isInteger(ignoreIndex)) {
    throw new RangeError(`crossEntropy: ignoreIndex must be an integer; got ${describe(ignoreIndex)}`);
  }
  requireIds(targets.array, classes, "crossEntropy", ignoreIndex, "target");
  return apply("crossEntropy", [logits, targets], crossEntropyOp({ reduction, ignoreIndex, labelSmoothing }));
}

/**
 * The gradients of the sum of `outputs` with respect to `inputs`, without touching any `grad`.
 *
 * @returns for each input its gradient, or null when no output depends on it.
 * @example
 * ```ts
 * import { grad, tensor } from "@unroll/tensor";
 * const x = tensor([3], { requiresGrad: true });
 * grad(x.square(), [x])[0]?.toArray(); // => [6]
 * ```
 */
export function grad<D extends FloatDType>(
  outputs: Tensor<D> | readonly Tensor<D>[],
  inputs: readonly Tensor<D>[],
  options: { gradients?: readonly Tensor<D>[]; retainGraph?: boolean } = {},
): (Tensor<D> | null)[] {
  const roots = Array.isArray(outputs) ? (outputs as readonly Tensor<D>[]) : [outputs as Tensor<D>];
  const { gradients } = options;
  requireTensors(roots, "grad", "outputs");
  requireTensors(inputs, "grad", "inputs");
  if (gradients !== undefined) {
    requireTensors(gradients, "grad", "gradients");
    if (gradients.length !== roots.length) {
      throw new ShapeError(
        `grad: gradients must have one entry for each of the ${roots.length} outputs; got ${gradients.length}`,
      );
    }
  }
  const seeds = roots.map((root, i) => seedGradient(root, gradients?.[i]?.array, "grad"));
  const owner = currentScope();
  const found = new Map<GraphValue, NDArray>();
  const collect = (value: GraphValue, gradient: Gradient): void => {
    if (inputs.some((input) => input === value)) {
      found.set(value, addGradient(found.get(value) ?? null, !found.has(value), gradient, value.array, owner));
    }
  };
  walkBackward(roots, seeds, options.retainGraph ?? false, collect, inputs);
  return inputs.map((input) => {
    const gradient = found.get(input);
    return gradient === undefined ? null : new Tensor<D>(gradient);
  });
}
