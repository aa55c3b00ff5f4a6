import { Rng } from "@unroll/random";
import { type FloatDType, randn, type Tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { GRU, GRUCell, runCell } from "../src/index.ts";
import { backends, withBackend } from "./backends.ts";
import { runners } from "./check-golden.ts";
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

interface Leaves {
  x: Tensor<FloatDType>;
  h0: Tensor<FloatDType>;
}

function makeLeaves(dtype: FloatDType, numLayers: number): Leaves {
  const options = { dtype, rng: new Rng(17), requiresGrad: true };
  return {
    x: randn<FloatDType>([batch, time, inputSize], options),
    h0: randn<FloatDType>([numLayers, batch, hiddenSize], options),
  };
}

/** A loss to which every output and every last state contributes with a weight of its own. */
function backward(parts: readonly Tensor<FloatDType>[]): void {
  const rng = new Rng(18);
  const terms = parts.map((part) => part.mul(randn<FloatDType>(part.shape, { dtype: part.dtype, rng })).sum());
  terms.reduce((sum, term) => sum.add(term)).backward();
}

const cases = [
  ...backends.map((backend) => ({ name: backend, backend, dtype: "float32", tolerance: 2e-6 }) as const),
  { name: "float64", backend: "reference", dtype: "float64", tolerance: 1e-13 } as const,
];

describe.each(cases)("the kernel and the steps agree: $name", ({ backend, dtype, tolerance }) => {
  for (const [pattern, lengths] of Object.entries(lengthPatterns)) {
    for (const reverse of [false, true]) {
      for (const withState of [false, true]) {
        const title = `${pattern}${reverse ? ", reverse" : ""}${withState ? ", with initial state" : ""}`;
        test(title, () => {
          withBackend(backend, () => {
            using cell = new GRUCell<FloatDType>(inputSize, hiddenSize, { dtype, rng: new Rng(3) });
            const results = Object.values(runners).map((run) => {
              cell.zeroGrad();
              const { x, h0 } = makeLeaves(dtype, 1);
              const initialState = withState ? { hidden: h0.select(0, 0) } : undefined;
              const { output, hidden } = run(cell, x, { initialState, lengths, reverse });
              backward([output, hidden]);
              const gradients = cell.namedParameters().map(([name, { grad }]) => [name, grad?.data()] as const);
              return { output, hidden, x, h0, gradients: new Map(gradients) };
            });
            const [kernel, steps] = results as [(typeof results)[0], (typeof results)[0]];
            expectClose("output", kernel.output, steps.output.data(), tolerance);
            expectClose("hidden", kernel.hidden, steps.hidden.data(), tolerance);
            expectClose("the gradient of x", kernel.x.grad, steps.x.grad?.data() ?? [], 5 * tolerance);
            if (withState)
              expectClose("the gradient of h0", kernel.h0.grad, steps.h0.grad?.data() ?? [], 5 * tolerance);
            for (const [name, parameter] of cell.namedParameters()) {
              const fromKernel = kernel.gradients.get(name) ?? [];
              // The parameter's own gradient is the last run's: the steps'.
              expectClose(`the gradient of ${name}`, parameter.grad, fromKernel, 5 * tolerance);
            }
          });
        });
      }
    }
  }

  test.each([1, 2, 3])("%i layers are cells on top of each other", (numLayers) => {
    withBackend(backend, () => {
      using layer = new GRU<FloatDType>(inputSize, hiddenSize, { numLayers, dtype, rng: new Rng(4) });
      const { x, h0 } = makeLeaves(dtype, numLayers);
      const lengths = lengthPatterns["zero at both ends"];
      const { output, hidden } = layer.forward(x, { initialState: { hidden: h0 }, lengths });
      expect(hidden.shape).toEqual([numLayers, batch, hiddenSize]);
      let below = x;
      layer.cells.forEach((cell, k) => {
        const result = runCell(cell, below, { initialState: { hidden: h0.select(0, k) }, lengths });
        expectClose(`the state of layer ${k}`, hidden.select(0, k), result.hidden.data(), tolerance);
        below = result.output;
      });
      expectClose("output", output, below.data(), tolerance);
    });
  });
});

test("one step of a GRUCell is one step of a GRU", () => {
  using layer = new GRU(inputSize, hiddenSize, { rng: new Rng(5) });
  const x = randn([batch, inputSize], { rng: new Rng(6) });
  const h = randn([batch, hiddenSize], { rng: new Rng(7) });
  const [cell] = layer.cells as [GRUCell];
  const { hidden } = layer.forward(x.unsqueeze(1), { initialState: { hidden: h.unsqueeze(0) } });
  expectClose("with a state", cell.forward(x, h), hidden.data(), 1e-6);
  expectClose("without", cell.forward(x), layer.forward(x.unsqueeze(1)).hidden.data(), 1e-6);
  expectClose("without batch", cell.forward(x.select(0, 2), h.select(0, 2)), hidden.select(1, 2).data(), 1e-6);
});
