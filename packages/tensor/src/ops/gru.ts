import type { GruCall } from "@unroll/kernels";
import type { Outcome } from "../autograd/outcome.ts";
import type { NDArray } from "../ndarray.ts";
import { type SequenceForm, sequence } from "./sequence.ts";

/** A GRU over whole sequences; inputs and outputs stand at {@link sequence}, the equations at `gru` in recurrent/gru.ts. */
export function gru(form: SequenceForm, reset: GruCall["form"]): (...operands: NDArray[]) => Outcome {
  return sequence("gru", form, {
    saved: reset === "resetAfter" ? 4 : 3, // r, z, n and W_hn h' + b_hn
    cellState: false,
    packsRecurrent: reset === "resetAfter",
    forward: (kernels, call) => kernels.gruForward({ ...call, form: reset }),
    backward: (kernels, call) => kernels.gruBackward({ ...call, form: reset }),
  });
}
