import type { Parameter } from "@unroll/tensor";
import { Optimizer, type OptimizerOptions, requireNotNegative, requireShares } from "./optimizer.ts";

/** Options of {@link RMSProp}. */
export interface RMSPropOptions extends OptimizerOptions {
  /** The size of a step. Default 0.01. */
  readonly learningRate?: number;
  /** How slowly the mean of the squares forgets, in [0, 1). Default 0.99. */
  readonly alpha?: number;
  /** Keeps the quotient finite. Default 1e-8. */
  readonly epsilon?: number;
  /** How slowly the velocity forgets, in [0, 1). Default 0: no velocity. */
  readonly momentum?: number;
}

/**
 * The RMSProp optimizer.
 *
 * ```
 * g = dloss/dp + weightDecay * p            clipped first, when clipNorm is given
 * v = alpha * v + (1 - alpha) * g^2
 * d = g / (sqrt(v) + epsilon)
 * m = momentum * m + d                      with a momentum
 * p = p - learningRate * (d, or m)
 * ```
 *
 * Tieleman and Hinton 2012, "Neural networks for machine learning", lecture 6.5. The numbers are PyTorch's.
 *
 * @example
 * ```ts
 * import { RMSProp } from "@unroll/nn";
 * import { Parameter, tensor } from "@unroll/tensor";
 * const w = new Parameter(tensor([3, -400]));
 * const optimizer = new RMSProp([w], { learningRate: 0.5, alpha: 0.75 });
 * w.square().sum().mul(0.5).backward(); // dloss/dw = w
 * optimizer.step(); // the first step is learningRate / sqrt(1 - alpha), whatever the size of the gradient
 * w.toArray().toString(); // => "2,-399"
 * ```
 */
export class RMSProp extends Optimizer {
  readonly alpha: number;
  readonly epsilon: number;
  readonly momentum: number;

  /**
   * @param parameters what to train, of one element type: usually `model.parameters()`.
   * @throws RangeError when an option is out of its range, or when there is no parameter.
   */
  constructor(parameters: readonly Parameter[], options: RMSPropOptions = {}) {
    const { learningRate = 1e-2, alpha = 0.99, epsilon = 1e-8, momentum = 0 } = options;
    requireShares("RMSProp", { alpha, momentum });
    requireNotNegative("RMSProp", { epsilon });
    super("RMSProp", parameters, momentum === 0 ? ["v"] : ["m", "v"], { ...options, learningRate });
    this.alpha = alpha;
    this.epsilon = epsilon;
    this.momentum = momentum;
  }

  protected override update(gradientScale: number): void {
    const { learningRate, alpha, epsilon, momentum, weightDecay } = this;
    this.table.update("rmsProp", { learningRate, alpha, epsilon, momentum, weightDecay, gradientScale });
  }
}
