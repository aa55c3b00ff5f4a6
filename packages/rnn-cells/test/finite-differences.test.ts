import { Rng } from "@unroll/random";
import { gradcheck, randn, type Tensor, tensor, where } from "@unroll/tensor";
import { describe, test } from "vitest";
import { GRU, GRUCell, runCell } from "../src/index.ts";

type Doubles = Tensor<"float64">;

const [batch, time, inputSize, hiddenSize] = [3, 5, 2, 7];
const lengths = [5, 0, 2];
const dtype = "float64";

/** Random leaves of the given shapes. */
function leaves(...shapes: number[][]): Doubles[] {
  const rng = new Rng(11);
  return shapes.map((shape) => randn(shape, { dtype, rng, requiresGrad: true }));
}

function parameterShapes(size: number, bias = true): number[][] {
  const gates = 3 * hiddenSize;
  return bias ? [[gates, size], [gates, hiddenSize], [gates], [gates]] : [[gates, size], [gates, hiddenSize]]; // biome-ignore format: one line
}

/** Puts tensors in the place of a cell's parameters, so that the cell becomes a function of them. */
function withParameters<T>(cell: GRUCell<"float64">, tensors: readonly Doubles[], run: () => T): T {
  const { weightIh, weightHh, biasIh, biasHh } = cell;
  const [wi, wh, bi = null, bh = null] = tensors;
  Object.assign(cell, { weightIh: wi, weightHh: wh, biasIh: bi, biasHh: bh });
  try {
    return run();
  } finally {
    Object.assign(cell, { weightIh, weightHh, biasIh, biasHh });
  }
}

/** The same input with NaN where it is padded: nothing may depend on that. */
function poison(x: Doubles): Doubles {
  const valid = lengths.flatMap((length) => Array.from({ length: time }, (_, t) => t < length));
  const mask = tensor(Uint8Array.from(valid, Number), { shape: [batch, time, 1] });
  return where(mask, x, tensor(Float64Array.of(Number.NaN)));
}

describe.each([true, false])("GRUCell.forward, bias: %s", (bias) => {
  test("in its input, state and parameters", () => {
    using cell = new GRUCell(inputSize, hiddenSize, { bias, dtype });
    const inputs = leaves([batch, inputSize], [batch, hiddenSize], ...parameterShapes(inputSize, bias));
    gradcheck((x, h, ...parameters) => withParameters(cell, parameters, () => cell.forward(x as Doubles, h)), inputs);
  });
});

const directions = [
  { reverse: false, bias: true },
  { reverse: true, bias: true },
  { reverse: false, bias: false },
];

describe.each(directions)("over time with lengths and NaN in the padding, reverse: $reverse, bias: $bias", (form) => {
  const { reverse, bias } = form;
  test.each(["in one kernel call", "step by step"])("%s", (way) => {
    using cell = new GRUCell(inputSize, hiddenSize, { bias, dtype });
    const inputs = leaves([batch, time, inputSize], [batch, hiddenSize], ...parameterShapes(inputSize, bias));
    gradcheck((x, h, ...parameters) => {
      const options = { initialState: { hidden: h as Doubles }, lengths, reverse };
      const padded = poison(x as Doubles);
      const { output, hidden } = withParameters(cell, parameters, () =>
        way === "step by step" ? runCell(cell, padded, options) : cell.sequence(padded, options),
      );
      return [output, hidden];
    }, inputs);
  });
});

test("GRU.forward with two layers, in its input, initial state and the parameters of both", () => {
  using layer = new GRU(inputSize, hiddenSize, { numLayers: 2, dtype });
  const [below, above] = layer.cells as [GRUCell<"float64">, GRUCell<"float64">];
  const shapes = [...parameterShapes(inputSize), ...parameterShapes(hiddenSize)];
  gradcheck(
    (x, initialState, ...parameters) => {
      const { output, hidden } = withParameters(below, parameters.slice(0, 4), () =>
        withParameters(above, parameters.slice(4), () =>
          layer.forward(poison(x as Doubles), { initialState: { hidden: initialState as Doubles }, lengths }),
        ),
      );
      return [output, hidden];
    },
    leaves([batch, time, inputSize], [2, batch, hiddenSize], ...shapes),
  );
});
