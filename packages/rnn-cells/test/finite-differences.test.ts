import { Rng } from "@unroll/random";
import { gradcheck, randn, type Tensor, tensor, where } from "@unroll/tensor";
import { describe, test } from "vitest";
import { GRU, LSTM, runCell } from "../src/index.ts";
import { cellsWithKernel, everyCell, randomState, statePartsOf, withParameters } from "./every-cell.ts";

type Doubles = Tensor<"float64">;

const [batch, time, inputSize, hiddenSize] = [3, 5, 2, 3];
const lengths = [5, 0, 2];
const dtype = "float64";

/** Leaves in the shapes of parameters. */
function leavesLike(parameters: readonly { readonly shape: readonly number[] }[]): Doubles[] {
  const rng = new Rng(12);
  return parameters.map(({ shape }) => randn(shape, { dtype, rng, requiresGrad: true }));
}

function someInput(...shape: number[]): Doubles {
  return randn(shape, { dtype, rng: new Rng(11), requiresGrad: true });
}

/** The same input with NaN where it is padded: nothing may depend on that. */
function poison(x: Doubles): Doubles {
  const valid = lengths.flatMap((length) => Array.from({ length: time }, (_, t) => t < length));
  const mask = tensor(Uint8Array.from(valid, Number), { shape: [batch, time, 1] });
  return where(mask, x, tensor(Float64Array.of(Number.NaN)));
}

/** Names and tensors taken apart and put together again. */
function rebuild(names: readonly string[], tensors: readonly Doubles[]): never {
  return Object.fromEntries(names.map((name, i) => [name, tensors[i]])) as never;
}

describe.each(Object.entries(everyCell))("%s", (name, make) => {
  const ways = ["step by step", ...(cellsWithKernel.some(([other]) => other === name) ? ["in one kernel call"] : [])];

  test("one step, in its input, state and parameters", () => {
    using cell = make(inputSize, hiddenSize, { dtype, rng: new Rng(1) });
    const state = randomState(statePartsOf(cell), [batch], { dtype, rng: new Rng(2) });
    const names = Object.keys(state);
    const inputs = [
      someInput(batch, inputSize),
      ...Object.values(state),
      ...leavesLike(cell.parameters()),
    ] as Doubles[];
    gradcheck((x, ...rest) => {
      const given = rebuild(names, rest as Doubles[]);
      const next = withParameters(cell, rest.slice(names.length), () => cell.step(x as Doubles, given));
      return Object.values(next) as Doubles[];
    }, inputs);
  });

  test.each(ways.flatMap((way) => [true, false].map((reverse) => ({ way, reverse }))))(
    "over time $way, with lengths and NaN in the padding, reverse: $reverse",
    ({ way, reverse }) => {
      using cell = make(inputSize, hiddenSize, { dtype, rng: new Rng(1) });
      const names = Object.keys(statePartsOf(cell));
      const state = Object.values(randomState(statePartsOf(cell), [batch], { dtype, rng: new Rng(2) }));
      const learnt = cell.namedParameters().some(([parameter]) => parameter.startsWith("initial_"));
      const given = learnt ? [] : (state as Doubles[]); // a learnt state is checked where it is read
      const inputs = [someInput(batch, time, inputSize), ...given, ...leavesLike(cell.parameters())];
      gradcheck((x, ...rest) => {
        const initialState = learnt ? undefined : rebuild(names, rest as Doubles[]);
        const options = { initialState, lengths, reverse };
        const padded = poison(x as Doubles);
        const result = withParameters(cell, rest.slice(given.length), () =>
          way === "step by step" ? runCell(cell, padded, options) : cell.sequence!(padded, options),
        );
        return Object.values(result) as Doubles[];
      }, inputs);
    },
  );
});

describe.each([
  ["GRU", GRU],
  ["LSTM", LSTM],
] as const)("%s of two layers in both directions", (_, Layer) => {
  test("in its input, initial state and all parameters", () => {
    using layers = new Layer<"float64">(inputSize, 3, { numLayers: 2, bidirectional: true, dtype });
    const state = randomState(layers.stateShapes, [4, batch], { dtype, rng: new Rng(2) });
    const names = Object.keys(state);
    const inputs = [someInput(batch, time, inputSize), ...Object.values(state), ...leavesLike(layers.parameters())];
    gradcheck((x, ...rest) => {
      const initialState = rebuild(names, rest as Doubles[]);
      const padded = poison(x as Doubles);
      const result = withParameters(layers, rest.slice(names.length), () =>
        layers.forward(padded, { initialState, lengths }),
      );
      return [result.output, ...(Object.values(result.state) as Doubles[])];
    }, inputs as Doubles[]);
  });
});
