import { defaultRng, type Rng } from "@unroll/random";
import { type FloatDType, Parameter, type RandomOptions, type Shape, scope, zeros } from "@unroll/tensor";

/** Fills a new parameter with its first values, from a generator. */
export type Initializer = (values: Float32Array | Float64Array, rng: Rng, shape: Shape) => void;

/** What the parameters of a layer are made with. */
export type ParameterOptions<D extends FloatDType = "float32"> = Pick<RandomOptions<D>, "dtype" | "rng">;

/**
 * Values drawn evenly from [-bound, bound).
 *
 * @param bound PyTorch's layers use 1/sqrt(n), with n the number of inputs (Linear) or of hidden units (recurrent
 * cells).
 */
export function uniformInitializer(bound: number): Initializer {
  return (values, rng) => rng.fillUniform(values, -bound, bound);
}

/** Values drawn from the normal distribution with mean 0. @param standardDeviation default 1. */
export function normalInitializer(standardDeviation = 1): Initializer {
  return (values, rng) => rng.fillNormal(values, 0, standardDeviation);
}

/**
 * A new parameter with its first values from an initializer: how layers and cells make theirs.
 *
 * @param shape its shape.
 * @param options `dtype`: default `"float32"`; `rng`: default the realm's generator, seeded by `manualSeed`.
 * @example
 * ```ts
 * import { createParameter, uniformInitializer } from "@unroll/nn";
 * import { Rng } from "@unroll/random";
 * const weight = createParameter([20, 50], uniformInitializer(0.5), { rng: new Rng(1) });
 * weight.shape; // => [20, 50]
 * weight.abs().max().item() < 0.5; // => true
 * ```
 */
export function createParameter<D extends FloatDType = "float32">(
  shape: Shape,
  initializer: Initializer,
  options: ParameterOptions<D> = {},
): Parameter<D> {
  const { dtype = "float32" as D, rng = defaultRng() } = options;
  return scope(() => {
    const initial = zeros<D>(shape, { dtype });
    initializer(initial.array.elements<FloatDType>(), rng, shape);
    return new Parameter(initial);
  }, "createParameter");
}
