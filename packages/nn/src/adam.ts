import {
  copyValues,
  type DType,
  formatShape,
  type Parameter,
  ParameterTable,
  type StateDict,
  StateDictError,
  Tensor,
  tensor,
} from "@unroll/tensor";
import { clipFactor, requireMaxNorm } from "./clip-grad-norm.ts";

/** Options of {@link Adam}. */
export interface AdamOptions {
  /** The size of a step. Default 0.001. */
  readonly learningRate?: number;
  /** How slowly the two moments forget, each in [0, 1). Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Keeps the quotient finite. Default 1e-8. */
  readonly epsilon?: number;
  /** Pulls parameters towards 0. Default 0. */
  readonly weightDecay?: number;
  /** Shrinks the parameters themselves instead of adding to the gradient: AdamW. Default false. */
  readonly decoupled?: boolean;
  /** The largest norm of all gradients together: see {@link clipGradNorm}. Default: not clipped and not measured. */
  readonly clipNorm?: number;
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

function requireNumber(name: string, value: number, good: boolean, expected: string): void {
  if (!good) throw new RangeError(`Adam: ${name} must be ${expected}; got ${value}`);
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
 * itself: p = p - learningRate * weightDecay * p. Parameters without a gradient are left alone. One kernel call updates
 * all of them, in place.
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
export class Adam {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly decoupled: boolean;
  readonly clipNorm: number | null;
  readonly #table: ParameterTable;
  #learningRate = 0;
  #steps = 0;
  #lastGradNorm: number | null = null;

  /**
   * @param parameters what to train, of one element type: usually `model.parameters()`.
   * @throws RangeError when an option is out of its range, or when there is no parameter.
   */
  constructor(parameters: readonly Parameter[], options: AdamOptions = {}) {
    const { learningRate = 1e-3, betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0, decoupled = false } = options;
    betas.forEach((beta, i) => {
      requireNumber(`betas[${i}]`, beta, beta >= 0 && beta < 1, "in [0, 1)");
    });
    requireNumber("epsilon", epsilon, epsilon >= 0 && epsilon < Infinity, "0 or more");
    requireNumber("weightDecay", weightDecay, weightDecay >= 0 && weightDecay < Infinity, "0 or more");
    if (options.clipNorm !== undefined) requireMaxNorm(options.clipNorm, "Adam", "clipNorm");
    if (parameters.length === 0) throw new RangeError("Adam: parameters must hold at least one parameter; got none");
    this.learningRate = learningRate;
    this.betas = [...betas];
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    this.decoupled = decoupled;
    this.clipNorm = options.clipNorm ?? null;
    this.#table = new ParameterTable(parameters, 2);
  }

  /** The size of the next step; set it to follow a schedule. @throws RangeError when it is negative or not finite. */
  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(value: number) {
    requireNumber("learningRate", value, value >= 0 && value < Infinity, "0 or more");
    this.#learningRate = value;
  }

  /** How many steps were made. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * The norm of all gradients in the last step, before clipping; null before, and without `clipNorm` (Infinity only
   * measures).
   */
  get lastGradNorm(): number | null {
    return this.#lastGradNorm;
  }

  /**
   * Changes the parameters by their gradients.
   *
   * @throws RangeError when `clipNorm` is given and the norm of the gradients is not finite; then nothing is changed.
   */
  step(): void {
    let gradientScale = 1;
    if (this.clipNorm !== null) {
      const norm = Math.sqrt(this.#table.sumSquares());
      gradientScale = clipFactor(norm, this.clipNorm, "Adam.step");
      this.#lastGradNorm = norm;
    }
    this.#steps++;
    const [beta1, beta2] = this.betas;
    this.#table.adam({
      learningRate: this.#learningRate,
      beta1,
      beta2,
      epsilon: this.epsilon,
      weightDecay: this.weightDecay,
      decoupled: this.decoupled,
      correction1: 1 - power(beta1, this.#steps),
      correction2: 1 - power(beta2, this.#steps),
      gradientScale,
    });
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.#table.parameters) parameter.zeroGrad();
  }

  /**
   * What the next step depends on, beside the parameters and the options: `step`, an int32 [], and for the i-th
   * parameter its moments `m.i` and `v.i`. The moments share memory with the optimizer: copy what must not change.
   */
  stateDict(): StateDict {
    return { step: tensor(new Int32Array([this.#steps]), { shape: [] }), ...this.#namedMoments() };
  }

  /**
   * Continues where `stateDict` was taken: the same gradients then give the same parameters, bit for bit.
   *
   * @throws StateDictError listing every missing, unexpected and mis-shaped name; RangeError for a negative step count.
   * Then nothing was loaded.
   */
  loadStateDict(dict: StateDict): void {
    const own: StateDict = this.#namedMoments();
    const expected = new Map([["step", "int32 []"], ...Object.entries(own).map(describe)] as [string, string][]);
    const given = new Map(Object.entries(dict).map(describe));
    const missing = [...expected.keys()].filter((name) => !given.has(name));
    const unexpected = [...given.keys()].filter((name) => !expected.has(name));
    const mismatched = [...expected]
      .map(([name, wanted]) => ({ name, expected: wanted, got: given.get(name) ?? wanted }))
      .filter((entry) => entry.got !== entry.expected);
    if (missing.length + unexpected.length + mismatched.length > 0) {
      throw new StateDictError({ missing, unexpected, mismatched });
    }
    const steps = (dict.step as Tensor<"int32">).item();
    if (steps < 0) throw new RangeError(`Adam.loadStateDict: step must be 0 or more; got ${steps}`);
    for (const [name, moment] of Object.entries(own)) copyValues(moment, dict[name] as Tensor<DType>);
    this.#steps = steps;
  }

  #namedMoments(): StateDict {
    return Object.fromEntries(
      this.#table.parameters.flatMap((_, i) =>
        this.#table.moments(i).map((moment, order) => [`${order === 0 ? "m" : "v"}.${i}`, new Tensor<DType>(moment)]),
      ),
    );
  }

  /** Gives back the memory of the moments; the parameters stay. */
  dispose(): void {
    this.#table.dispose();
  }

  /** As {@link Adam.dispose}, at the end of the block of a `using` declaration. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

function describe([name, value]: [string, Tensor<DType>]): [string, string] {
  return [name, `${value.dtype} ${formatShape(value.shape)}`];
}
