import { type FloatDType, stack, type Tensor, tensor, unbind, where, zeros } from "@unroll/tensor";
import { type Lengths, requireLengths, requireShape, requireState } from "./checks.ts";
import type { CellState, RecurrentCell } from "./recurrent-cell.ts";
import { namedTensors } from "./state.ts";

/** How a cell is run over sequences. */
export interface RunOptions<S> {
  /** The state before the first step. Default: the cell's own. */
  readonly initialState?: S | undefined;
  /** Valid steps of each row, 0 to T, in any order. Default T. What stands behind them is never seen by the cell. */
  readonly lengths?: Lengths | undefined;
  /** Walks each row from its last valid step to its first. Outputs stay at their own steps. Default false. */
  readonly reverse?: boolean | undefined;
}

/** The outputs over time, and the state after the last step of each row under the names of the cell. */
export type RunResult<S, D extends FloatDType = "float32"> = S & {
  /** [B, T, H], `hidden` after every step; 0 where padded. */
  readonly output: Tensor<D>;
};

/**
 * Sees every state as it is made.
 *
 * @param t from 0; downwards when the walk is in reverse.
 * @param state after step t, each part [B, ...]: of the rows that are valid there; the others keep theirs.
 * @param valid [B, 1]: true where t is below the row's length; undefined when all are.
 * @example
 * ```ts
 * import { GRUCell, runCell } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const seen: string[] = [];
 * runCell(new GRUCell(5, 3), rand([2, 3, 5]), { lengths: [3, 2] }, (t, { hidden }, valid) => {
 *   seen.push(`${t}: ${hidden.shape} ${valid?.toArray()}`);
 * });
 * seen; // => ["0: 2,3 true,true", "1: 2,3 true,true", "2: 2,3 true,false"]
 * ```
 */
export type StateWatch<S> = (t: number, state: S, valid: Tensor<"bool"> | undefined) => void;

/** Which steps are valid: [B, T, 1], true where t is below the row's length. */
function validSteps(lengths: readonly number[], time: number): Tensor<"bool"> {
  const valid = new Uint8Array(lengths.length * time);
  lengths.forEach((length, row) => {
    valid.fill(1, row * time, row * time + length);
  });
  return tensor(valid, { shape: [lengths.length, time, 1] });
}

/** `value` for the rows that are valid, [B, 1], and `other` for the rest. */
export function whereValid<D extends FloatDType>(valid: Tensor<"bool">, value: Tensor<D>, other: Tensor<D>): Tensor<D> {
  const rows = valid.reshape([valid.size, ...value.shape.slice(1).map(() => 1)]);
  return where(rows, value, other);
}

/** `next` for the rows that are valid, [B, 1]; the others keep their state. */
function advance<S extends object>(valid: Tensor<"bool">, next: S, previous: S): S {
  const before = new Map(namedTensors(previous));
  const entries = namedTensors(next).map(([name, value]) => {
    return [name, whereValid(valid, value, before.get(name) as typeof value)];
  });
  return Object.fromEntries(entries) as S;
}

/**
 * Runs a cell over sequences, step by step: for every cell, with or without a kernel.
 *
 * ```
 * state(t) = step(x(t), state(t - 1)),  output(t) = hidden(t)        for t below the row's length
 * state(t) = state(t - 1),              output(t) = 0                beyond
 * ```
 *
 * `reverse` walks t downwards. A row that is shorter than the batch then waits in its initial state until its own last
 * step comes: no flipping, and padding is never taken for the beginning.
 *
 * @param cell its `step` is called once for each t.
 * @param x [B, T, I]
 * @param watch sees every state as it is made. Default: nobody does.
 * @returns `output` [B, T, H], and each part of the state by its name.
 * @throws ShapeError when the input, the state or what `step` returns has another shape; RangeError for a length
 * outside 0 to T.
 * @example
 * ```ts
 * import { GRUCell, runCell } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const cell = new GRUCell(5, 3);
 * const { output, hidden } = runCell(cell, rand([2, 10, 5]), { lengths: [10, 7], reverse: true });
 * output.shape; // => [2, 10, 3]
 * hidden.shape; // => [2, 3]
 * ```
 */
export function runCell<S extends CellState<D>, D extends FloatDType>(
  cell: RecurrentCell<S, D>,
  x: Tensor<D>,
  options: RunOptions<S> = {},
  watch?: StateWatch<S>,
): RunResult<S, D> {
  requireShape("runCell", "input", x, { batch: undefined, time: undefined, inputSize: cell.inputSize });
  const [batch, time] = x.shape as [number, number, number];
  const before = cell.initialState(batch);
  if (options.initialState !== undefined) requireState("runCell", "initialState", options.initialState, before);
  let state = options.initialState ?? before;

  const zero = zeros<D>([], { dtype: x.dtype });
  let input = x;
  let valid: Tensor<"bool"> | undefined;
  if (options.lengths !== undefined) {
    valid = validSteps(requireLengths("runCell", options.lengths, batch, time), time);
    // Padding becomes 0 before the cell sees it: a NaN there would come back in the gradients, as 0 * NaN.
    input = where(valid, x, zero);
  }

  const step = cell.begin?.(batch) ?? ((xt: Tensor<D>, previous: S) => cell.step(xt, previous));
  const steps = unbind(input, 1); // T of [B, I]
  const validRows = valid && unbind(valid, 1); // T of [B, 1]
  const outputs: Tensor<D>[] = new Array(time);
  for (let i = 0; i < time; i++) {
    const t = options.reverse ? time - 1 - i : i;
    const next = step(steps[t] as Tensor<D>, state);
    requireState("runCell", "cell.step(...)", next, state);
    const now = validRows?.[t];
    state = now === undefined ? next : advance(now, next, state);
    watch?.(t, state, now);
    outputs[t] = now === undefined ? state.hidden : whereValid(now, state.hidden, zero);
  }
  const hiddenSize = state.hidden.shape[1] as number;
  const output = time > 0 ? stack(outputs, 1) : zeros<D>([batch, 0, hiddenSize], { dtype: x.dtype });
  return { ...state, output };
}
