/** A moment of the walk along the text and back. */
export interface Moment {
  pass: "forward" | "backward";
  /** Which time step, from 0. */
  step: number;
}

/** The moments of a walk over `steps` steps: forward from the first to the last, and backward to the first. */
export function momentAt(index: number, steps: number): Moment {
  const at = Math.max(0, Math.min(2 * steps - 1, index));
  return at < steps ? { pass: "forward", step: at } : { pass: "backward", step: 2 * steps - 1 - at };
}

/** Whether a step's state has been computed by then. */
export function hasState({ pass, step }: Moment, t: number): boolean {
  return pass === "backward" || t <= step;
}

/** Whether the gradient has come back to a step by then. */
export function hasGradient({ pass, step }: Moment, t: number): boolean {
  return pass === "backward" && t >= step;
}
