import type { Outcome } from "../autograd/outcome.ts";
import type { NDArray } from "../ndarray.ts";
import { type SequenceForm, sequence } from "./sequence.ts";

/** An RNN over whole sequences; inputs and outputs stand at {@link sequence}, the equation at `rnn` in recurrent/rnn.ts. */
export function rnn(form: SequenceForm, activation: "tanh" | "relu"): (...operands: NDArray[]) => Outcome {
  return sequence("rnn", form, {
    saved: 0,
    cellState: false,
    packsRecurrent: true,
    forward: (kernels, call) => kernels.rnnForward({ ...call, activation }),
    backward: (kernels, call) => kernels.rnnBackward({ ...call, activation }),
  });
}
