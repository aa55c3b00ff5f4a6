import {
  type FloatDType,
  formatShape,
  linear,
  Module,
  type Parameter,
  requireTensor,
  ShapeError,
  type Tensor,
} from "@unroll/tensor";
import { createParameter, type ParameterOptions, uniformInitializer } from "./initializers.ts";
import { requireSizes } from "./sizes.ts";

/** Options of {@link Linear}. */
export interface LinearOptions<D extends FloatDType = "float32"> extends ParameterOptions<D> {
  /** Whether b is added. Default true. */
  readonly bias?: boolean;
}

/**
 * A linear layer.
 *
 * ```
 * y = x W^T + b
 * ```
 *
 * State: `weight` W [outFeatures, inFeatures] and `bias` b [outFeatures], both first drawn evenly from
 * [-1/sqrt(inFeatures), 1/sqrt(inFeatures)), as in PyTorch.
 *
 * @example
 * ```ts
 * import { Linear } from "@unroll/nn";
 * import { zeros } from "@unroll/tensor";
 * const layer = new Linear(5, 3);
 * layer.forward(zeros([32, 10, 5])).shape; // => [32, 10, 3]
 * Object.keys(layer.stateDict()); // => ["weight", "bias"]
 * ```
 */
export class Linear<D extends FloatDType = "float32"> extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** W [outFeatures, inFeatures] */
  readonly weight: Parameter<D>;
  /** b [outFeatures], or null without bias. */
  readonly bias: Parameter<D> | null;

  /**
   * @param options `bias`: default true; `dtype`: default `"float32"`; `rng`: default the realm's generator.
   * @throws RangeError when a size is not a positive integer.
   */
  constructor(inFeatures: number, outFeatures: number, options: LinearOptions<D> = {}) {
    super();
    requireSizes("Linear", { inFeatures, outFeatures });
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    const initializer = uniformInitializer(1 / Math.sqrt(inFeatures));
    this.weight = createParameter([outFeatures, inFeatures], initializer, options);
    this.bias = (options.bias ?? true) ? createParameter([outFeatures], initializer, options) : null;
  }

  /**
   * @param x [..., inFeatures]
   * @returns [..., outFeatures]
   * @throws ShapeError when the last dimension of x is not inFeatures.
   */
  forward(x: Tensor<D>): Tensor<D> {
    requireTensor(x, "Linear.forward", "input");
    if (x.shape.at(-1) !== this.inFeatures) {
      throw new ShapeError(
        `Linear.forward: input must have shape [..., inFeatures=${this.inFeatures}]; got ${formatShape(x.shape)}`,
      );
    }
    return linear(x, this.weight, this.bias ?? undefined);
  }
}
