import { type Tensor, tensor, zeros } from "@unroll/tensor";
import { expect, test } from "vitest";
import {
  type CellState,
  chunks,
  GRU,
  GRUCell,
  LSTM,
  LSTMCell,
  Recurrent,
  type RecurrentCell,
  RNN,
  runCell,
} from "../src/index.ts";

test("sizes that are none", () => {
  expect(() => new GRU(5, 0)).toThrow("GRU: hiddenSize must be a positive integer; got 0");
  expect(() => new GRU(5, 3, { numLayers: 1.5 })).toThrow("GRU: numLayers must be a positive integer; got 1.5");
  expect(() => new GRUCell(Number.NaN, 3)).toThrow("GRUCell: inputSize must be a positive integer; got NaN");
});

test("GRU.forward names the argument, the shape it must have and what came", () => {
  using gru = new GRU(5, 3, { numLayers: 2 });
  const batch = zeros([32, 10, 5]);
  const cases: [() => unknown, string][] = [
    [
      () => gru.forward(zeros([32, 10, 4])),
      "GRU.forward: input must have shape [batch, time, inputSize=5]; got [32, 10, 4]",
    ],
    [() => gru.forward(zeros([10, 4])), "GRU.forward: input must have shape [time, inputSize=5]; got [10, 4]"],
    [
      () => gru.forward(zeros([5])),
      "GRU.forward: input must have shape [batch, time, inputSize=5] or [time, inputSize=5]; got [5]",
    ],
    [
      () => gru.forward(batch, { initialState: { hidden: zeros([1, 32, 3]) } }),
      "GRU.forward: initialState.hidden must have shape [numLayers=2, batch=32, hiddenSize=3]; got [1, 32, 3]",
    ],
    [
      () => gru.forward(zeros([10, 5]), { initialState: { hidden: zeros([2, 1, 3]) } }),
      "GRU.forward: initialState.hidden must have shape [numLayers=2, hiddenSize=3]; got [2, 1, 3]",
    ],
    [
      () => gru.forward(zeros([2, 10, 5]), { lengths: [10] }),
      "GRU.forward: lengths must have one entry for each of the 2 rows of the batch; got 1",
    ],
    [
      () => gru.forward(zeros([2, 10, 5]), { lengths: [10, 11] }),
      "GRU.forward: lengths[1] must be an integer from 0 to time=10; got 11",
    ],
    [
      () => gru.forward(zeros([2, 10, 5]), { lengths: tensor(Int32Array.of(-1, 3)) }),
      "GRU.forward: lengths[0] must be an integer from 0 to time=10; got -1",
    ],
    [
      () => gru.forward(zeros([1, 10, 5]), { lengths: [Number.NaN] }),
      "GRU.forward: lengths[0] must be an integer from 0 to time=10; got NaN",
    ],
    [
      () => gru.forward(zeros([2, 10, 5]), { lengths: Object.assign(new Array(2), { 0: 3 }) }),
      "GRU.forward: lengths[1] must be an integer from 0 to time=10; got undefined",
    ],
  ];
  for (const [run, message] of cases) expect(run).toThrow(message);
});

test("GRUCell.forward names the argument, the shape it must have and what came", () => {
  using cell = new GRUCell(5, 3);
  expect(() => cell.forward(zeros([2, 4]))).toThrow(
    "GRUCell.forward: input must have shape [batch, inputSize=5]; got [2, 4]",
  );
  expect(() => cell.forward(zeros([2, 5]), zeros([1, 3]))).toThrow(
    "GRUCell.forward: hidden must have shape [batch=2, hiddenSize=3]; got [1, 3]",
  );
  expect(() => cell.forward(zeros([5]), zeros([1, 3]))).toThrow(
    "GRUCell.forward: hidden must have shape [hiddenSize=3]; got [1, 3]",
  );
});

