import { topPositions } from "../arrays/along-axis.ts";
import { requireIds } from "../arrays/ids.ts";
import { permute } from "../arrays/layout.ts";
import { describe } from "../describe.ts";
import { type DType, requireFloat } from "../dtype.ts";
import { ShapeError } from "../errors.ts";
import { requireAlive, requireTensor } from "../operand.ts";
import { cumsum, gather } from "../ops/along-axis.ts";
import { embedding } from "../ops/embedding.ts";
import { formatShape, normalizeAxis, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { apply, makeTensor } from "./apply.ts";
import { TensorReductions } from "./reductions.ts";

/** The part of a {@link Tensor} that works along one axis, and picks elements by their positions there. */
export abstract class TensorSelection<D extends DType> extends TensorReductions<D> {
  /** Running sums along an axis: y_i = x_0 + ... + x_i. */
  cumsum(axis: number): Tensor<D> {
    return apply("cumsum", [this], cumsum(normalizeAxis(axis, this.rank, "cumsum")));
  }

  /**
   * Elements by their positions along an axis, as torch.gather: for axis 1 of a matrix y_ij = x_{i, ids_ij}.
   *
   * @param ids int32, of the same rank, and beside the axis nowhere larger than this.
   * @throws ShapeError when the shapes do not fit; RangeError naming the first id that is no position.
   * @example
   * ```ts
   * import { tensor } from "@unroll/tensor";
   * const x = tensor([[1, 2, 3], [4, 5, 6]]);
   * x.gather(1, tensor([[2], [0]], { dtype: "int32" })).toArray(); // => [[3], [4]]
   * ```
   */
  gather(axis: number, ids: Tensor<"int32">): Tensor<D> {
    requireTensor(ids, "gather", "ids");
    const at = normalizeAxis(axis, this.rank, "gather");
    const fits = ids.rank === this.rank && ids.shape.every((size, i) => i === at || size <= (this.shape[i] as number));
    if (!fits) {
      throw new ShapeError(
        `gather: ids must have rank ${this.rank} and, but for axis ${at}, sizes of at most ${formatShape(this.shape)}; got ${formatShape(ids.shape)}`,
      );
    }
    requireIds(ids.array, this.shape[at] as number, "gather");
    let source: Tensor<D> = this.self;
    ids.shape.forEach((size, i) => {
      if (i !== at && size < (this.shape[i] as number)) source = source.slice(i, 0, size);
    });
    return apply("gather", [source, ids], gather(at));
  }

  /**
   * The entries of an axis at given positions, in their order; a position may come more than once.
   *
   * @param ids int32 [n]
   * @throws ShapeError when `ids` is not a vector; RangeError naming the first id that is no position.
   * @example
   * ```ts
   * import { tensor } from "@unroll/tensor";
   * tensor([[1, 2, 3], [4, 5, 6]]).indexSelect(1, tensor([2, 0], { dtype: "int32" })).toArray(); // => [[3, 1], [6, 4]]
   * ```
   */
  indexSelect(axis: number, ids: Tensor<"int32">): Tensor<D> {
    requireTensor(ids, "indexSelect", "ids");
    const at = normalizeAxis(axis, this.rank, "indexSelect");
    requireFloat(this.dtype, "indexSelect");
    if (ids.rank !== 1) throw new ShapeError(`indexSelect: ids must have shape [n]; got ${formatShape(ids.shape)}`);
    requireIds(ids.array, this.shape[at] as number, "indexSelect");
    const table = at === 0 ? this.self : this.transpose(0, at);
    const rest = table.shape.slice(1);
    const picked: Tensor<D> = apply(
      "indexSelect",
      [ids, table.reshape([table.shape[0] as number, sizeOf(rest)])],
      embedding,
    );
    const entries = picked.reshape([ids.size, ...rest]);
    return at === 0 ? entries : entries.transpose(0, at);
  }

  /**
   * The k largest elements along an axis, the largest first, and their positions: NaN before all, then the larger, then the
   * one that stands first.
   *
   * @throws RangeError when k is not an integer from 0 to the size of the axis.
   * @example
   * ```ts
   * import { tensor } from "@unroll/tensor";
   * const { values, indices } = tensor([3, 1, 4, 1, 5]).topk(2);
   * values.toArray(); // => [5, 4]
   * indices.toArray(); // => [4, 2]
   * ```
   */
  topk(k: number, axis = -1): { values: Tensor<D>; indices: Tensor<"int32"> } {
    const at = normalizeAxis(axis, this.rank, "topk");
    const size = this.shape[at] as number;
    if (!Number.isInteger(k) || k < 0 || k > size) {
      throw new RangeError(
        `topk: k must be an integer from 0 to ${size}, the size of axis ${at} of shape ${formatShape(this.shape)}; got ${describe(k)}`,
      );
    }
    requireFloat(this.dtype, "topk");
    requireAlive(this.array, "topk");
    const last = this.rank - 1;
    const swapped = this.shape.map((_, i) => (i === at ? last : i === last ? at : i));
    const positions = permute(topPositions(permute(this.array, swapped), k), swapped);
    const indices = makeTensor<"int32">(positions);
    return { values: apply("topk", [this, indices], gather(at)), indices };
  }
}
