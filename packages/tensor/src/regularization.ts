import { defaultRng, type Rng } from "@unroll/random";
import { describe } from "./describe.ts";
import { type FloatDType, requireFloat, requireOneDType } from "./dtype.ts";
import { ShapeError } from "./errors.ts";
import { requireRng, requireTensor } from "./operand.ts";
import { dropout as dropoutOp } from "./ops/dropout.ts";
import { layerNorm as layerNormOp } from "./ops/layer-norm.ts";
import { formatShape, sameShape } from "./shape.ts";
import { apply } from "./tensor/apply.ts";
import type { Tensor } from "./tensor.ts";

/** Options of {@link layerNorm}. */
export interface LayerNormOptions<D extends FloatDType = "float32"> {
  /** [n]. Default ones. */
  readonly weight?: Tensor<D>;
  /** [n]. Default zeros. */
  readonly bias?: Tensor<D>;
  /** Keeps the quotient finite. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Layer normalization over the last axis, of n elements:
 *
 * ```
 * y = (x - mean(x)) / sqrt(var(x) + epsilon) * weight + bias
 * ```
 *
 * with the variance over n, not n - 1. Ba, Kiros and Hinton 2016, section 3.
 *
 * @param x [..., n]
 * @throws ShapeError when `weight` or `bias` is not [n]; RangeError when `epsilon` is negative or not finite.
 * @example
 * ```ts
 * import { layerNorm, tensor } from "@unroll/tensor";
 * layerNorm(tensor([1, 2, 3]), { epsilon: 0 }).toArray().toString().slice(0, 6); // => "-1.224"
 * ```
 */
export function layerNorm<D extends FloatDType>(x: Tensor<D>, options: LayerNormOptions<D> = {}): Tensor<D> {
  const { weight, bias, epsilon = 1e-5 } = options;
  requireTensor(x, "layerNorm", "x");
  if (x.rank === 0) throw new ShapeError("layerNorm: x must have shape [..., n]; got []");
  const n = x.shape.at(-1) as number;
  for (const [name, operand] of Object.entries({ weight, bias })) {
    if (operand === undefined) continue;
    requireTensor(operand, "layerNorm", name);
    if (!sameShape(operand.shape, [n])) {
      throw new ShapeError(`layerNorm: ${name} must have shape [n=${n}]; got ${formatShape(operand.shape)}`);
    }
  }
  if (typeof epsilon !== "number" || !(epsilon >= 0 && epsilon < Infinity)) {
    throw new RangeError(`layerNorm: epsilon must be 0 or more; got ${describe(epsilon)}`);
  }
  requireOneDType({ x, weight, bias }, "layerNorm");
  const operands = [x, weight, bias].filter((operand) => operand !== undefined);
  const form = { hasWeight: weight !== undefined, hasBias: bias !== undefined, epsilon };
  return apply("layerNorm", operands, layerNormOp(form));
}

/**
 * Sets every element to 0 with a probability, and divides the others by what is left of 1: their expectation stays.
 *
 * Srivastava et al. 2014. What is dropped is a function of the generator's state alone; every element draws one word.
 *
 * @param probability from 0 to 1. Default 0.5.
 * @param rng default the realm's generator.
 * @throws RangeError when the probability is not from 0 to 1.
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { dropout, ones } from "@unroll/tensor";
 * dropout(ones([6]), 0.5, new Rng(2)).toArray(); // => [0, 0, 2, 0, 0, 0]
 * ```
 */
export function dropout<D extends FloatDType>(x: Tensor<D>, probability = 0.5, rng: Rng = defaultRng()): Tensor<D> {
  requireTensor(x, "dropout", "x");
  requireFloat(x.dtype, "dropout");
  if (typeof probability !== "number" || !(probability >= 0 && probability <= 1)) {
    throw new RangeError(`dropout: probability must be from 0 to 1; got ${describe(probability)}`);
  }
  requireRng(rng, "dropout");
  return apply("dropout", [x], dropoutOp(probability, rng.reserve(x.size)));
}