test("runCell checks what it is given", () => {
  using cell = new GRUCell(5, 3);
  const x = zeros([2, 4, 5]);
  expect(() => runCell(cell, zeros([2, 4, 6]))).toThrow(
    "runCell: input must have shape [batch, time, inputSize=5]; got [2, 4, 6]",
  );
  expect(() => runCell(cell, x, { initialState: { hidden: zeros([1, 3]) } })).toThrow(
    "runCell: initialState.hidden must have shape [2, 3]; got [1, 3]",
  );
  const unnamed = { state: zeros([2, 3]) } as unknown as CellState;
  expect(() => runCell(cell, x, { initialState: unnamed })).toThrow(
    "runCell: initialState must hold hidden; got state",
  );
  expect(() => runCell(cell, x, { lengths: [4, 5] })).toThrow(
    "runCell: lengths[1] must be an integer from 0 to time=4; got 5",
  );
});

test("what is no tensor, no int32 and no state is named", () => {
  using gru = new GRU(5, 3);
  using cell = new GRUCell(5, 3);
  const x = zeros([2, 4, 5]);
  const cases: [() => unknown, string][] = [
    [() => gru.forward(undefined as never), "GRU.forward: input must be a tensor; got undefined"],
    [() => gru.forward([[1]] as never), "GRU.forward: input must be a tensor; got an array"],
    [
      () => gru.forward(x, { initialState: zeros([2, 2, 3]) as never }),
      "GRU.forward: initialState must hold hidden; got a tensor of shape [2, 2, 3]",
    ],
    [
      () => gru.forward(x, { lengths: "44" as never }),
      'GRU.forward: lengths must be a list of integers or an int32 tensor; got "44"',
    ],
    [() => gru.forward(x, { lengths: zeros([2]) as never }), "GRU.forward: lengths must be int32; got float32"],
    [
      () => gru.forward(x, { lengths: zeros([2, 1], { dtype: "int32" }) }),
      "GRU.forward: lengths must have shape [batch]; got [2, 1]",
    ],
    [
      () => gru.forward(zeros([2, 4, 5], { dtype: "float64" }) as never),
      'gru: input is float64, but weightIh is float32; convert one with .to("float64")',
    ],
    [() => cell.forward(3 as never), "GRUCell.forward: input must be a tensor; got 3"],
    [() => cell.forward(zeros([2, 5]), [1] as never), "GRUCell.forward: hidden must be a tensor; got an array"],
    [() => runCell(cell, x, { initialState: null as never }), "runCell: initialState must hold hidden; got null"],
    [
      () => runCell(cell, x, { initialState: { hidden: 1 } as never }),
      "runCell: initialState.hidden must be a tensor; got 1",
    ],
  ];
  for (const [run, message] of cases) expect(run).toThrow(message);
});

test("chunks names the argument, the shape it must have and what came", () => {
  using gru = new GRU(5, 3);
  using both = new GRU(5, 3, { bidirectional: true });
  const walk = (...given: Parameters<typeof chunks<CellState, "float32">>) => [...chunks(...given)];
  expect(() => walk(gru, zeros([2, 10, 4]), 3)).toThrow(
    "chunks: input must have shape [batch, time, inputSize=5]; got [2, 10, 4]",
  );
  expect(() => walk(gru, undefined as never, 3)).toThrow("chunks: input must be a tensor; got undefined");
  expect(() => walk(gru, zeros([10, 5]), 0)).toThrow("chunks: chunkLength must be a positive integer; got 0");
  expect(() => walk(gru, zeros([2, 10, 5]), 3, { lengths: [11, 0] })).toThrow(
    "chunks: lengths[0] must be an integer from 0 to time=10; got 11",
  );
  expect(() => walk(both, zeros([10, 5]), 3)).toThrow("chunks: a bidirectional layer reads whole sequences");
});

test("runCell checks what a cell returns", () => {
  const cellThatReturns = (hidden: (x: Tensor) => Tensor): RecurrentCell<CellState> => ({
    inputSize: 5,
    initialState: (batch) => ({ hidden: zeros([batch, 3]) }),
    step: (x) => ({ hidden: hidden(x) }),
  });
  const x = zeros([2, 4, 5]);
  expect(() =>
    runCell(
      cellThatReturns(() => zeros([1, 3])),
      x,
    ),
  ).toThrow("runCell: cell.step(...).hidden must have shape [2, 3]; got [1, 3]");
});

