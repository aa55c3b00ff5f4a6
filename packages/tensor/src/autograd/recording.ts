import { describe } from "../describe.ts";
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
  if (typeof fn !== "function") throw new TypeError(`noGrad: fn must be a function; got ${describe(fn)}`);
  const before = recording;
  recording = false;
  try {
    const result = fn();
    if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
      throw new TypeError(
        "noGrad: the function is asynchronous, so what it does later would be recorded; call noGrad between its awaits",
      );
    }
    return result;
  } finally {
    recording = before;
  }
}

/** Whether an operation on these tensors would be recorded: a kernel that keeps values for its backward asks first. */
export function isRecording(inputs: readonly GraphValue[]): boolean {
  return recording && inputs.some((input) => input.requiresGrad);
}
