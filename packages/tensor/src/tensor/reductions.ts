import { argExtreme } from "../arrays/reductions.ts";
import { requireMatrices } from "../checks.ts";
import { describe } from "../describe.ts";
import { type DType, requireFloat } from "../dtype.ts";
import { ShapeError } from "../errors.ts";
import { requireAlive, requireTensor } from "../operand.ts";
import { matmul } from "../ops/products.ts";
import * as reductions from "../ops/reductions.ts";
import { softmax } from "../ops/softmax.ts";
import { formatShape, normalizeAxes, normalizeAxis } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { apply, makeTensor } from "./apply.ts";
import { TensorElementwise } from "./elementwise.ts";

/** Options of reductions. */
export interface ReductionOptions {
  /** Keeps reduced axes with size 1. Default false. */
  readonly keepdim?: boolean;
}

/** Options of the variance and the standard deviation. */
export interface DeviationOptions extends ReductionOptions {
  /** What is taken from the number of elements before the division. Default 1. */
  readonly correction?: number;
}

/** The part of a {@link Tensor} that sums over axes: reductions, softmax and products. */
export abstract class TensorReductions<D extends DType> extends TensorElementwise<D> {
  /** The sum over the given axes, or over all. */
  sum(axis?: number | readonly number[], options: ReductionOptions = {}): Tensor<D> {
    const axes = normalizeAxes(axis, this.rank, "sum");
    return apply("sum", [this], reductions.sum(axes, options.keepdim ?? false));
  }

  /** The mean over the given axes, or over all; NaN over no elements. */
  mean(axis?: number | readonly number[], options: ReductionOptions = {}): Tensor<D> {
    const axes = normalizeAxes(axis, this.rank, "mean");
    requireFloat(this.dtype, "mean");
    return apply("mean", [this], reductions.mean(axes, options.keepdim ?? false));
  }

  /** log(sum(exp(x))) over the given axes, or over all, without overflow; -Infinity over no elements. */
  logsumexp(axis?: number | readonly number[], options: ReductionOptions = {}): Tensor<D> {
    const axes = normalizeAxes(axis, this.rank, "logsumexp");
    requireFloat(this.dtype, "logsumexp");
    return apply("logsumexp", [this], reductions.logSumExp(axes, options.keepdim ?? false));
  }

  /**
   * The variance over the given axes, or over all: sum((x - mean)^2) / (n - correction).
   *
   * @param options `correction`: 1 by default, the unbiased estimate; 0 for the mean of the squares. NaN where n <= correction.
   */
  var(axis?: number | readonly number[], options: DeviationOptions = {}): Tensor<D> {
    return this.#deviation("var", axis, options);
  }

  /** The standard deviation: the square root of {@link var}, with its options. Its gradient is 0 where it is 0. */
  std(axis?: number | readonly number[], options: DeviationOptions = {}): Tensor<D> {
    return this.#deviation("std", axis, options);
  }

  #deviation(op: "var" | "std", axis: number | readonly number[] | undefined, options: DeviationOptions): Tensor<D> {
    const { correction = 1, keepdim = false } = options;
    if (typeof correction !== "number" || !(correction >= 0 && correction < Infinity)) {
      throw new RangeError(`${op}: correction must be a number of 0 or more; got ${describe(correction)}`);
    }
    requireFloat(this.dtype, op);
    return apply(op, [this], reductions.deviation(op, normalizeAxes(axis, this.rank, op), correction, keepdim));
  }

  /**
   * The norm of the vectors along the given axes, or of all elements as one vector.
   *
   * @param order 2, the Euclidean norm (default); 1, the sum of |x|; or Infinity, the largest |x|.
   * @throws RangeError for another order.
   */
  norm(order = 2, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor<D> {
    if (order === 1) return this.abs().sum(axis, options);
    if (order === Infinity) return this.abs().max(axis, options);
    if (order !== 2) throw new RangeError(`norm: order must be 1, 2 or Infinity; got ${describe(order)}`);
    requireFloat(this.dtype, "norm");
    const axes = normalizeAxes(axis, this.rank, "norm");
    return apply("norm", [this], reductions.euclideanNorm(axes, options.keepdim ?? false));
  }

  /** The largest element over the given axes, or over all; NaN if there is one. */
  max(axis?: number | readonly number[], options: ReductionOptions = {}): Tensor<D> {
    return this.#extreme("max", axis, options);
  }

  /** The smallest element over the given axes, or over all; NaN if there is one. */
  min(axis?: number | readonly number[], options: ReductionOptions = {}): Tensor<D> {
    return this.#extreme("min", axis, options);
  }

  #extreme(op: "max" | "min", axis: number | readonly number[] | undefined, options: ReductionOptions): Tensor<D> {
    const axes = normalizeAxes(axis, this.rank, op);
    this.#requireElements(op, axes);
    return apply(op, [this], reductions.extreme(op, axes, options.keepdim ?? false));
  }

  /**
   * The position of the first largest element (of the first NaN, if there is one) along an axis, or of the flattened tensor.
   *
   * @throws ShapeError when there is no element.
   */
  argmax(axis?: number, options: ReductionOptions = {}): Tensor<"int32"> {
    return this.#argExtreme("argmax", axis, options);
  }

  /** The position of the first smallest element, as {@link argmax} of the largest. @throws ShapeError when there is none. */
  argmin(axis?: number, options: ReductionOptions = {}): Tensor<"int32"> {
    return this.#argExtreme("argmin", axis, options);
  }

  #argExtreme(op: "argmax" | "argmin", axis: number | undefined, options: ReductionOptions): Tensor<"int32"> {
    const axes = normalizeAxes(axis, this.rank, op);
    this.#requireElements(op, axes);
    requireAlive(this.array, op);
    return makeTensor<"int32">(argExtreme(op, this.array, axes, options.keepdim ?? false));
  }

  #requireElements(op: string, axes: readonly number[]): void {
    if (axes.some((axis) => this.shape[axis] === 0)) {
      throw new ShapeError(
        `${op}: there is no element along axis ${axes.join(", ")} of shape ${formatShape(this.shape)}`,
      );
    }
  }

  /** exp(x_i) / sum_k exp(x_k) along an axis. */
  softmax(axis = -1): Tensor<D> {
    return apply("softmax", [this], softmax("softmax", normalizeAxis(axis, this.rank, "softmax")));
  }

  /** log(softmax(x)) along an axis, without overflow. */
  logSoftmax(axis = -1): Tensor<D> {
    return apply("logSoftmax", [this], softmax("logSoftmax", normalizeAxis(axis, this.rank, "logSoftmax")));
  }

  /**
   * The matrix product, as torch.matmul: [M, K] x [K, N], a vector on either side as a row or a column, leading axes broadcast as a
   * batch.
   *
   * @throws ShapeError when the inner dimensions differ.
   */
  matmul(other: Tensor<D>): Tensor<D> {
    requireTensor(other, "matmul", "other");
    requireMatrices(this.shape, other.shape);
    const left = this.rank === 1 ? this.unsqueeze(0) : this.self;
    const right = other.rank === 1 ? other.unsqueeze(1) : other;
    let product: Tensor<D> = apply("matmul", [left, right], matmul);
    if (other.rank === 1) product = product.squeeze(-1);
    return this.rank === 1 ? product.squeeze(other.rank === 1 ? -1 : -2) : product;
  }
}
