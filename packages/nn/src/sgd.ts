import type { Parameter } from "@unroll/tensor";
import { Optimizer, type OptimizerOptions, requireShares } from "./optimizer.ts";

/** Options of {@link SGD}. */
export interface SGDOptions extends OptimizerOptions {
  /** The size of a step. Default 0.001. */
  readonly learningRate?: number;
  /** How slowly the velocity forgets, in [0, 1). Default 0: no velocity. */
  readonly momentum?: number;
  /** Looks one step ahead along the velocity; needs a momentum. Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent.
 *
 * ```
 * g = dloss/dp + weightDecay * p            clipped first, when clipNorm is given
 * m = momentum * m + g                      with a momentum
 * p = p - learningRate * (g, or m, or by Nesterov g + momentum * m)
 * ```
 *
 * Robbins and Monro 1951; the momentum as in Sutskever, Martens, Dahl and Hinton 2013, "On the importance of initialization
 * and momentum in deep learning", equations 1-4, written as PyTorch does. The numbers are PyTorch's.
 *
 * @example
 * ```ts
 * import { SGD } from "@unroll/nn";
 * import { Parameter, tensor } from "@unroll/tensor";
 * const w = new Parameter(tensor([3, 4]));
 * const optimizer = new SGD([w], { learningRate: 0.5 });
 * w.square().sum().mul(0.5).backward(); // dloss/dw = w
 * optimizer.step();
 * w.toArray(); // => [1.5, 2]
 * ```
 */
export class SGD extends Optimizer {
  readonly momentum: number;
  readonly nesterov: boolean;

  /**
   * @param parameters what to train, of one element type: usually `model.parameters()`.
   * @throws RangeError when an option is out of its range, or when there is no parameter.
   */
  constructor(parameters: readonly Parameter[], options: SGDOptions = {}) {
    const { learningRate = 1e-3, momentum = 0, nesterov = false } = options;
    requireShares("SGD", { momentum });
    if (nesterov && momentum === 0) throw new RangeError("SGD: nesterov needs a momentum greater than 0; got 0");
    super("SGD", parameters, momentum === 0 ? [] : ["m"], { ...options, learningRate });
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  protected override update(gradientScale: number): void {
    const { learningRate, momentum, nesterov, weightDecay } = this;
    this.table.update("sgd", { learningRate, momentum, dampening: 0, nesterov, weightDecay, gradientScale });
  }
}
