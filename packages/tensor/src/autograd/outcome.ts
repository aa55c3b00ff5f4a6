import type { NDArray } from "../ndarray.ts";
import type { Gradient } from "./partial-gradient.ts";

/** What an operation gives: its outputs, and how gradients of the outputs become gradients of the inputs. */
export interface Outcome {
  readonly outputs: readonly NDArray[];
  /** The values that `backward` reads: checked before it runs, so that a changed or freed one is an error and not a wrong gradient. */
  readonly saved: readonly NDArray[];
  /**
   * One gradient for each input, in the input's shape, or null for zero.
   *
   * @param gradients one for each output, or null where nothing depends on that output.
   * @param needs which inputs want a gradient; the others may be null.
   */
  backward(gradients: readonly (NDArray | null)[], needs: readonly boolean[]): readonly (Gradient | null)[];
}

/** An outcome with one output, whose gradient is therefore always there. */
export function single(
  output: NDArray,
  saved: readonly NDArray[],
  backward: (dy: NDArray, needs: readonly boolean[]) => readonly (Gradient | null)[],
): Outcome {
  return { outputs: [output], saved, backward: ([dy], needs) => backward(dy as NDArray, needs) };
}
