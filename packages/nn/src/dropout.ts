import { defaultRng, type Rng } from "@unroll/random";
import { dropout, type FloatDType, Module, type Tensor } from "@unroll/tensor";

/** Options of {@link Dropout}. */
export interface DropoutOptions {
  /** What decides which elements are dropped. Default: the realm's generator. */
  readonly rng?: Rng;
}

/**
 * In training, sets every element to 0 with a probability and divides the others by what is left of 1; in evaluation
 * (`eval()`), changes nothing. Srivastava et al. 2014.
 *
 * @example
 * ```ts
 * import { Dropout } from "@unroll/nn";
 * import { ones } from "@unroll/tensor";
 * new Dropout(0.5).eval().forward(ones([3])).toArray(); // => [1, 1, 1]
 * ```
 */
export class Dropout extends Module {
  readonly probability: number;
  readonly #rng: Rng | undefined;

  /**
   * @param probability from 0 to 1. Default 0.5.
   * @throws RangeError when it is not.
   */
  constructor(probability = 0.5, options: DropoutOptions = {}) {
    super();
    if (!(probability >= 0 && probability <= 1)) {
      throw new RangeError(`Dropout: probability must be from 0 to 1; got ${probability}`);
    }
    this.probability = probability;
    this.#rng = options.rng;
  }

  /** @returns in the shape of `x`: itself, in evaluation. */
  forward<D extends FloatDType>(x: Tensor<D>): Tensor<D> {
    if (!this.training || this.probability === 0) return x;
    return dropout(x, this.probability, this.#rng ?? defaultRng());
  }
}
