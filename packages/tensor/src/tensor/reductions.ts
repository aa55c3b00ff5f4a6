import { argmax as argmaxArray } from "../arrays/reductions.ts";
import { requireMatrices } from "../checks.ts";
import type { DType } from "../dtype.ts";
import { ShapeError } from "../errors.ts";
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
    return apply("mean", [this], reductions.mean(axes, options.keepdim ?? false));
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

  /** The position of the first largest element along an axis, or of the flattened tensor. */
  argmax(axis?: number, options: ReductionOptions = {}): Tensor<"int32"> {
    if (axis === undefined && this.rank !== 1) return this.detach().reshape([-1]).argmax(0);
    const axes = normalizeAxes(axis, this.rank, "argmax");
    this.#requireElements("argmax", axes);
    return makeTensor<"int32">(argmaxArray(this.array, axes, options.keepdim ?? false));
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
    requireMatrices(this.shape, other.shape);
    const left = this.rank === 1 ? this.unsqueeze(0) : this.self;
    const right = other.rank === 1 ? other.unsqueeze(1) : other;
    let product: Tensor<D> = apply("matmul", [left, right], matmul);
    if (other.rank === 1) product = product.squeeze(-1);
    return this.rank === 1 ? product.squeeze(other.rank === 1 ? -1 : -2) : product;
  }
}
