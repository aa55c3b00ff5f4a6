import type { Parameter } from "@unroll/tensor";
import { Optimizer, type OptimizerOptions, requireNotNegative, requireShares } from "./optimizer.ts";

/** Options of {@link Adam}. */
export interface AdamOptions extends OptimizerOptions {
  /** The size of a step. Default 0.001. */
  readonly learningRate?: number;
  /** How slowly the two moments forget, each in [0, 1). Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Keeps the quotient finite. Default 1e-8. */
  readonly epsilon?: number;
  /** Shrinks the parameters themselves instead of adding to the gradient: AdamW. Default false. */
  readonly decoupled?: boolean;
}

/** base^exponent for whole exponents by squaring: Math.pow differs between engines. */
function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/**
 * The Adam optimizer.
 *
 * ```
 * g = dloss/dp (+ weightDecay * p)          clipped first, when clipNorm is given
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g^2
 * p = p - learningRate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * ```
 *
 * with t the number of the step, from 1. With `decoupled`, the decay leaves g alone and first shrinks the parameter
 * itself: p = p - learningRate * weightDecay * p. Parameters without a gradient are left alone.
 *
 * Kingma and Ba 2015, algorithm 1; decoupled: Loshchilov and Hutter 2019, algorithm 2. The numbers are PyTorch's.
 *
 * @example
 * ```ts
 * import { Adam, Linear } from "@unroll/nn";
 * import { Rng } from "@unroll/random";
 * import { scope, tensor } from "@unroll/tensor";
 * const model = new Linear(1, 1, { rng: new Rng(0) });
 * const optimizer = new Adam(model.parameters(), { learningRate: 0.1 });
 * for (let step = 0; step < 300; step++) {
 *   scope(() => {
 *     const x = tensor([[0], [1], [2]]);
 *     const y = x.mul(3).add(1);
 *     optimizer.zeroGrad();
 *     model.forward(x).sub(y).square().mean().backward();
 *     optimizer.step();
 *   });
 * }
 * model.weight.item().toFixed(2); // => "3.00"
 * ```
 */
export class Adam extends Optimizer {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly decoupled: boolean;

  /**
   * @param parameters what to train, of one element type: usually `model.parameters()`.
   * @throws RangeError when an option is out of its range, or when there is no parameter.
   */
  constructor(parameters: readonly Parameter[], options: AdamOptions = {}) {
    const { learningRate = 1e-3, betas = [0.9, 0.999], epsilon = 1e-8, decoupled = false } = options;
    requireShares("Adam", { "betas[0]": betas[0], "betas[1]": betas[1] });
    requireNotNegative("Adam", { epsilon });
    super("Adam", parameters, ["m", "v"], { ...options, learningRate });
    this.betas = [...betas];
    this.epsilon = epsilon;
    this.decoupled = decoupled;
  }

  protected override update(gradientScale: number): void {
    const [beta1, beta2] = this.betas;
    const { learningRate, epsilon, weightDecay, decoupled } = this;
    this.table.update("adam", {
      learningRate,
      beta1,
      beta2,
      epsilon,
      weightDecay,
      decoupled,
      correction1: 1 - power(beta1, this.steps),
      correction2: 1 - power(beta2, this.steps),
      gradientScale,
    });
  }
}
