import { Linear } from "@unroll/nn";
import { Rng } from "@unroll/random";
import { copyValues, Module, randn, type Tensor, tensor, zeros } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { type CellState, Recurrent, type RecurrentCell, RNN, runCell } from "../src/index.ts";
import { expectClose } from "./expect-close.ts";

/** Remembers more than its output: the sum of its inputs, how many there were, and the last two. */
interface Memory extends CellState {
  readonly count: Tensor; // [B]
  readonly recent: Tensor; // [B, 2, 1]
}

const memory: RecurrentCell<Memory> = {
  inputSize: 1,
  initialState: (batch) => ({ hidden: zeros([batch, 1]), count: zeros([batch]), recent: zeros([batch, 2, 1]) }),
  step: (x, { hidden, count, recent }) => ({
    hidden: hidden.add(x),
    count: count.add(1),
    recent: recent.slice(1, 1).expand([-1, 2, -1]).mul(tensor([[1], [0]])).add(x.unsqueeze(1).mul(tensor([[0], [1]]))), // biome-ignore format: one line
  }),
};

const x = tensor([
  [[1], [2], [3], [4]],
  [[5], [6], [Number.NaN], [Number.NaN]],
  [[Number.NaN], [Number.NaN], [Number.NaN], [Number.NaN]],
]);
const lengths = [4, 2, 0];

describe("a cell with a state of several parts", () => {
  test("walks forwards, each row to its own end", () => {
    const { output, hidden, count, recent } = runCell(memory, x, { lengths });
    expect(output.squeeze(2).toArray()).toEqual([[1, 3, 6, 10], [5, 11, 0, 0], [0, 0, 0, 0]]); // biome-ignore format: rows
    expect(hidden.toArray()).toEqual([[10], [11], [0]]);
    expect(count.toArray()).toEqual([4, 2, 0]);
    expect(recent.squeeze(2).toArray()).toEqual([[3, 4], [5, 6], [0, 0]]); // biome-ignore format: rows
  });

  test("walks backwards, each row from its own end", () => {
    const { output, hidden, count, recent } = runCell(memory, x, { lengths, reverse: true });
    expect(output.squeeze(2).toArray()).toEqual([[10, 9, 7, 4], [11, 6, 0, 0], [0, 0, 0, 0]]); // biome-ignore format: rows
    expect(hidden.toArray()).toEqual([[10], [11], [0]]);
    expect(count.toArray()).toEqual([4, 2, 0]);
    expect(recent.squeeze(2).toArray()).toEqual([[2, 1], [6, 5], [0, 0]]); // biome-ignore format: rows
  });

  test("begins with the state it is given", () => {
    const initialState = { hidden: tensor([[10], [20], [30]]), count: tensor([1, 2, 3]), recent: zeros([3, 2, 1]) };
    const { hidden, count } = runCell(memory, x, { lengths, initialState });
    expect(hidden.toArray()).toEqual([[20], [31], [30]]);
    expect(count.toArray()).toEqual([5, 4, 3]);
  });

  test("must be given a whole state", () => {
    const initialState = { hidden: zeros([3, 1]), count: zeros([3]) } as Memory;
    expect(() => runCell(memory, x, { initialState })).toThrow(
      "runCell: initialState must hold hidden and count and recent; got hidden and count",
    );
  });
});

/** h = tanh(W x + U h'), the simple recurrent network of Elman 1990. */
class ElmanCell extends Module implements RecurrentCell<CellState> {
  readonly inputSize: number;
  readonly input: Linear;
  readonly recurrent = new Linear(5, 5, { bias: false, rng: new Rng(2) });

  constructor(inputSize: number) {
    super();
    this.inputSize = inputSize;
    this.input = new Linear(inputSize, 5, { rng: new Rng(1) });
  }

  initialState(batch: number): CellState {
    return { hidden: zeros([batch, 5]) };
  }

  step(x: Tensor, { hidden }: CellState): CellState {
    return { hidden: this.input.forward(x).add(this.recurrent.forward(hidden)).tanh() };
  }
}

test("a cell of one's own learns through padding of NaN", () => {
  using cell = new ElmanCell(3);
  const data = randn([2, 4, 3], { rng: new Rng(3) }).data();
  const gradients = [0, Number.NaN].map((padding) => {
    data.fill(padding, 4 * 3 + 2 * 3);
    const sequences = tensor(data, { shape: [2, 4, 3], requiresGrad: true });
    cell.zeroGrad();
    runCell(cell, sequences, { lengths: [4, 2] })
      .output.sum()
      .backward();
    return [sequences, ...cell.parameters()].map(({ grad }) => grad?.data());
  });
  expect(gradients[1]).toEqual(gradients[0]);
  expect(gradients[0]?.[0]?.slice(4 * 3 + 2 * 3)).toEqual(new Float32Array(6));
  expect(gradients[0]?.every((gradient) => gradient?.some((value) => value !== 0))).toBe(true);
});

test("a cell of one's own in layers and both directions is as correct as a kernel's", () => {
  const make = (size: number): ElmanCell => new ElmanCell(size);
  const options = { numLayers: 2, bidirectional: true };
  using own = new Recurrent(make, 3, options);
  using rnn = new RNN(3, 5, { ...options, rng: new Rng(5) });
  for (const [i, cell] of own.cells.entries()) {
    const { weightIh, weightHh, biasIh, biasHh } = rnn.cells[i]!;
    copyValues(cell.input.weight, weightIh);
    copyValues(cell.input.bias!, biasIh!.add(biasHh!));
    copyValues(cell.recurrent.weight, weightHh);
  }
  const lengths = [4, 0, 2];
  const [ownX, rnnX] = [0, 1].map(() => randn([3, 4, 3], { rng: new Rng(6), requiresGrad: true }));
  const [ownResult, rnnResult] = [own.forward(ownX!, { lengths }), rnn.forward(rnnX!, { lengths })];
  expectClose("output", ownResult.output, rnnResult.output.data(), 1e-6);
  expectClose("hidden", ownResult.hidden, rnnResult.hidden.data(), 1e-6);
  ownResult.output.square().sum().backward();
  rnnResult.output.square().sum().backward();
  expectClose("the gradient of x", ownX!.grad, rnnX!.grad!.data(), 1e-5);
  for (const [i, cell] of own.cells.entries()) {
    expectClose(`the gradient of cell ${i}`, cell.recurrent.weight.grad, rnn.cells[i]!.weightHh.grad!.data(), 1e-5);
  }
});
