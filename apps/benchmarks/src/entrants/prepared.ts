import type { Facts, Task } from "../protocol.ts";
import type { Named } from "../values.ts";

/** A case that an entrant is ready to run. */
export interface Prepared {
  readonly facts: Facts;
  /** The outputs and, in training, the gradients of every weight as `grad.` and its name. Batch first, PyTorch's layouts. */
  check(): Named | Promise<Named>;
  /** What is timed. */
  step(): unknown;
}

/** Makes a library ready for a case, with our weights. */
export type Prepare = (task: Task, inputs: Named) => Prepared | Promise<Prepared>;
