import { type Parameter, ParameterTable } from "@unroll/tensor";

/** What keeps the quotient finite when all gradients are 0; PyTorch's number. */
const NORM_EPSILON = 1e-6;

/**
 * The factor that brings gradients of a given norm to at most `maxNorm`.
 *
 * @throws RangeError for a norm that is not finite: no factor makes such gradients usable.
 */
export function clipFactor(norm: number, maxNorm: number, operation: string): number {
  if (!Number.isFinite(norm)) {
    throw new RangeError(
      `${operation}: the norm of the gradients is ${norm}, so nothing was changed; a loss that is not finite or a learning rate that is too high does this`,
    );
  }
  return Math.min(1, maxNorm / (norm + NORM_EPSILON));
}

/** Refuses a bound that is not positive. */
export function requireMaxNorm(maxNorm: number, operation: string, name: string): void {
  if (!(maxNorm > 0)) throw new RangeError(`${operation}: ${name} must be greater than 0; got ${maxNorm}`);
}

/**
 * Scales the gradients of all parameters together, in place, so that their norm is at most `maxNorm`.
 *
 * ```
 * norm = sqrt(sum of the squares of all gradients);  g = g * min(1, maxNorm / (norm + 1e-6))
 * ```
 *
 * An optimizer's `clipNorm` does the same inside its step, without another pass over the gradients. Pascanu, Mikolov,
 * Bengio 2013, "On the difficulty of training recurrent neural networks", algorithm 1; the small number is PyTorch's.
 *
 * @param parameters those without a gradient count for nothing.
 * @param maxNorm greater than 0; Infinity only measures.
 * @returns the norm before.
 * @throws RangeError when `maxNorm` is not positive, or when the norm is not finite (then nothing is changed).
 * @example
 * ```ts
 * import { clipGradNorm } from "@unroll/nn";
 * import { Parameter, tensor } from "@unroll/tensor";
 * const w = new Parameter(tensor([3, 4]));
 * w.square().sum().mul(0.5).backward(); // dloss/dw = w
 * clipGradNorm([w], 1); // => 5
 * w.grad?.toArray().toString().slice(0, 7); // => "0.59999"
 * ```
 */
export function clipGradNorm(parameters: readonly Parameter[], maxNorm: number): number {
  requireMaxNorm(maxNorm, "clipGradNorm", "maxNorm");
  const table = new ParameterTable(parameters);
  try {
    const norm = Math.sqrt(table.sumSquares());
    const factor = clipFactor(norm, maxNorm, "clipGradNorm");
    if (factor < 1) table.scaleGradients(factor);
    return norm;
  } finally {
    table.dispose();
  }
}
