import type { GraphValue } from "./node.ts";

let recording = true;

/** Whether operations are recorded now: false inside `noGrad`. */
export function isGradEnabled(): boolean {
  return recording;
}

/**
 * Runs `fn` without recording a graph, and returns what it returns.
 *
 * @example
 * ```ts
 * import { noGrad, tensor } from "@unroll/tensor";
 * const x = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => x.mul(2)).requiresGrad; // => false
 * ```
 */
export function noGrad<T>(fn: () => T): T {
  const before = recording;
  recording = false;
  try {
    return fn();
  } finally {
    recording = before;
  }
}

/** Whether an operation on these tensors would be recorded: a kernel that keeps values for its backward asks first. */
export function isRecording(inputs: readonly GraphValue[]): boolean {
  return recording && inputs.some((input) => input.requiresGrad);
}