test("layers refuse states, options and forms that are none of theirs", () => {
  using lstm = new LSTM(5, 3, { bidirectional: true, numLayers: 2 });
  const x = zeros([2, 4, 5]);
  const whole = zeros([4, 2, 3]);
  const cases: [() => unknown, string][] = [
    [
      () => lstm.forward(x, { initialState: { hidden: whole } as never }),
      "LSTM.forward: initialState must hold hidden and cell; got hidden",
    ],
    [
      () => lstm.forward(x, { initialState: { hidden: zeros([2, 2, 3]), cell: whole } }),
      "LSTM.forward: initialState.hidden must have shape [2*numLayers=4, batch=2, hiddenSize=3]; got [2, 2, 3]",
    ],
    [
      () => lstm.forward(x, { initialState: { hidden: whole, cell: zeros([4, 2, 2]) } }),
      "LSTM.forward: initialState.cell must have shape [2*numLayers=4, batch=2, cellSize=3]; got [4, 2, 2]",
    ],
    [
      () => lstm.step(zeros([2, 5])),
      "LSTM.step: a bidirectional layer reads whole sequences; its reverse direction begins at the end",
    ],
    [
      () => new GRU(5, 3).step(zeros([2, 4, 5])),
      "GRU.step: input must have shape [batch, inputSize=5] or [inputSize=5]; got [2, 4, 5]",
    ],
    [() => new GRU(5, 3, { dropout: 0.5 }), "GRU: dropout is between layers, so numLayers must be 2 or more; got 1"],
    [() => new GRU(5, 3, { numLayers: 2, dropout: 1.5 }), "GRU: dropout must be from 0 to 1; got 1.5"],
    [() => new GRU(5, 3, { recurrentDropout: -1 }), "GRUCell: recurrentDropout must be from 0 to 1; got -1"],
    [
      () => new RNN(5, 3, { activation: "sigmoid" as never }),
      'RNNCell: activation must be "tanh" or "relu"; got "sigmoid"',
    ],
    [() => new LSTM(5, 3, { projSize: 3 }), "LSTMCell: projSize must be an integer from 0 to hiddenSize-1=2; got 3"],
    [() => new LSTM(5, 3, { forgetBias: 1, bias: false }), "LSTMCell: forgetBias needs bias; got bias false"],
    [() => new LSTM(5, 3, { forgetBias: Number.NaN }), "LSTMCell: forgetBias must be a number; got NaN"],
    [
      () => new GRU(5, 3, { initializers: { recurrent: "he" as never } }),
      'GRUCell: initializers.recurrent must be "uniform", "glorot", "orthogonal", "identity", "zeros" or a function; got "he"',
    ],
    [
      () => new GRU(5, 3, { initializers: { bias: "identity" as never } }),
      'GRUCell: initializers.bias must be "uniform", "zeros" or a function; got "identity"',
    ],
    [() => new Recurrent((size) => new GRUCell(size, 3), 0), "Recurrent: inputSize must be a positive integer; got 0"],
    [() => new GRU(5, 3, { numLayers: 1e9 }), "GRU: numLayers must be at most 1000; got 1000000000"],
    [() => new Recurrent(3 as never, 5), "Recurrent: createCell must be a function that makes a cell"],
    [() => new LSTM(5, 0), "LSTM: hiddenSize must be a positive integer; got 0"],
    [
      () => new LSTMCell(5, 3).forward(zeros([2, 5]), { hidden: zeros([2, 3]) } as never),
      "LSTMCell.forward: cell must be a tensor; got undefined",
    ],
  ];
  for (const [run, message] of cases) expect(run).toThrow(message);
});

test("runCell refuses a step that changes the type of the state", () => {
  const cell: RecurrentCell<CellState> = {
    inputSize: 5,
    initialState: (batch) => ({ hidden: zeros([batch, 3]) }),
    step: (_, { hidden }) => ({ hidden: hidden.to("float64") as never }),
  };
  expect(() => runCell(cell, zeros([2, 4, 5]))).toThrow("runCell: cell.step(...).hidden must be float32; got float64");
});
