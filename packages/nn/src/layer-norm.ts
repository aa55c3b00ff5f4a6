import { type FloatDType, layerNorm, Module, type Parameter, type Tensor } from "@unroll/tensor";
import { createParameter } from "./initializers.ts";
import { requireSizes } from "./sizes.ts";

/** Options of {@link LayerNorm}. */
export interface LayerNormModuleOptions<D extends FloatDType = "float32"> {
  /** Keeps the quotient finite. Default 1e-5. */
  readonly epsilon?: number;
  /** Default `"float32"`. */
  readonly dtype?: D;
}

/**
 * Layer normalization over the last axis:
 *
 * ```
 * y = (x - mean(x)) / sqrt(var(x) + epsilon) * weight + bias
 * ```
 *
 * State: `weight` [size], first ones, and `bias` [size], first zeros. Ba, Kiros and Hinton 2016, section 3.
 *
 * @example
 * ```ts
 * import { LayerNorm } from "@unroll/nn";
 * import { tensor } from "@unroll/tensor";
 * new LayerNorm(2, { epsilon: 0 }).forward(tensor([[3, 5]])).toArray(); // => [[-1, 1]]
 * ```
 */
export class LayerNorm<D extends FloatDType = "float32"> extends Module {
  readonly size: number;
  readonly epsilon: number;
  /** [size] */
  readonly weight: Parameter<D>;
  /** [size] */
  readonly bias: Parameter<D>;

  /** @throws RangeError when the size is not a positive integer, or epsilon negative. */
  constructor(size: number, options: LayerNormModuleOptions<D> = {}) {
    super();
    const { epsilon = 1e-5, dtype = "float32" as D } = options;
    requireSizes("LayerNorm", { size });
    if (!(epsilon >= 0 && epsilon < Infinity))
      throw new RangeError(`LayerNorm: epsilon must be 0 or more; got ${epsilon}`);
    this.size = size;
    this.epsilon = epsilon;
    this.weight = createParameter<D>([size], (values) => values.fill(1), { dtype });
    this.bias = createParameter<D>([size], (values) => values.fill(0), { dtype });
  }

  /**
   * @param x [..., size]
   * @returns [..., size]
   * @throws ShapeError when the last axis is not `size`.
   */
  forward(x: Tensor<D>): Tensor<D> {
    const { weight, bias, epsilon } = this;
    return layerNorm(x, { weight, bias, epsilon });
  }
}
