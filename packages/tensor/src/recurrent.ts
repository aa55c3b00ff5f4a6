import { isRecording } from "./autograd/recording.ts";
import { tensor } from "./create.ts";
import type { DType, FloatDType } from "./dtype.ts";
import { DTypeError, ShapeError } from "./errors.ts";
import { gru as gruOp } from "./ops/gru.ts";
import { formatShape, type Shape, sameShape } from "./shape.ts";
import { applyAll } from "./tensor/apply.ts";
import type { Tensor } from "./tensor.ts";

/** The weights of one GRU layer in one direction; gates stacked r, z, n. */
export interface GruWeights<D extends FloatDType = "float32"> {
  /** W_ih [3H, I] */
  readonly weightIh: Tensor<D>;
  /** W_hh [3H, H] */
  readonly weightHh: Tensor<D>;
  /** b_ih [3H]; both biases are given, or none. */
  readonly biasIh?: Tensor<D> | undefined;
  /** b_hh [3H] */
  readonly biasHh?: Tensor<D> | undefined;
}

/** How a whole-sequence recurrent operation starts, walks and ends. */
export interface SequenceOptions<D extends FloatDType = "float32"> {
  /** [B, H]. Default zeros. */
  readonly initialState?: Tensor<D> | undefined;
  /** Valid steps of each row, 0 to T, in any order. Default T. What stands behind them is never read. */
  readonly lengths?: readonly number[] | Tensor<"int32"> | undefined;
  /** Walks each row from its last valid step to its first. Default false. */
  readonly reverse?: boolean | undefined;
}

function requireShape(operand: string, got: Shape, names: readonly string[], wanted: Shape): void {
  if (sameShape(got, wanted)) return;
  const expected = names.map((name, i) => (name === "" ? wanted[i] : `${name}=${wanted[i]}`)).join(", ");
  throw new ShapeError(`${operand} must have shape [${expected}]; got ${formatShape(got)}`);
}

/** Checks lengths and gives them as int32 [B]. */
function lengthsTensor(
  lengths: readonly number[] | Tensor<"int32">,
  batch: number,
  time: number,
  operation: string,
): Tensor<"int32"> {
  const values = Array.isArray(lengths) ? (lengths as readonly number[]) : (lengths as Tensor<"int32">).data();
  if (values.length !== batch) {
    throw new ShapeError(
      `${operation}: lengths must have one entry for each of the ${batch} rows; got ${values.length}`,
    );
  }
  for (let row = 0; row < batch; row++) {
    const length = values[row] as number;
    if (!Number.isInteger(length) || length < 0 || length > time) {
      throw new RangeError(`${operation}: lengths[${row}] must be an integer from 0 to time=${time}; got ${length}`);
    }
  }
  return tensor(Int32Array.from(values), { shape: [batch] });
}

/**
 * A GRU layer over whole sequences, in one direction, in one kernel call.
 *
 * ```
 * r  = sigmoid(W_ir x + b_ir + W_hr h' + b_hr)
 * z  = sigmoid(W_iz x + b_iz + W_hz h' + b_hz)
 * n  = tanh(W_in x + b_in + r * (W_hn h' + b_hn))
 * h  = (1 - z) * n + z * h'
 * ```
 *
 * with h' the previous state: Cho et al. 2014, equations 5 to 8, in the form in which the reset gate comes after the product, as in
 * PyTorch.
 *
 * @param x [B, T, I]
 * @returns `output` [B, T, H], 0 where padded, and `hidden` [B, H], the state after the last step of each row.
 * @throws ShapeError naming the operand and the shape it must have; RangeError for a length outside 0 to T.
 */
export function gru<D extends FloatDType>(
  x: Tensor<D>,
  weights: GruWeights<D>,
  options: SequenceOptions<D> = {},
): { output: Tensor<D>; hidden: Tensor<D> } {
  const { weightIh, weightHh, biasIh, biasHh } = weights;
  const hiddenSize = weightHh.shape.at(-1) ?? 0;
  const inputSize = weightIh.shape.at(-1) ?? 0;
  if (x.rank !== 3 || x.shape[2] !== inputSize) {
    throw new ShapeError(
      `gru: input must have shape [batch, time, inputSize=${inputSize}]; got ${formatShape(x.shape)}`,
    );
  }
  const [batch, time] = x.shape as [number, number, number];
  requireShape("gru: weightIh", weightIh.shape, ["3*hiddenSize", "inputSize"], [3 * hiddenSize, inputSize]);
  requireShape("gru: weightHh", weightHh.shape, ["3*hiddenSize", "hiddenSize"], [3 * hiddenSize, hiddenSize]);
  if ((biasIh === undefined) !== (biasHh === undefined)) {
    throw new ShapeError("gru: biasIh and biasHh are given together or not at all");
  }
  const operands: Tensor<DType>[] = [x, weightIh, weightHh];
  if (biasIh !== undefined && biasHh !== undefined) {
    requireShape("gru: biasIh", biasIh.shape, ["3*hiddenSize"], [3 * hiddenSize]);
    requireShape("gru: biasHh", biasHh.shape, ["3*hiddenSize"], [3 * hiddenSize]);
    operands.push(biasIh, biasHh);
  }
  const { initialState, lengths, reverse = false } = options;
  if (initialState !== undefined) {
    requireShape("gru: initialState", initialState.shape, ["batch", "hiddenSize"], [batch, hiddenSize]);
    operands.push(initialState);
  }
  for (const operand of operands) {
    if (operand.dtype !== x.dtype) {
      throw new DTypeError(
        `gru: input is ${x.dtype} but a weight or state is ${operand.dtype}; convert one with .to(...)`,
      );
    }
  }
  if (lengths !== undefined) operands.push(lengthsTensor(lengths, batch, time, "gru"));
  const form = {
    bias: biasIh !== undefined,
    initialState: initialState !== undefined,
    lengths: lengths !== undefined,
    reverse,
    keep: isRecording(operands),
  };
  const [output, hidden] = applyAll("gru", operands, gruOp(form)) as [Tensor<D>, Tensor<D>];
  return { output, hidden };
}
