import { Rng } from "@unroll/random";
import { type FloatDType, randn, type Tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { type CellState, GRU, LSTM, type RunOptions, runCell } from "../src/index.ts";
import { backends, withBackend } from "./backends.ts";
import { cellsWithKernel, randomState, statePartsOf } from "./every-cell.ts";
import { expectClose } from "./expect-close.ts";

const [batch, time, inputSize, hiddenSize] = [5, 11, 7, 13];

const lengthPatterns = {
  "no lengths": undefined,
  "all of full length": [11, 11, 11, 11, 11],
  ragged: [3, 11, 7, 1, 5],
  "descending, with one of zero": [11, 8, 4, 2, 0],
  "zero at both ends": [0, 11, 1, 6, 0],
  "none of full length": [3, 2, 5, 1, 4],
  "all of zero": [0, 0, 0, 0, 0],
} as const;

const cases = [
  ...backends.map((backend) => ({ on: backend, backend, dtype: "float32", tolerance: 2e-6 }) as const),
  { on: "float64", backend: "reference", dtype: "float64", tolerance: 1e-13 } as const,
];

/** A loss to which every output and every part of the last state contributes with weights of its own. */
function backward(parts: readonly Tensor<FloatDType>[]): void {
  const rng = new Rng(18);
  const terms = parts.map((part) => part.mul(randn<FloatDType>(part.shape, { dtype: part.dtype, rng })).sum());
  terms.reduce((sum, term) => sum.add(term)).backward();
}

type Run = (x: Tensor<FloatDType>, options: RunOptions<CellState<FloatDType>>) => object;

describe.each(cellsWithKernel)("%s: the kernel and the steps agree", (_, make) => {
  describe.each(cases)("on $on", ({ backend, dtype, tolerance }) => {
    /** The results of a run, and the gradients of everything that it began with. */
    function resultsOf(
      run: Run,
      leaves: Record<string, Tensor<FloatDType>>,
      options: RunOptions<CellState<FloatDType>>,
    ) {
      const result = run(leaves.x as Tensor<FloatDType>, options) as Record<string, Tensor<FloatDType>>;
      const parts = Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1));
      backward(parts.map(([, part]) => part));
      const values = parts.map(([name, part]) => [name, part.data(), tolerance] as const);
      const gradients = Object.entries(leaves).map(
        ([name, { grad }]) => [`d${name}`, grad?.data() ?? [], 5 * tolerance] as const,
      );
      return [...values, ...gradients];
    }

    for (const [pattern, lengths] of Object.entries(lengthPatterns)) {
      for (const reverse of [false, true]) {
        for (const withState of [false, true]) {
          test(`${pattern}${reverse ? ", reverse" : ""}${withState ? ", with initial state" : ""}`, () => {
            withBackend(backend, () => {
              using cell = make<FloatDType>(inputSize, hiddenSize, { dtype, rng: new Rng(3) });
              const sequence = cell.sequence?.bind(cell) as Run;
              const [kernel, steps] = [sequence, ((x, options) => runCell(cell, x, options)) as Run].map((run) => {
                cell.zeroGrad();
                const rng = new Rng(17);
                const x = randn<FloatDType>([batch, time, inputSize], { dtype, rng, requiresGrad: true });
                const given = withState
                  ? randomState<FloatDType>(statePartsOf(cell), [batch], { dtype, rng })
                  : undefined;
                // A learnt initial state is not read, and gets no gradient, when another is given.
                const parameters = cell
                  .namedParameters()
                  .filter(([name]) => !(withState && name.startsWith("initial_")));
                const leaves = { x, ...given, ...Object.fromEntries(parameters) } as Record<string, Tensor<FloatDType>>;
                return resultsOf(run, leaves, { initialState: given, lengths, reverse });
              });
              expect(kernel!.map(([name]) => name)).toEqual(steps!.map(([name]) => name));
              steps!.forEach(([name, data, close], i) => {
                expectClose(name, kernel![i]![1], data, close);
              });
            });
          });
        }
      }
    }
  });
});

test("one step of a layer is one step of its cell", () => {
  using gru = new GRU(inputSize, hiddenSize, { rng: new Rng(5) });
  using lstm = new LSTM(inputSize, hiddenSize, { rng: new Rng(5) });
  const x = randn([batch, inputSize], { rng: new Rng(6) });
  const hidden = randn([batch, hiddenSize], { rng: new Rng(7) });
  const cell = randn([batch, hiddenSize], { rng: new Rng(8) });
  const [gruCell, lstmCell] = [gru.cells[0]!, lstm.cells[0]!];
  const next = gru.step(x, { hidden: hidden.unsqueeze(0) });
  expectClose("with a state", gruCell.forward(x, hidden), next.hidden.data(), 1e-6);
  expect(next.output.data()).toEqual(next.hidden.data());
  expectClose("without", gruCell.forward(x), gru.step(x).hidden.data(), 1e-6);
  const row = gruCell.forward(x.select(0, 2), hidden.select(0, 2));
  expectClose("without batch", row, next.hidden.select(1, 2).data(), 1e-6);
  const both = lstm.step(x.select(0, 2), { hidden: hidden.slice(0, 2, 3), cell: cell.slice(0, 2, 3) });
  const bothCell = lstmCell.forward(x.select(0, 2), { hidden: hidden.select(0, 2), cell: cell.select(0, 2) });
  expect(both.cell.shape).toEqual([1, hiddenSize]);
  expectClose("hidden without batch", both.hidden, bothCell.hidden.data(), 1e-6);
  expectClose("cell without batch", both.cell, bothCell.cell.data(), 1e-6);
});
