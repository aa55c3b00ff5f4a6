import { contiguous } from "../arrays/layout.ts";
import { isFloat } from "../dtype.ts";
import type { NDArray } from "../ndarray.ts";
import { formatShape } from "../shape.ts";

/** The first operation that produced a NaN or an infinity. */
export class AnomalyError extends Error {
  override readonly name = "AnomalyError";
  /** The operation. */
  readonly operation: string;

  constructor(operation: string, what: string) {
    super(`${operation}: ${what}`);
    this.operation = operation;
  }
}

let detecting = false;

/**
 * Whether every operation, and every derivative, checks that what it computes is finite. Off at first: it reads every value, which
 * makes training several times slower.
 *
 * @example
 * ```ts
 * import { setDetectAnomaly, tensor } from "@unroll/tensor";
 * setDetectAnomaly(true);
 * try {
 *   tensor([1, 0]).log(); // throws AnomalyError: log: produced -Infinity at element 1
 * } finally {
 *   setDetectAnomaly(false);
 * }
 * ```
 */
export function setDetectAnomaly(on: boolean): void {
  detecting = on;
}

/** Whether {@link setDetectAnomaly} is on. */
export function isDetectingAnomaly(): boolean {
  return detecting;
}

function firstNonFinite(array: NDArray): { at: number; value: number } | undefined {
  if (!isFloat(array.dtype)) return undefined;
  const elements = contiguous(array).elements();
  for (let at = 0; at < elements.length; at++) {
    const value = elements[at] as number;
    if (!Number.isFinite(value)) return { at, value };
  }
  return undefined;
}

/** Refuses outputs of an operation that are not finite. */
export function requireFiniteOutputs(operation: string, outputs: readonly NDArray[]): void {
  for (const output of outputs) {
    const found = firstNonFinite(output);
    if (found !== undefined) {
      const where = `at element ${found.at} of its output ${formatShape(output.shape)}`;
      throw new AnomalyError(operation, `produced ${found.value} ${where}`);
    }
  }
}

/** Refuses a gradient that is not finite. */
export function requireFiniteGradient(operation: string, input: number, gradient: NDArray): void {
  const found = firstNonFinite(gradient);
  if (found === undefined) return;
  const where = `at element ${found.at} of the gradient ${formatShape(gradient.shape)} of its input ${input}`;
  throw new AnomalyError(operation, `its derivative produced ${found.value} ${where}`);
}
