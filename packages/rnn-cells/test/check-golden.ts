import { Adam } from "@unroll/nn";
import { type FloatDType, scope, type Tensor, tensor } from "@unroll/tensor";
import { expect } from "vitest";
import { runCell } from "../src/index.ts";
import { runLayers } from "../src/run-layers.ts";
import { expectClose } from "./expect-close.ts";
import {
  type CellGolden,
  fill,
  firstValues,
  goldenCell,
  goldenInput,
  goldenLayers,
  type LayerGolden,
  seeds,
  type TrainingGolden,
} from "./golden.ts";

type Floats = Tensor<FloatDType>;

/** How close to torch's float64: its outputs absolutely (they are about 1), its gradients relative to the largest. */
const tolerances = { float32: { output: 1e-6, gradient: 1e-5 }, float64: { output: 1e-9, gradient: 1e-9 } } as const;

/** The names of torch's parameters, in torch's order. */
function parameterNames(gradients: Readonly<Record<string, readonly number[]>>): string[] {
  return Object.keys(gradients).filter((name) => /^(weight|bias)_/.test(name));
}

/** A result against torch's, and its part of the loss. */
function compare(name: "output" | "hidden" | "cell", result: Floats, wanted: readonly number[]): Floats {
  const { dtype, shape } = result;
  expectClose(name, result, wanted, tolerances[dtype].output);
  return result.mul(tensor<FloatDType>(fill(seeds.gradient[name], wanted.length), { shape, dtype })).sum();
}

function compareGradients(
  leaves: ReadonlyMap<string, Floats>,
  wanted: Readonly<Record<string, readonly number[]>>,
  dtype: FloatDType,
): void {
  expect([...leaves.keys()].sort()).toEqual(Object.keys(wanted).sort());
  for (const [name, leaf] of leaves) {
    const gradient = wanted[name] as readonly number[];
    expectClose(`the gradient of ${name}`, leaf.grad, gradient, tolerances[dtype].gradient);
  }
}

/** The given parts of a state, as leaves: [..., size]. */
function givenState(prefix: string, shapes: Record<"hidden" | "cell", number[]>, hasCell: boolean, dtype: FloatDType) {
  const part = (name: "hidden" | "cell"): Floats => {
    const count = shapes[name].reduce((product, size) => product * size, 1);
    return tensor<FloatDType>(fill(seeds.initial[name], count), { shape: shapes[name], dtype, requiresGrad: true });
  };
  const state = hasCell ? { hidden: part("hidden"), cell: part("cell") } : { hidden: part("hidden") };
  const leaves = Object.entries(state).map(([name, leaf]) => [`${prefix}.${name}`, leaf] as const);
  return { state: state as { hidden: Floats; cell: Floats }, leaves };
}

/** Runs a case by the layers' whole-sequence kernels or step by step, and compares outputs and all gradients. */
export function checkLayers(golden: LayerGolden, way: "at once" | "step by step", dtype: FloatDType): void {
  const { batch, time, hiddenSize, projSize, gradients } = golden;
  using layers = goldenLayers(golden, dtype);
  layers.loadStateDict(firstValues(layers, parameterNames(gradients), dtype));
  const x = goldenInput(golden, dtype, true);
  const leaves = new Map<string, Floats>(layers.namedParameters() as [string, Floats][]);
  leaves.set("input", x);
  const cells = layers.cells.length;
  const shapes = { hidden: [cells, batch, projSize || hiddenSize], cell: [cells, batch, hiddenSize] };
  const given = golden.initialState
    ? givenState("initialState", shapes, golden.cell !== undefined, dtype)
    : { state: undefined, leaves: [] };
  for (const [name, leaf] of given.leaves) leaves.set(name, leaf);

  const options = { initialState: given.state, lengths: golden.lengths ?? undefined };
  const { output, hidden, cell } =
    way === "at once"
      ? layers.forward(x, options)
      : runLayers("layers", layers, x, options, (one, input, run) => runCell(one, input, run));
  expect(output.shape).toEqual([batch, time, (golden.bidirectional ? 2 : 1) * (projSize || hiddenSize)]);
  expect(hidden.shape).toEqual(shapes.hidden);
  let loss = compare("output", output, golden.output).add(compare("hidden", hidden, golden.hidden));
  if (golden.cell !== undefined) {
    expect(cell.shape).toEqual(shapes.cell);
    loss = loss.add(compare("cell", cell, golden.cell));
  }
  loss.backward();
  compareGradients(leaves, gradients, dtype);
}

/** Runs a case by the cell's `forward`, and compares the next state and all gradients. */
export function checkCell(golden: CellGolden, dtype: FloatDType): void {
  const { batch, inputSize, hiddenSize, gradients } = golden;
  using cell = goldenCell(golden, dtype);
  cell.loadStateDict(firstValues(cell, parameterNames(gradients), dtype));
  const rows = batch === null ? [] : [batch];
  const shape = [...rows, inputSize];
  const x = tensor<FloatDType>(fill(seeds.input, (batch ?? 1) * inputSize), { shape, dtype, requiresGrad: true });
  const leaves = new Map<string, Floats>(cell.namedParameters() as [string, Floats][]);
  leaves.set("input", x);
  const size = [...rows, hiddenSize];
  const given = golden.state
    ? givenState("state", { hidden: size, cell: size }, golden.cell !== undefined, dtype)
    : { state: undefined, leaves: [] };
  for (const [name, leaf] of given.leaves) leaves.set(name, leaf);

  // A GRUCell takes and gives h alone, an LSTMCell both parts of the state.
  const step = cell as unknown as { forward(x: Floats, state?: unknown): Floats & { hidden: Floats; cell: Floats } };
  const result = step.forward(x, golden.cell === undefined ? given.state?.hidden : given.state);
  if (golden.cell === undefined) compare("hidden", result, golden.hidden).backward();
  else
    compare("hidden", result.hidden, golden.hidden)
      .add(compare("cell", result.cell, golden.cell))
      .backward();
  compareGradients(leaves, gradients, dtype);
}

/** Trains a case for 20 steps of Adam, and compares the losses and the weights. */
export function checkTraining(golden: TrainingGolden, dtype: FloatDType): void {
  const tolerance = dtype === "float64" ? 1e-8 : 1e-4;
  using layers = goldenLayers(golden, dtype);
  layers.loadStateDict(firstValues(layers, Object.keys(golden.parameters), dtype));
  using optimizer = new Adam(layers.parameters(), { learningRate: 0.01 });
  const x = goldenInput(golden, dtype, false);
  const losses = golden.losses.map(() =>
    scope(() => {
      optimizer.zeroGrad();
      const { output, hidden } = layers.forward(x, { lengths: golden.lengths ?? undefined });
      const loss = output.square().mean().add(hidden.square().mean());
      loss.backward();
      optimizer.step();
      return loss.item();
    }),
  );
  expectClose("losses", tensor<FloatDType>(losses, { dtype }), golden.losses, tolerance);
  for (const [name, parameter] of layers.namedParameters()) {
    expectClose(name, parameter, golden.parameters[name] ?? [], tolerance);
  }
}
