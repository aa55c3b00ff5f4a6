import { defaultRng, type Rng } from "@unroll/random";
import { type FloatDType, Parameter, type RandomOptions, type Shape, scope, zeros } from "@unroll/tensor";

/**
 * Fills a new parameter with its first values, from a generator.
 *
 * @param values all elements, row by row, to be overwritten.
 * @param rng what every random value is drawn from.
 * @param shape of the parameter: a weight is [outputs, inputs].
 * @example
 * ```ts
 * import { createParameter, type Initializer } from "@unroll/nn";
 * const countUp: Initializer = (values) => values.forEach((_, i) => (values[i] = i));
 * createParameter([2, 3], countUp).toArray(); // => [[0, 1, 2], [3, 4, 5]]
 * ```
 */
export type Initializer = (values: Float32Array | Float64Array, rng: Rng, shape: Shape) => void;

/** What the parameters of a layer are made with. */
export type ParameterOptions<D extends FloatDType = "float32"> = Pick<RandomOptions<D>, "dtype" | "rng">;

/**
 * Values drawn evenly from [-bound, bound).
 *
 * @param bound PyTorch's layers use 1/sqrt(n), with n the number of inputs (Linear) or of hidden units (recurrent
 * cells).
 * @example
 * ```ts
 * import { createParameter, uniformInitializer } from "@unroll/nn";
 * const weight = createParameter([20, 50], uniformInitializer(0.5));
 * weight.abs().max().item() <= 0.5; // => true
 * ```
 */
export function uniformInitializer(bound: number): Initializer {
  return (values, rng) => rng.fillUniform(values, -bound, bound);
}

/**
 * Values drawn from the normal distribution with mean 0.
 *
 * @param standardDeviation default 1.
 * @example
 * ```ts
 * import { createParameter, normalInitializer } from "@unroll/nn";
 * import { Rng } from "@unroll/random";
 * const weight = createParameter([100, 100], normalInitializer(0.2), { rng: new Rng(1) });
 * weight.std().item().toFixed(1); // => "0.2"
 * ```
 */
export function normalInitializer(standardDeviation = 1): Initializer {
  return (values, rng) => rng.fillNormal(values, 0, standardDeviation);
}

/**
 * Values drawn evenly from [-b, b), b = sqrt(6 / (inputs + outputs)), for a weight [outputs, inputs]: Glorot and Bengio
 * 2010, "Understanding the difficulty of training deep feedforward neural networks", equation 16. A vector counts as one
 * row. Their variance is 2 / (inputs + outputs): equation 12 there.
 *
 * @example
 * ```ts
 * import { createParameter, glorotInitializer } from "@unroll/nn";
 * const weight = createParameter([20, 40], glorotInitializer());
 * weight.abs().max().item() <= Math.sqrt(6 / (20 + 40)); // => true
 * ```
 */
export function glorotInitializer(): Initializer {
  return (values, rng, shape) => {
    const [rows, columns] = matrixSizes(shape);
    const bound = Math.sqrt(6 / (rows + columns));
    rng.fillUniform(values, -bound, bound);
  };
}

/**
 * A matrix whose rows, or columns if there are fewer, are orthogonal and of length `gain`, and evenly distributed among
 * all such: Saxe et al. 2013, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks".
 *
 * @param gain default 1, which neither stretches nor shrinks a vector.
 * @example
 * ```ts
 * import { createParameter, orthogonalInitializer } from "@unroll/nn";
 * import { eye } from "@unroll/tensor";
 * const weight = createParameter([3, 5], orthogonalInitializer());
 * weight.matmul(weight.transpose()).sub(eye(3)).abs().max().item() < 1e-6; // => true
 * ```
 */
export function orthogonalInitializer(gain = 1): Initializer {
  return (values, rng, shape) => {
    const [rows, columns] = matrixSizes(shape);
    const count = Math.min(rows, columns);
    const length = Math.max(rows, columns);
    const vectors = Array.from({ length: count }, () => {
      const vector = new Float64Array(length);
      rng.fillNormal(vector);
      return vector;
    });
    orthonormalize(vectors);
    const entry = (i: number, j: number) => (rows <= columns ? vectors[i]?.[j] : vectors[j]?.[i]) as number;
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j] = gain * entry(i, j);
  };
}

/**
 * The identity times `scale`, 0 beside the diagonal. For the recurrent weights of an RNN with relu: Le et al. 2015, "A
 * Simple Way to Initialize Recurrent Networks of Rectified Linear Units".
 *
 * @param scale default 1.
 * @example
 * ```ts
 * import { createParameter, identityInitializer } from "@unroll/nn";
 * createParameter([2, 3], identityInitializer(0.5)).toArray(); // => [[0.5, 0, 0], [0, 0.5, 0]]
 * ```
 */
export function identityInitializer(scale = 1): Initializer {
  return (values, _rng, shape) => {
    const [rows, columns] = matrixSizes(shape);
    values.fill(0);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = scale;
  };
}

/**
 * The same value everywhere, as the 0 of a bias.
 *
 * @example
 * ```ts
 * import { constantInitializer, createParameter } from "@unroll/nn";
 * createParameter([3], constantInitializer(0)).toArray(); // => [0, 0, 0]
 * ```
 */
export function constantInitializer(value: number): Initializer {
  return (values) => values.fill(value);
}

/** Rows and columns of a weight; a vector is one row. */
function matrixSizes(shape: Shape): [number, number] {
  const columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}

/** Gram and Schmidt's process, twice over each vector: once is not exact enough for many of them. */
function orthonormalize(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, i) => {
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of vectors.slice(0, i)) {
        const along = dot(vector, earlier);
        for (let k = 0; k < vector.length; k++) vector[k] = (vector[k] as number) - along * (earlier[k] as number);
      }
      const length = Math.sqrt(dot(vector, vector));
      for (let k = 0; k < vector.length; k++) vector[k] = (vector[k] as number) / length;
    }
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
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
