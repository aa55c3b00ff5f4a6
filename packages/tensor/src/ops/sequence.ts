import {
  executor,
  type InferenceKernels,
  type LstmBackward,
  type LstmForward,
  type TrainingKernels,
} from "@unroll/kernels";
import { contiguous } from "../arrays/layout.ts";
import { packedWeight } from "../arrays/packed.ts";
import type { Outcome } from "../autograd/outcome.ts";
import { requireFloat } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";

/** Which of the optional operands of a whole-sequence operation are there, and how it walks. */
export interface SequenceForm {
  readonly bias: boolean;
  readonly initialState: boolean;
  readonly lengths: boolean;
  readonly reverse: boolean;
  /** Keeps what the backward walk needs of every step. */
  readonly keep: boolean;
}

/** A cell's kernels, which take of a call what the cell has. */
export interface SequenceKernels {
  /** Numbers to be kept for each unit of each step, beside the states. */
  readonly saved: number;
  /** Whether there is a cell state beside the hidden state. */
  readonly cellState: boolean;
  /** Whether W_hh is one factor of one product, and so can be packed for it beforehand. */
  readonly packsRecurrent: boolean;
  forward(kernels: InferenceKernels, call: LstmForward): void;
  backward(kernels: TrainingKernels, call: LstmBackward): void;
}

type Operand = "x" | "weightIh" | "weightHh" | "biasIh" | "biasHh" | "h0" | "c0" | "lengths";

/** Where each operand stands among the inputs; -1 where the form has none. */
function positions(form: SequenceForm, cellState: boolean): Record<Operand, number> {
  let count = 3;
  const place = (there: boolean): number => (there ? count++ : -1);
  return {
    x: 0,
    weightIh: 1,
    weightHh: 2,
    biasIh: place(form.bias),
    biasHh: place(form.bias),
    h0: place(form.initialState),
    c0: place(form.initialState && cellState),
    lengths: place(form.lengths),
  };
}

/**
 * A recurrent layer over whole sequences, in one direction.
 *
 * Inputs, of a cell with G gates: x [B, T, I], W_ih [G H, I], W_hh [G H, H], then b_ih and b_hh [G H], h0 and c0 [B, H]
 * and lengths [B] where the form has them. Outputs: y [B, T, H], the last state [B, H] and the last cell state [B, H].
 */
export function sequence(name: string, form: SequenceForm, cell: SequenceKernels): (...operands: NDArray[]) => Outcome {
  return (...operands) => {
    const arrays = operands.map(contiguous);
    const at = positions(form, cell.cellState);
    const x = arrays[0] as NDArray;
    const weightHh = arrays[2] as NDArray;
    const dtype = requireFloat(x.dtype, name);
    const [batch, time, inputSize] = x.shape as [number, number, number];
    const hiddenSize = weightHh.shape[1] as number;
    const room = (wanted: boolean, ...shape: number[]): NDArray[] => (wanted ? [NDArray.empty(dtype, shape)] : []);
    const y = NDArray.empty(dtype, [batch, time, hiddenSize]);
    const hLast = NDArray.empty(dtype, [batch, hiddenSize]);
    const cLast = room(cell.cellState, batch, hiddenSize);
    const saved = room(form.keep && cell.saved > 0, batch, time, cell.saved * hiddenSize);
    const cells = room(form.keep && cell.cellState, batch, time, hiddenSize);
    const address = (operand: Operand): number => arrays[at[operand]]?.address ?? 0;
    const call = () => ({
      batch,
      time,
      inputSize,
      hiddenSize,
      x: address("x"),
      h0: address("h0"),
      c0: address("c0"),
      weightIh: address("weightIh"),
      weightHh: address("weightHh"),
      lengths: address("lengths"),
      reverse: form.reverse,
      y: y.address,
      cells: cells[0]?.address ?? 0,
      saved: saved[0]?.address ?? 0,
    });
    cell.forward(executor(dtype).inference, {
      ...call(),
      biasIh: address("biasIh"),
      biasHh: address("biasHh"),
      packedIh: packedWeight(arrays[1] as NDArray, batch * time),
      packedHh: cell.packsRecurrent ? packedWeight(weightHh, batch * time) : 0,
      hLast: hLast.address,
      cLast: cLast[0]?.address ?? 0,
    });

    return {
      outputs: [y, hLast, ...cLast],
      saved: [...arrays, y, ...saved, ...cells],
      backward([dy, dhLast, dcLast], needs) {
        const gradients = arrays.map((array, i) => (needs[i] ? NDArray.empty(dtype, array.shape) : null));
        const gradient = (operand: Operand): number => gradients[at[operand]]?.address ?? 0;
        const given = [dy, dhLast, dcLast].map((each) => (each == null ? null : contiguous(each)));
        cell.backward(executor(dtype).training, {
          ...call(),
          dy: given[0]?.address ?? 0,
          dhLast: given[1]?.address ?? 0,
          dcLast: given[2]?.address ?? 0,
          dx: gradient("x"),
          dh0: gradient("h0"),
          dc0: gradient("c0"),
          dWeightIh: gradient("weightIh"),
          dWeightHh: gradient("weightHh"),
          dBiasIh: gradient("biasIh"),
          dBiasHh: gradient("biasHh"),
        });
        return gradients;
      },
    };
  };
}
