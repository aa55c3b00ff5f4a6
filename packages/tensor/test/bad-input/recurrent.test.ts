import { gru, lstm, rnn, type SequenceWeights } from "@unroll/tensor";
import { describe } from "vitest";
import { doubles, floats, freed, ids, integers, lookalike, type Row, testRows, wrong } from "./rows.ts";

// The tests run in a scope of their own each: what they share is made outside of it.
const x = floats(2, 4, 5);

function weights(gates: number, changed: object = {}): SequenceWeights {
  return {
    weightIh: floats(gates * 3, 5),
    weightHh: floats(gates * 3, 3),
    biasIh: floats(gates * 3),
    biasHh: floats(gates * 3),
    ...changed,
  };
}

const rows: readonly Row[] = [
  [
    () => gru(floats(2, 4, 6), weights(3)),
    "ShapeError: gru: input must have shape [batch, time, inputSize=5]; got [2, 4, 6]",
  ],
  [
    () => gru(floats(4, 5), weights(3)),
    "ShapeError: gru: input must have shape [batch, time, inputSize=5]; got [4, 5]",
  ],
  [() => gru(wrong([[[1]]]), weights(3)), "TypeError: gru: input must be a tensor; got an array"],
  [
    () => gru(freed(2, 4, 5), weights(3)),
    'DisposedTensorError: gru: the tensor [2, 4, 5] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => gru(wrong(doubles(2, 4, 5)), weights(3)),
    'DTypeError: gru: input is float64, but weightIh is float32; convert one with .to("float64")',
  ],
  [
    () => gru(wrong(integers(2, 4, 5)), wrong({ weightIh: integers(9, 5), weightHh: integers(9, 3) })),
    'DTypeError: gru: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [() => gru(x, wrong(undefined)), "TypeError: gru: weights must hold weightIh and weightHh; got undefined"],
  [() => gru(x, wrong({})), "TypeError: gru: weightIh must be a tensor; got undefined"],
  [
    () => gru(x, weights(3, { weightIh: floats(10, 5) })),
    "ShapeError: gru: weightIh must have shape [3*hiddenSize=9, inputSize=5]; got [10, 5]",
  ],
  [
    () => gru(x, weights(3, { weightIh: floats(5) })),
    "ShapeError: gru: weightIh must have shape [3*hiddenSize=9, inputSize=5]; got [5]",
  ],
  [() => gru(x, weights(3, { weightIh: wrong([[1]]) })), "TypeError: gru: weightIh must be a tensor; got an array"],
  [
    () => gru(x, weights(3, { weightHh: floats(9, 4) })),
    "ShapeError: gru: weightHh must have shape [3*hiddenSize=12, hiddenSize=4]; got [9, 4]",
  ],
  [
    () => gru(x, weights(3, { weightHh: floats() })),
    "ShapeError: gru: weightHh must have shape [3*hiddenSize=0, hiddenSize=0]; got []",
  ],
  [
    () => gru(x, weights(3, { weightHh: wrong(doubles(9, 3)) })),
    'DTypeError: gru: input is float32, but weightHh is float64; convert one with .to("float32")',
  ],
  [
    () => gru(x, weights(3, { weightHh: freed(9, 3) })),
    'DisposedTensorError: gru: the tensor [9, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => gru(x, weights(3, { biasIh: floats(2) })),
    "ShapeError: gru: biasIh must have shape [3*hiddenSize=9]; got [2]",
  ],
  [
    () => gru(x, weights(3, { biasHh: undefined })),
    "ShapeError: gru: biasIh and biasHh are given together or not at all",
  ],
  [() => gru(x, weights(3, { biasHh: wrong(null) })), "TypeError: gru: biasHh must be a tensor; got null"],
  [
    () => gru(x, weights(3), { lengths: [1] }),
    "ShapeError: gru: lengths must have one entry for each of the 2 rows; got 1",
  ],
  [
    () => gru(x, weights(3), { lengths: [1, 2, 3] }),
    "ShapeError: gru: lengths must have one entry for each of the 2 rows; got 3",
  ],
  [
    () => gru(x, weights(3), { lengths: [5, 1] }),
    "RangeError: gru: lengths[0] must be an integer from 0 to time=4; got 5",
  ],
  [
    () => gru(x, weights(3), { lengths: [1, -1] }),
    "RangeError: gru: lengths[1] must be an integer from 0 to time=4; got -1",
  ],
  [
    () => gru(x, weights(3), { lengths: [Number.NaN, 1] }),
    "RangeError: gru: lengths[0] must be an integer from 0 to time=4; got NaN",
  ],
  [
    () => gru(x, weights(3), { lengths: [1.5, 1] }),
    "RangeError: gru: lengths[0] must be an integer from 0 to time=4; got 1.5",
  ],
  [
    () => gru(x, weights(3), { lengths: wrong(["1", 1]) }),
    'RangeError: gru: lengths[0] must be an integer from 0 to time=4; got "1"',
  ],
  [
    () => gru(x, weights(3), { lengths: wrong([undefined, 1]) }),
    "RangeError: gru: lengths[0] must be an integer from 0 to time=4; got undefined",
  ],
  [
    () => gru(x, weights(3), { lengths: wrong("12") }),
    'TypeError: gru: lengths must be a list of integers or an int32 tensor; got "12"',
  ],
  [
    () => gru(x, weights(3), { lengths: wrong(null) }),
    "TypeError: gru: lengths must be a list of integers or an int32 tensor; got null",
  ],
  [
    () => gru(x, weights(3), { lengths: wrong(new Int32Array(2)) }),
    "TypeError: gru: lengths must be a list of integers or an int32 tensor; got an Int32Array",
  ],
  [() => gru(x, weights(3), { lengths: wrong(floats(2)) }), "DTypeError: gru: lengths must be int32; got float32"],
  [
    () => gru(x, weights(3), { lengths: integers(2, 2) }),
    "ShapeError: gru: lengths must have shape [batch]; got [2, 2]",
  ],
  [
    () => gru(x, weights(3), { lengths: ids(1, 9) }),
    "RangeError: gru: lengths[1] must be an integer from 0 to time=4; got 9",
  ],
  [
    () => gru(x, weights(3), { lengths: ids(1) }),
    "ShapeError: gru: lengths must have one entry for each of the 2 rows; got 1",
  ],
  [
    () => gru(x, weights(3), { lengths: wrong(freed(2)) }),
    'DisposedTensorError: gru: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => gru(x, weights(3), { initialState: floats(1, 3) }),
    "ShapeError: gru: initialState must have shape [batch=2, hiddenSize=3]; got [1, 3]",
  ],
  [
    () => gru(x, weights(3), { initialState: floats(1, 2, 3) }),
    "ShapeError: gru: initialState must have shape [batch=2, hiddenSize=3]; got [1, 2, 3]",
  ],
  [
    () => gru(x, weights(3), { initialState: wrong(doubles(2, 3)) }),
    'DTypeError: gru: input is float32, but initialState is float64; convert one with .to("float32")',
  ],
  [
    () => gru(x, weights(3), { initialState: wrong([1]) }),
    "TypeError: gru: initialState must be a tensor; got an array",
  ],
  [
    () => gru(x, weights(3), { initialState: freed(2, 3) }),
    'DisposedTensorError: gru: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => lstm(floats(2, 4, 6), weights(4)),
    "ShapeError: lstm: input must have shape [batch, time, inputSize=5]; got [2, 4, 6]",
  ],
  [() => lstm(x, weights(3)), "ShapeError: lstm: weightHh must have shape [4*hiddenSize=12, hiddenSize=3]; got [9, 3]"],
  [
    () => lstm(x, weights(4), { lengths: [4, 5] }),
    "RangeError: lstm: lengths[1] must be an integer from 0 to time=4; got 5",
  ],
  [
    () => lstm(x, weights(4), { initialState: wrong(floats(2, 3)) }),
    "TypeError: lstm: initialState.hidden must be a tensor; got undefined",
  ],
  [
    () => lstm(x, weights(4), { initialState: wrong({ hidden: floats(2, 3) }) }),
    "TypeError: lstm: initialState.cell must be a tensor; got undefined",
  ],
  [
    () => lstm(x, weights(4), { initialState: { hidden: floats(2, 3), cell: floats(1, 3) } }),
    "ShapeError: lstm: initialState.cell must have shape [batch=2, hiddenSize=3]; got [1, 3]",
  ],
  [
    () => lstm(x, weights(4), { initialState: { hidden: floats(2, 3), cell: wrong(doubles(2, 3)) } }),
    'DTypeError: lstm: input is float32, but initialState.cell is float64; convert one with .to("float32")',
  ],
  [
    () => rnn(floats(2, 4, 6), weights(1)),
    "ShapeError: rnn: input must have shape [batch, time, inputSize=5]; got [2, 4, 6]",
  ],
  [() => rnn(x, weights(3)), "ShapeError: rnn: weightHh must have shape [hiddenSize=3, hiddenSize=3]; got [9, 3]"],
  [
    () => rnn(x, weights(1), { lengths: [-1, 1] }),
    "RangeError: rnn: lengths[0] must be an integer from 0 to time=4; got -1",
  ],
  [
    () => rnn(x, weights(1), { initialState: wrong(lookalike) }),
    "TypeError: rnn: initialState must be a tensor; got an object",
  ],
  [
    () => rnn(x, weights(1), { activation: wrong("gelu") }),
    'RangeError: rnn: activation must be "tanh" or "relu"; got "gelu"',
  ],
];

describe("recurrent operations", () => testRows(rows));
