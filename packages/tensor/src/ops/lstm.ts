import type { Outcome } from "../autograd/outcome.ts";
import type { NDArray } from "../ndarray.ts";
import { type SequenceForm, sequence } from "./sequence.ts";

/** An LSTM over whole sequences; inputs and outputs stand at {@link sequence}, the equations at `lstm` in recurrent/lstm.ts. */
export function lstm(form: SequenceForm): (...operands: NDArray[]) => Outcome {
  return sequence("lstm", form, {
    saved: 4, // i, f, g, o
    cellState: true,
    packsRecurrent: true,
    forward: (kernels, call) => kernels.lstmForward(call),
    backward: (kernels, call) => kernels.lstmBackward(call),
  });
}
