import {
  copyValues,
  type DType,
  formatShape,
  type Moment,
  type Parameter,
  ParameterTable,
  requireTensor,
  type StateDict,
  StateDictError,
  Tensor,
  tensor,
} from "@unroll/tensor";
import { clipFactor, requireMaxNorm } from "./clip-grad-norm.ts";

/** What every optimizer takes. */
export interface OptimizerOptions {
  /** The size of a step. The optimizer says its default. */
  readonly learningRate?: number;
  /** Pulls parameters towards 0: the gradient becomes g + weightDecay * p. Default 0. */
  readonly weightDecay?: number;
  /** The largest norm of all gradients together: see {@link clipGradNorm}. Default: not clipped and not measured. */
  readonly clipNorm?: number;
}

/** Refuses options that are negative or not finite. */
export function requireNotNegative(optimizer: string, options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value >= 0 && value < Infinity))
      throw new RangeError(`${optimizer}: ${name} must be 0 or more; got ${value}`);
  }
}

/** Refuses options that are no share of what was before. */
export function requireShares(optimizer: string, options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value >= 0 && value < 1)) throw new RangeError(`${optimizer}: ${name} must be in [0, 1); got ${value}`);
  }
}

/**
 * What changes parameters by their gradients. Parameters without a gradient are left alone; one kernel call updates all
 * the others, in place. To write one of your own, extend it and implement `update`.
 */
export abstract class Optimizer {
  readonly weightDecay: number;
  readonly clipNorm: number | null;
  /** The parameters and what is kept of them, for `update`. */
  protected readonly table: ParameterTable;
  readonly #name: string;
  readonly #moments: readonly Moment[];
  #learningRate = 0;
  #steps = 0;
  #lastGradNorm: number | null = null;

  /**
   * @param name stands in errors.
   * @param moments what is kept of each parameter, in its shape.
   * @throws RangeError when an option is out of its range, or when there is no parameter.
   */
  protected constructor(
    name: string,
    parameters: readonly Parameter[],
    moments: readonly Moment[],
    options: OptimizerOptions & { readonly learningRate: number },
  ) {
    const { learningRate, weightDecay = 0, clipNorm } = options;
    requireNotNegative(name, { weightDecay });
    if (clipNorm !== undefined) requireMaxNorm(clipNorm, name, "clipNorm");
    if (!Array.isArray(parameters) || parameters.length === 0) {
      const got = Array.isArray(parameters) ? "none" : String(parameters);
      throw new RangeError(`${name}: parameters must hold at least one parameter; got ${got}`);
    }
    this.#name = name;
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
    this.clipNorm = clipNorm ?? null;
    this.#moments = moments;
    this.table = new ParameterTable(parameters, moments);
  }

  /** The size of the next step; set it to follow a schedule. @throws RangeError when it is negative or not finite. */
  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(learningRate: number) {
    requireNotNegative(this.#name, { learningRate });
    this.#learningRate = learningRate;
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
      const norm = Math.sqrt(this.table.sumSquares());
      gradientScale = clipFactor(norm, this.clipNorm, `${this.#name}.step`);
      this.#lastGradNorm = norm;
    }
    this.#steps++;
    try {
      this.update(gradientScale);
    } catch (error) {
      this.#steps--; // a disposed parameter, for example: no step was made
      throw error;
    }
  }

  /** Updates the table's parameters, whose gradients count `gradientScale` times. */
  protected abstract update(gradientScale: number): void;

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.table.parameters) parameter.zeroGrad();
  }

  /**
   * What the next step depends on, beside the parameters and the options: `step`, an int32 [], and for the i-th
   * parameter its moments `m.i` and `v.i`, where the optimizer has them. The moments share memory with the optimizer:
   * copy what must not change.
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
    for (const [name, value] of Object.entries(dict)) requireTensor(value, `${this.#name}.loadStateDict`, name);
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
    if (steps < 0) throw new RangeError(`${this.#name}.loadStateDict: step must be 0 or more; got ${steps}`);
    for (const [name, moment] of Object.entries(own)) copyValues(moment, dict[name] as Tensor<DType>);
    this.#steps = steps;
  }

  #namedMoments(): StateDict {
    return Object.fromEntries(
      this.table.parameters.flatMap((_, i) =>
        this.#moments.flatMap((moment) => {
          const array = this.table.moments(i)[moment];
          return array === undefined ? [] : [[`${moment}.${i}`, new Tensor<DType>(array)]];
        }),
      ),
    );
  }

  /** Gives back the memory of the moments; the parameters stay. */
  dispose(): void {
    this.table.dispose();
  }

  /** As {@link dispose}, at the end of the block of a `using` declaration. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

function describe([name, value]: [string, Tensor<DType>]): [string, string] {
  return [name, `${value.dtype} ${formatShape(value.shape)}`];
}
