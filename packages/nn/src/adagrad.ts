import type { Parameter } from "@unroll/tensor";
import { Optimizer, type OptimizerOptions, requireNotNegative } from "./optimizer.ts";

/** Options of {@link Adagrad}. */
export interface AdagradOptions extends OptimizerOptions {
  /** The size of a step. Default 0.01. */
  readonly learningRate?: number;
  /** Keeps the quotient finite. Default 1e-10. */
  readonly epsilon?: number;
}

/**
 * The Adagrad optimizer.
 *
 * ```
 * g = dloss/dp + weightDecay * p            clipped first, when clipNorm is given
 * v = v + g^2
 * p = p - learningRate * g / (sqrt(v) + epsilon)
 * ```
 *
 * Duchi, Hazan and Singer 2011, "Adaptive subgradient methods", figure 1 with the diagonal of the matrix. The numbers are
 * PyTorch's.
 *
 * @example
 * ```ts
 * import { Adagrad } from "@unroll/nn";
 * import { Parameter, tensor } from "@unroll/tensor";
 * const w = new Parameter(tensor([3, -400]));
 * const optimizer = new Adagrad([w], { learningRate: 1 });
 * w.square().sum().mul(0.5).backward(); // dloss/dw = w
 * optimizer.step(); // the first step is learningRate, whatever the size of the gradient
 * w.toArray(); // => [2, -399]
 * ```
 */
export class Adagrad extends Optimizer {
  readonly epsilon: number;

  /**
   * @param parameters what to train, of one element type: usually `model.parameters()`.
   * @throws RangeError when an option is out of its range, or when there is no parameter.
   */
  constructor(parameters: readonly Parameter[], options: AdagradOptions = {}) {
    const { learningRate = 1e-2, epsilon = 1e-10 } = options;
    requireNotNegative("Adagrad", { epsilon });
    super("Adagrad", parameters, ["v"], { ...options, learningRate });
    this.epsilon = epsilon;
  }

  protected override update(gradientScale: number): void {
    const { learningRate, epsilon, weightDecay } = this;
    this.table.update("adagrad", { learningRate, epsilon, weightDecay, gradientScale });
  }
}
