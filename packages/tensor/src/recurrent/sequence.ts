import { isRecording } from "../autograd/recording.ts";
import { tensor } from "../create.ts";
import { describe } from "../describe.ts";
import { type DType, type FloatDType, requireOneDType } from "../dtype.ts";
import { DTypeError, ShapeError } from "../errors.ts";
import { requireTensor } from "../operand.ts";
import type { SequenceForm } from "../ops/sequence.ts";
import { formatShape, type Shape, sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** How a whole-sequence recurrent operation walks. */
export interface WalkOptions {
  /** Valid steps of each row, 0 to T, in any order. Default T. What stands behind them is never read. */
  readonly lengths?: readonly number[] | Tensor<"int32"> | undefined;
  /** Walks each row from its last valid step to its first. Default false. */
  readonly reverse?: boolean | undefined;
}

/** How a whole-sequence recurrent operation starts and walks. */
export interface SequenceOptions<D extends FloatDType = "float32"> extends WalkOptions {
  /** [B, H]. Default zeros. */
  readonly initialState?: Tensor<D> | undefined;
}

/** The weights of one recurrent layer in one direction, of a cell with G gates. */
export interface SequenceWeights<D extends FloatDType = "float32"> {
  /** W_ih [G H, I] */
  readonly weightIh: Tensor<D>;
  /** W_hh [G H, H] */
  readonly weightHh: Tensor<D>;
  /** b_ih [G H]; both biases are given, or none. */
  readonly biasIh?: Tensor<D> | undefined;
  /** b_hh [G H] */
  readonly biasHh?: Tensor<D> | undefined;
}

function requireShape(operand: string, got: Shape, names: readonly string[], wanted: Shape): void {
  if (sameShape(got, wanted)) return;
  const expected = names.map((name, i) => (name === "" ? wanted[i] : `${name}=${wanted[i]}`)).join(", ");
  throw new ShapeError(`${operand} must have shape [${expected}]; got ${formatShape(got)}`);
}

function lengthValues(lengths: readonly number[] | Tensor<"int32">, operation: string): ArrayLike<number> {
  if (Array.isArray(lengths)) return lengths as readonly number[];
  requireTensor(lengths, operation, "lengths", "a list of integers or an int32 tensor");
  const { dtype, shape } = lengths as Tensor<DType>;
  if (dtype !== "int32") throw new DTypeError(`${operation}: lengths must be int32; got ${dtype}`);
  if (shape.length !== 1) {
    throw new ShapeError(`${operation}: lengths must have shape [batch]; got ${formatShape(shape)}`);
  }
  return (lengths as Tensor<"int32">).data();
}

/** Checks lengths and gives them as int32 [B]. */
function lengthsTensor(
  lengths: readonly number[] | Tensor<"int32">,
  batch: number,
  time: number,
  operation: string,
): Tensor<"int32"> {
  const values = lengthValues(lengths, operation);
  if (values.length !== batch) {
    throw new ShapeError(
      `${operation}: lengths must have one entry for each of the ${batch} rows; got ${values.length}`,
    );
  }
  for (let row = 0; row < batch; row++) {
    const length = values[row] as number;
    if (!Number.isInteger(length) || length < 0 || length > time) {
      throw new RangeError(
        `${operation}: lengths[${row}] must be an integer from 0 to time=${time}; got ${describe(length)}`,
      );
    }
  }
  return tensor(Int32Array.from(values), { shape: [batch] });
}

/**
 * Checks the operands of a whole-sequence operation of a cell with `gates` gates, and puts them into the order that the
 * operation wants.
 *
 * @param states the initial states by the names that errors use, or undefined for zeros.
 */
export function sequenceOperands<D extends FloatDType>(
  operation: string,
  gates: number,
  x: Tensor<D>,
  weights: SequenceWeights<D>,
  states: Readonly<Record<string, Tensor<D>>> | undefined,
  { lengths, reverse = false }: WalkOptions,
): { operands: Tensor<DType>[]; form: SequenceForm } {
  requireTensor(x, operation, "input");
  if (typeof weights !== "object" || weights === null) {
    throw new TypeError(`${operation}: weights must hold weightIh and weightHh; got ${describe(weights)}`);
  }
  const { weightIh, weightHh, biasIh, biasHh } = weights;
  const named: Record<string, Tensor<D> | undefined> = { weightIh, weightHh };
  if (biasIh !== undefined) named.biasIh = biasIh;
  if (biasHh !== undefined) named.biasHh = biasHh;
  Object.assign(named, states);
  for (const [name, operand] of Object.entries(named)) requireTensor(operand, operation, name);
  const hiddenSize = weightHh.shape.at(-1) ?? 0;
  const inputSize = weightIh.shape.at(-1) ?? 0;
  if (x.rank !== 3 || x.shape[2] !== inputSize) {
    throw new ShapeError(
      `${operation}: input must have shape [batch, time, inputSize=${inputSize}]; got ${formatShape(x.shape)}`,
    );
  }
  const rows = gates * hiddenSize;
  const rowsName = gates === 1 ? "hiddenSize" : `${gates}*hiddenSize`;
  // Before W_ih: its rows can only be judged by a hiddenSize that is one.
  requireShape(`${operation}: weightHh`, weightHh.shape, [rowsName, "hiddenSize"], [rows, hiddenSize]);
  const [batch, time] = x.shape as [number, number, number];
  requireShape(`${operation}: weightIh`, weightIh.shape, [rowsName, "inputSize"], [rows, inputSize]);
  if ((biasIh === undefined) !== (biasHh === undefined)) {
    throw new ShapeError(`${operation}: biasIh and biasHh are given together or not at all`);
  }
  const operands: Tensor<DType>[] = [x, weightIh, weightHh];
  if (biasIh !== undefined && biasHh !== undefined) {
    requireShape(`${operation}: biasIh`, biasIh.shape, [rowsName], [rows]);
    requireShape(`${operation}: biasHh`, biasHh.shape, [rowsName], [rows]);
    operands.push(biasIh, biasHh);
  }
  for (const [name, state] of Object.entries(states ?? {})) {
    requireShape(`${operation}: ${name}`, state.shape, ["batch", "hiddenSize"], [batch, hiddenSize]);
    operands.push(state);
  }
  requireOneDType({ input: x, ...named }, operation);
  if (lengths !== undefined) operands.push(lengthsTensor(lengths, batch, time, operation));
  const form = {
    bias: biasIh !== undefined,
    initialState: states !== undefined,
    lengths: lengths !== undefined,
    reverse,
    keep: isRecording(operands),
  };
  return { operands, form };
}
