import { concat, type FloatDType, type StateDict, stack, type Tensor, tensor } from "@unroll/tensor";
import { expect } from "vitest";
import { type CellState, GRU, GRUCell, type RunOptions, type RunResult, runCell } from "../src/index.ts";
import { expectClose } from "./expect-close.ts";
import {
  type GruGolden,
  goldenHiddenGradient,
  goldenInitialState,
  goldenInput,
  goldenOutputGradient,
  goldenParameters,
} from "./golden.ts";

type Floats = Tensor<FloatDType>;

/** The two ways to run a GRUCell over sequences: they must agree. */
export const runners: Readonly<
  Record<
    "in one kernel call" | "step by step",
    (
      cell: GRUCell<FloatDType>,
      x: Floats,
      options: RunOptions<CellState<FloatDType>>,
    ) => RunResult<CellState<FloatDType>, FloatDType>
  >
> = {
  "in one kernel call": (cell, x, options) => cell.sequence(x, options),
  "step by step": (cell, x, options) => runCell(cell, x, options),
};

/** How close to torch's float64: its outputs absolutely (they are below 1), its gradients relative to the largest. */
const tolerances = { float32: { output: 1e-6, gradient: 1e-5 }, float64: { output: 1e-9, gradient: 1e-9 } } as const;

interface Inputs {
  x: Floats;
  initialState: Floats | undefined;
}

function makeInputs(golden: GruGolden, dtype: FloatDType): Inputs {
  const { batch, time, inputSize, hiddenSize, numLayers, bidirectional, lengths } = golden;
  const data = goldenInput(golden);
  lengths?.forEach((length, row) => {
    data.fill(Number.NaN, (row * time + length) * inputSize, (row + 1) * time * inputSize);
  });
  const x = tensor<FloatDType>(data, { shape: [batch, time, inputSize], dtype, requiresGrad: true });
  if (!golden.initialState) return { x, initialState: undefined };
  const shape = [numLayers * (bidirectional ? 2 : 1), batch, hiddenSize];
  return { x, initialState: tensor<FloatDType>(goldenInitialState(golden), { shape, dtype, requiresGrad: true }) };
}

function compare(
  golden: GruGolden,
  dtype: FloatDType,
  inputs: Inputs,
  { output, hidden }: { output: Floats; hidden: Floats },
  parameters: ReadonlyMap<string, Floats>,
): void {
  const { batch, time, hiddenSize, numLayers, bidirectional, gradients } = golden;
  const directions = bidirectional ? 2 : 1;
  expect(output.shape).toEqual([batch, time, directions * hiddenSize]);
  expect(hidden.shape).toEqual([directions * numLayers, batch, hiddenSize]);
  const tolerance = tolerances[dtype];
  expectClose("output", output, golden.output, tolerance.output);
  expectClose("hidden", hidden, golden.hidden, tolerance.output);

  const dOutput = tensor<FloatDType>(goldenOutputGradient(golden), { shape: output.shape, dtype });
  const dHidden = tensor<FloatDType>(goldenHiddenGradient(golden), { shape: hidden.shape, dtype });
  output.mul(dOutput).sum().add(hidden.mul(dHidden).sum()).backward();
  const leaves = new Map([...parameters, ["input", inputs.x]]);
  if (inputs.initialState !== undefined) leaves.set("initialState", inputs.initialState);
  expect([...leaves.keys()].sort()).toEqual(Object.keys(gradients).sort());
  for (const [name, leaf] of leaves) {
    expectClose(`the gradient of ${name}`, leaf.grad, gradients[name] as number[], tolerance.gradient);
  }
}

function goldenState(golden: GruGolden, dtype: FloatDType): StateDict {
  return Object.fromEntries(
    [...goldenParameters(golden)].map(([name, { shape, data }]) => [name, tensor<FloatDType>(data, { shape, dtype })]),
  );
}

/** Runs a case with cells alone, both directions if it has them, and compares outputs and all gradients. */
export function checkCells(golden: GruGolden, runner: keyof typeof runners, dtype: FloatDType): void {
  const { inputSize, hiddenSize, numLayers, bidirectional, bias } = golden;
  const lengths = golden.lengths ?? undefined;
  const state = goldenState(golden, dtype);
  const inputs = makeInputs(golden, dtype);
  const directions = bidirectional ? ["", "_reverse"] : [""];
  const parameters = new Map<string, Floats>();
  const cells: GRUCell<FloatDType>[] = [];
  const last: Floats[] = [];
  let output = inputs.x;
  for (let layer = 0; layer < numLayers; layer++) {
    const outputs = directions.map((direction) => {
      const size = layer === 0 ? inputSize : directions.length * hiddenSize;
      const cell = new GRUCell<FloatDType>(size, hiddenSize, { bias, dtype });
      cells.push(cell);
      const fullName = (name: string): string => `${name}_l${layer}${direction}`;
      const own = cell.namedState().map(([name]) => [name, state[fullName(name)]]);
      cell.loadStateDict(Object.fromEntries(own));
      for (const [name, parameter] of cell.namedParameters()) parameters.set(fullName(name), parameter as Floats);
      const hidden = inputs.initialState?.select(0, last.length);
      const initialState = hidden === undefined ? undefined : { hidden };
      const result = runners[runner](cell, output, { initialState, lengths, reverse: direction !== "" });
      last.push(result.hidden);
      return result.output;
    });
    output = concat(outputs, -1);
  }
  compare(golden, dtype, inputs, { output, hidden: stack(last) }, parameters);
  for (const cell of cells) cell.dispose();
}

/** Runs a case with the GRU layer, and compares outputs and all gradients. */
export function checkLayer(golden: GruGolden, dtype: FloatDType): void {
  const { inputSize, hiddenSize, numLayers, bidirectional, bias } = golden;
  using layer = new GRU<FloatDType>(inputSize, hiddenSize, { numLayers, bidirectional, bias, dtype });
  layer.loadStateDict(goldenState(golden, dtype));
  const inputs = makeInputs(golden, dtype);
  const initialState = inputs.initialState && { hidden: inputs.initialState };
  const result = layer.forward(inputs.x, { initialState, lengths: golden.lengths ?? undefined });
  compare(golden, dtype, inputs, result, new Map(layer.namedParameters() as [string, Floats][]));
}
