import { concat, type FloatDType, lstm, rnn, stack, type Tensor, tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import lstmJson from "../goldens/lstm.json" with { type: "json" };
import rnnJson from "../goldens/rnn.json" with { type: "json" };
import { backends, withBackend } from "./backends.ts";
import { expectClose } from "./expect-close.ts";

// The operations rnn and lstm of tensor, in layers and directions that are put together here, against PyTorch.

type Floats = Tensor<FloatDType>;

/** One case of goldens/rnn.json or goldens/lstm.json; the head of goldens/recurrent.py says how it was computed. */
interface Golden {
  readonly name: string;
  readonly batch: number;
  readonly time: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly initialState: boolean;
  readonly lengths: readonly number[] | null;
  readonly output: readonly number[];
  readonly hidden: readonly number[];
  readonly cell?: readonly number[];
  readonly activation?: "tanh" | "relu";
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const goldens: readonly Golden[] = [
  ...(rnnJson.cases as unknown as Golden[]).map((golden) => ({ ...golden, name: `rnn, ${golden.name}` })),
  ...(lstmJson.cases as unknown as Golden[]).map((golden) => ({ ...golden, name: `lstm, ${golden.name}` })),
];

/** How close to torch's float64, relative to the largest. */
const tolerances = { float32: { output: 1e-6, gradient: 1e-5 }, float64: { output: 1e-9, gradient: 1e-9 } } as const;

/** `count` numbers of the formula of goldens/recurrent.py. All of them are exact in float32. */
function fill(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (((31 * i * i + 7919 * i + 104729 * seed) % 1021) - 510) / 512);
}

function check(golden: Golden, dtype: FloatDType): void {
  const { batch, time, inputSize, hiddenSize, numLayers, bidirectional, gradients } = golden;
  const gates = golden.cell === undefined ? 1 : 4;
  const directions = bidirectional ? 2 : 1;
  const lengths = golden.lengths ?? undefined;
  const leaves = new Map<string, Floats>();
  const leaf = (name: string, values: number[], shape: number[]): Floats => {
    const made = tensor<FloatDType>(values, { shape, dtype, requiresGrad: true });
    leaves.set(name, made);
    return made;
  };

  const inputValues = fill(1, batch * time * inputSize);
  lengths?.forEach((length, row) => {
    inputValues.fill(Number.NaN, (row * time + length) * inputSize, (row + 1) * time * inputSize);
  });
  const input = leaf("input", inputValues, [batch, time, inputSize]);
  const states = [numLayers * directions, batch, hiddenSize];
  const initial = (name: string, seed: number) => leaf(name, fill(seed, golden.hidden.length), states);
  const h0 = golden.initialState ? initial("initialState", 2) : undefined;
  const c0 = golden.initialState && golden.cell !== undefined ? initial("initialCell", 101) : undefined;
  const parameters = Object.keys(gradients).filter((name) => /^(weight|bias)_/.test(name));
  const parameter = (name: string, shape: number[]): Floats | undefined => {
    const order = parameters.indexOf(name);
    if (order < 0) return undefined;
    const values = fill(5 + order, gradients[name]!.length).map((value) => value / 2);
    return leaf(name, values, shape);
  };

  let output = input;
  const hidden: Floats[] = [];
  const cell: Floats[] = [];
  for (let layer = 0; layer < numLayers; layer++) {
    const outputs: Floats[] = [];
    for (let direction = 0; direction < directions; direction++) {
      const rows = gates * hiddenSize;
      const suffix = `l${layer}${direction === 1 ? "_reverse" : ""}`;
      const weights = {
        weightIh: parameter(`weight_ih_${suffix}`, [rows, output.shape[2]!])!,
        weightHh: parameter(`weight_hh_${suffix}`, [rows, hiddenSize])!,
        biasIh: parameter(`bias_ih_${suffix}`, [rows]),
        biasHh: parameter(`bias_hh_${suffix}`, [rows]),
      };
      const walk = { lengths, reverse: direction === 1 };
      const h = h0?.select(0, layer * directions + direction);
      const c = c0?.select(0, layer * directions + direction);
      if (golden.cell === undefined) {
        const last = rnn(output, weights, { ...walk, initialState: h, activation: golden.activation });
        outputs.push(last.output);
        hidden.push(last.hidden);
      } else {
        const initialState = h && c && { hidden: h, cell: c };
        const last = lstm(output, weights, { ...walk, initialState });
        outputs.push(last.output);
        hidden.push(last.hidden);
        cell.push(last.cell);
      }
    }
    output = concat(outputs, -1);
  }

  const tolerance = tolerances[dtype];
  const results: [string, Floats, readonly number[], number][] = [
    ["output", output, golden.output, 3],
    ["hidden", stack(hidden), golden.hidden, 4],
  ];
  if (golden.cell !== undefined) results.push(["cell", stack(cell), golden.cell, 102]);
  const terms = results.map(([name, result, wanted, seed]) => {
    expectClose(name, result, wanted, tolerance.output);
    return result.mul(tensor<FloatDType>(fill(seed, wanted.length), { shape: result.shape, dtype })).sum();
  });
  terms.reduce((a, b) => a.add(b)).backward();
  expect([...leaves.keys()].sort()).toEqual(Object.keys(gradients).sort());
  for (const [name, { grad }] of leaves) {
    expectClose(`the gradient of ${name}`, grad, gradients[name]!, tolerance.gradient);
  }
}

/** The whole suite: for Node and for the browser. */
export function describeOperationGoldens(): void {
  test.each(goldens)("PyTorch's numbers in float64: $name", (golden) => check(golden, "float64"));
  describe.each(backends)("PyTorch's numbers in float32 on %s", (backend) => {
    test.each(goldens)("$name", (golden) => withBackend(backend, () => check(golden, "float32")));
  });
}
