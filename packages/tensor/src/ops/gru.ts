import { executor } from "@unroll/kernels";
import { contiguous } from "../arrays/layout.ts";
import type { Outcome } from "../autograd/outcome.ts";
import { requireFloat } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";

/** Which of the optional operands of a GRU are there, and how it walks. */
export interface GruForm {
  readonly bias: boolean;
  readonly initialState: boolean;
  readonly lengths: boolean;
  readonly reverse: boolean;
  /** Keeps the gates of every step for the backward walk. */
  readonly keep: boolean;
}

/** Where each operand stands among the inputs; -1 where the form has none. */
function positions(
  form: GruForm,
): Record<"x" | "weightIh" | "weightHh" | "biasIh" | "biasHh" | "h0" | "lengths", number> {
  let count = 3;
  const place = (there: boolean): number => (there ? count++ : -1);
  return {
    x: 0,
    weightIh: 1,
    weightHh: 2,
    biasIh: place(form.bias),
    biasHh: place(form.bias),
    h0: place(form.initialState),
    lengths: place(form.lengths),
  };
}

/**
 * A GRU layer over whole sequences, in one direction (the equations stand at `gru` in functions.ts).
 *
 * Inputs: x [B, T, I], W_ih [3H, I], W_hh [3H, H], then b_ih and b_hh [3H], h0 [B, H] and lengths [B] where the form has them.
 * Outputs: y [B, T, H] and the last state [B, H].
 */
export function gru(form: GruForm): (...operands: NDArray[]) => Outcome {
  return (...operands) => {
    const arrays = operands.map(contiguous);
    const at = positions(form);
    const [x, weightIh, weightHh] = arrays as [NDArray, NDArray, NDArray];
    const biasIh = arrays[at.biasIh];
    const biasHh = arrays[at.biasHh];
    const h0 = arrays[at.h0];
    const lengths = arrays[at.lengths];

    const dtype = requireFloat(x.dtype, "gru");
    const [batch, time, inputSize] = x.shape as [number, number, number];
    const hiddenSize = weightHh.shape[1] as number;
    const y = NDArray.empty(dtype, [batch, time, hiddenSize]);
    const hLast = NDArray.empty(dtype, [batch, hiddenSize]);
    const saved = form.keep ? NDArray.empty(dtype, [batch, time, 4 * hiddenSize]) : undefined;
    const call = () => ({
      batch,
      time,
      inputSize,
      hiddenSize,
      x: x.address,
      h0: h0?.address ?? 0,
      weightIh: weightIh.address,
      weightHh: weightHh.address,
      lengths: lengths?.address ?? 0,
      reverse: form.reverse,
      y: y.address,
      saved: saved?.address ?? 0,
    });
    executor(dtype).inference.gruForward({
      ...call(),
      biasIh: biasIh?.address ?? 0,
      biasHh: biasHh?.address ?? 0,
      hLast: hLast.address,
    });

    return {
      outputs: [y, hLast],
      saved: [...arrays, y, ...(saved === undefined ? [] : [saved])],
      backward([dy, dhLast], needs) {
        const gradients = arrays.map((array, i) => (needs[i] ? NDArray.empty(dtype, array.shape) : null));
        const gradientAt = (position: number): number => gradients[position]?.address ?? 0;
        const dOutput = dy == null ? null : contiguous(dy);
        const dLast = dhLast == null ? null : contiguous(dhLast);
        executor(dtype).training.gruBackward({
          ...call(),
          dy: dOutput?.address ?? 0,
          dhLast: dLast?.address ?? 0,
          dx: gradientAt(at.x),
          dh0: gradientAt(at.h0),
          dWeightIh: gradientAt(at.weightIh),
          dWeightHh: gradientAt(at.weightHh),
          dBiasIh: gradientAt(at.biasIh),
          dBiasHh: gradientAt(at.biasHh),
        });
        return gradients;
      },
    };
  };
}
