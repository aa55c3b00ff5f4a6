import type { Outcome } from "../autograd/outcome.ts";
import type { NDArray } from "../ndarray.ts";
import { type SequenceForm, sequence } from "./sequence.ts";

/** A GRU over whole sequences; inputs and outputs stand at {@link sequence}, the equations at `gru` in recurrent/gru.ts. */
export function gru(form: SequenceForm): (...operands: NDArray[]) => Outcome {
  return sequence("gru", form, {
    saved: 4, // r, z, n and W_hn h' + b_hn
    cellState: false,
    forward: (kernels, call) => kernels.gruForward(call),
    backward: (kernels, call) => kernels.gruBackward(call),
  });
}
