import { inferShape, requireNumber } from "../checks.ts";
import { describe } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { ShapeError } from "../errors.ts";
import * as views from "../ops/views.ts";
import { checkShape, formatShape, normalizeAxes, normalizeAxis, requireList, type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { apply } from "./apply.ts";
import { TensorBase } from "./base.ts";

/** The part of a {@link Tensor} that shows the same elements in other shapes and orders. */
export abstract class TensorViews<D extends DType> extends TensorBase<D> {
  /** The elements in another shape of the same size; one dimension may be -1: what is left. A view where strides allow it. */
  reshape(shape: Shape): Tensor<D> {
    return apply("reshape", [this], views.reshape(inferShape(this.shape, shape)));
  }

  /** Joins the axes from `start` to `end` (inclusive) into one. */
  flatten(start = 0, end = -1): Tensor<D> {
    if (this.rank === 0) return this.reshape([1]);
    const from = normalizeAxis(start, this.rank, "flatten");
    const to = normalizeAxis(end, this.rank, "flatten");
    if (from > to) throw new ShapeError(`flatten: start axis ${from} comes after end axis ${to}`);
    const joined = sizeOf(this.shape.slice(from, to + 1));
    return this.reshape([...this.shape.slice(0, from), joined, ...this.shape.slice(to + 1)]);
  }

  /** Exchanges two axes; the last two by default. A view. */
  transpose(a = -2, b = -1): Tensor<D> {
    const first = normalizeAxis(a, this.rank, "transpose");
    const second = normalizeAxis(b, this.rank, "transpose");
    const axes = this.shape.map((_, axis) => (axis === first ? second : axis === second ? first : axis));
    return apply("transpose", [this], views.permute(axes));
  }

  /** Axis i of the result is axis `axes[i]` of this. A view. */
  permute(axes: readonly number[]): Tensor<D> {
    requireList(axes, "permute", "axes");
    const order = axes.map((axis) => normalizeAxis(axis, this.rank, "permute"));
    if (order.length !== this.rank || new Set(order).size !== this.rank) {
      throw new ShapeError(
        `permute: axes must name each of the ${this.rank} axes once, got ${formatShape(axes)} for shape ${formatShape(this.shape)}`,
      );
    }
    return apply("permute", [this], views.permute(order));
  }

  /** Every `step`-th element from `start` to `end` (exclusive; negative counts from the end; default the end) of an axis. A view. */
  slice(axis: number, start: number, end?: number, step = 1): Tensor<D> {
    const at = normalizeAxis(axis, this.rank, "slice");
    const length = this.shape[at] as number;
    const bound = (index: number): number => Math.min(length, Math.max(0, index < 0 ? index + length : index));
    if (!Number.isInteger(start) || (end !== undefined && !Number.isInteger(end))) {
      throw new ShapeError(`slice: start and end are integers, got ${describe(start)} and ${describe(end)}`);
    }
    if (!Number.isInteger(step) || step < 1)
      throw new ShapeError(`slice: step is an integer of 1 or more, got ${step}`);
    const from = bound(start);
    return apply("slice", [this], views.slice(at, from, Math.max(from, bound(end ?? length)), step));
  }

  /** The entries at one index of an axis, without that axis. A view. */
  select(axis: number, index: number): Tensor<D> {
    const at = normalizeAxis(axis, this.rank, "select");
    const length = this.shape[at] as number;
    if (!Number.isInteger(index) || index < -length || index >= length) {
      throw new ShapeError(
        `select: index ${describe(index)} is out of range for axis ${at} of size ${length} of shape ${formatShape(this.shape)}`,
      );
    }
    const from = index < 0 ? index + length : index;
    return this.slice(at, from, from + 1).squeeze(at);
  }

  /** Takes away an axis of size 1, or all of them. A view. */
  squeeze(axis?: number): Tensor<D> {
    if (axis === undefined) return this.reshape(this.shape.filter((dimension) => dimension !== 1));
    const at = normalizeAxis(axis, this.rank, "squeeze");
    return this.shape[at] === 1 ? this.reshape(this.shape.filter((_, i) => i !== at)) : this.self;
  }

  /** Inserts an axis of size 1 before `axis`. A view. */
  unsqueeze(axis: number): Tensor<D> {
    const at = normalizeAxis(axis, this.rank + 1, "unsqueeze");
    const shape = [...this.shape.slice(0, at), 1, ...this.shape.slice(at)];
    checkShape(shape, "unsqueeze");
    return this.reshape(shape);
  }

  /** Stretches axes of size 1 (and new leading axes) to a shape; -1 keeps a dimension. A view. */
  expand(shape: Shape): Tensor<D> {
    requireList(shape, "expand", "shape");
    const lead = shape.length - this.rank;
    const wanted = shape.map((dimension, axis) => (dimension === -1 ? (this.shape[axis - lead] ?? -1) : dimension));
    const fits = lead >= 0 && this.shape.every((own, axis) => own === 1 || own === wanted[axis + lead]);
    if (!fits || wanted.some((dimension) => dimension < 0)) {
      throw new ShapeError(`expand: shape ${formatShape(this.shape)} does not stretch to ${formatShape(shape)}`);
    }
    checkShape(wanted, "expand");
    return apply("expand", [this], views.expand(wanted));
  }

  /** Turns axes around: element i becomes element size - 1 - i. A view. */
  flip(axes: number | readonly number[]): Tensor<D> {
    return apply("flip", [this], views.flip(normalizeAxes(axes, this.rank, "flip")));
  }

  /**
   * Puts elements of one value around axes.
   *
   * @param padding as torch.nn.functional.pad: [before, after] of the last axis, then of the one before it, and so on.
   * @throws ShapeError when there are more pairs than axes, or a width is negative.
   */
  pad(padding: readonly number[], value = 0): Tensor<D> {
    requireList(padding, "pad", "padding");
    requireNumber(value, "pad", "value");
    const pairs = padding.length / 2;
    const valid = padding.every((width) => Number.isInteger(width) && width >= 0);
    if (!valid || !Number.isInteger(pairs) || pairs > this.rank) {
      throw new ShapeError(
        `pad: padding is pairs of non-negative integers, last axis first, for at most ${this.rank} axes; got ${formatShape(padding)}`,
      );
    }
    const widths = this.shape.map((_, axis) => {
      const pair = 2 * (this.rank - 1 - axis);
      return [padding[pair] ?? 0, padding[pair + 1] ?? 0] as const;
    });
    return apply("pad", [this], views.pad(widths, value));
  }
}
