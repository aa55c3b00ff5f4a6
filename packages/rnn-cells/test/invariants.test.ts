import { Rng } from "@unroll/random";
import { concat, rand, randn, stack, type Tensor, tensor, zeros } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { type CellState, GRU, GRUCell, runCell } from "../src/index.ts";
import { backends, withBackend } from "./backends.ts";
import { expectClose } from "./expect-close.ts";

describe("the programs of the lecture", () => {
  test("new GRU(5, 3) on one sequence of 10 steps", () => {
    using gru = new GRU(5, 3);
    const { output, hidden } = gru.forward(rand([10, 5]));
    expect(output.shape).toEqual([10, 3]);
    expect(hidden.shape).toEqual([1, 3]);
    expect(hidden.select(0, 0).data()).toEqual(output.select(0, 9).data());
  });

  test("new GRU(5, 3) on a batch of 32", () => {
    using gru = new GRU(5, 3);
    const { output, hidden } = gru.forward(rand([32, 10, 5]));
    expect(output.shape).toEqual([32, 10, 3]);
    expect(hidden.shape).toEqual([1, 32, 3]);
    expect(hidden.select(0, 0).data()).toEqual(output.select(1, 9).data());
  });
});

const [batch, time, inputSize, hiddenSize, numLayers] = [5, 11, 7, 13, 2];
const lengths = [3, 11, 0, 7, 1];

function make(): { layer: GRU; x: Tensor; initialState: CellState } {
  const rng = new Rng(21);
  return {
    layer: new GRU(inputSize, hiddenSize, { numLayers, rng }),
    x: randn([batch, time, inputSize], { rng, requiresGrad: true }),
    initialState: { hidden: randn([numLayers, batch, hiddenSize], { rng, requiresGrad: true }) },
  };
}

/** The same input with another number at every padded step. */
function padWith(x: Tensor, value: number): Tensor {
  const data = x.data();
  lengths.forEach((length, row) => {
    data.fill(value, (row * time + length) * inputSize, (row + 1) * time * inputSize);
  });
  return tensor(data, { shape: x.shape, requiresGrad: true });
}

describe.each(backends)("on %s", (backend) => {
  test("padding never changes a result", () => {
    withBackend(backend, () => {
      const { layer, x, initialState } = make();
      const results = [0, 1e30, Number.NaN].map((value) => {
        layer.zeroGrad();
        const padded = padWith(x, value);
        const { output, hidden } = layer.forward(padded, { initialState, lengths });
        // What arrives at padding is not read either, forwards or backwards.
        const dOutput = padded.detach().slice(2, 0, 1).expand(output.shape);
        output.backward(dOutput, { retainGraph: true });
        hidden.sum().backward();
        const gradients = [padded, ...layer.parameters()].map((leaf) => leaf.grad?.data());
        return { output: output.data(), hidden: hidden.data(), gradients };
      });
      for (const result of results) expect(result).toEqual(results[0]);
      expect(results[0]?.gradients.flatMap((gradient) => [...(gradient ?? [Number.NaN])]).every(Number.isFinite)).toBe(
        true,
      );
      layer.dispose();
    });
  });

  test("what is padded is 0, and hidden is the state at the last valid step", () => {
    withBackend(backend, () => {
      const { layer, x, initialState } = make();
      const { output, hidden } = layer.forward(padWith(x, Number.NaN), { initialState, lengths });
      lengths.forEach((length, row) => {
        const own = output.select(0, row);
        const padded = own.slice(0, length).data();
        expect(padded).toEqual(new Float32Array(padded.length));
        const last =
          length > 0 ? own.select(0, length - 1) : initialState.hidden.select(0, numLayers - 1).select(0, row);
        expect(
          hidden
            .select(0, numLayers - 1)
            .select(0, row)
            .data(),
        ).toEqual(last.data());
      });
      layer.dispose();
    });
  });

  test("a sequence split at any step and carried equals one run", () => {
    withBackend(backend, () => {
      const { layer, x, initialState } = make();
      const whole = layer.forward(x, { initialState });
      for (let at = 0; at <= time; at++) {
        const first = layer.forward(x.slice(1, 0, at), { initialState });
        const second = layer.forward(x.slice(1, at), { initialState: first.state });
        expectClose(`output, split at ${at}`, concat([first.output, second.output], 1), whole.output.data(), 1e-6);
        expectClose(`hidden, split at ${at}`, second.hidden, whole.hidden.data(), 1e-6);
      }
      layer.dispose();
    });
  });

  test("a batch equals its rows, bit for bit", () => {
    withBackend(backend, () => {
      const { layer, x, initialState } = make();
      const together = layer.forward(x, { initialState, lengths });
      together.output.square().sum().add(together.hidden.sum()).backward();
      const rows = lengths.map((length, row) => {
        const own = tensor(x.select(0, row).data(), { shape: [1, time, inputSize], requiresGrad: true });
        const { output, hidden } = layer.forward(own, {
          initialState: { hidden: initialState.hidden.slice(1, row, row + 1) },
          lengths: [length],
        });
        output.square().sum().add(hidden.sum()).backward();
        return { output, hidden, gradient: own.grad as Tensor };
      });
      const joined = (part: "output" | "gradient"): Float32Array => concat(rows.map((row) => row[part])).data();
      expect(together.output.data()).toEqual(joined("output"));
      expect(together.hidden.data()).toEqual(concat(rows.map(({ hidden }) => hidden), 1).data()); // biome-ignore format: one line
      expect(x.grad?.data()).toEqual(joined("gradient"));
      layer.dispose();
    });
  });

  test("a state of zeros equals no state", () => {
    withBackend(backend, () => {
      const { layer, x } = make();
      const none = layer.forward(x, { lengths });
      const given = layer.forward(x, { lengths, initialState: { hidden: zeros([numLayers, batch, hiddenSize]) } });
      expect(given.output.data()).toEqual(none.output.data());
      expect(given.hidden.data()).toEqual(none.hidden.data());
      layer.dispose();
    });
  });

  test("reversing is walking the reversed sequences, each within its length", () => {
    withBackend(backend, () => {
      using cell = new GRUCell(inputSize, hiddenSize, { rng: new Rng(22) });
      const { layer, x } = make();
      layer.dispose();
      const flip = (sequences: Tensor): Tensor =>
        stack(
          lengths.map((length, row) => {
            const own = sequences.select(0, row);
            const steps = Array.from({ length: time }, (_, t) => own.select(0, t < length ? length - 1 - t : t));
            return stack(steps);
          }),
        );
      const backwards = cell.sequence(x, { lengths, reverse: true });
      const flipped = cell.sequence(flip(x), { lengths });
      expect(backwards.hidden.data()).toEqual(flipped.hidden.data());
      expect(flip(backwards.output).data()).toEqual(flipped.output.data());
    });
  });

  test("empty batches and sequences have empty outputs", () => {
    withBackend(backend, () => {
      const { layer, initialState } = make();
      const timeless = layer.forward(zeros([batch, 0, inputSize]), { initialState });
      expect(timeless.output.shape).toEqual([batch, 0, hiddenSize]);
      expect(timeless.hidden.data()).toEqual(initialState.hidden.data());
      const nobody = layer.forward(zeros([0, time, inputSize]), { lengths: [] });
      expect(nobody.output.shape).toEqual([0, time, hiddenSize]);
      expect(nobody.hidden.shape).toEqual([numLayers, 0, hiddenSize]);
      const [cell] = layer.cells as [GRUCell];
      expect(runCell(cell, zeros([batch, 0, inputSize])).output.shape).toEqual([batch, 0, hiddenSize]);
      expect(runCell(cell, zeros([0, time, inputSize])).output.shape).toEqual([0, time, hiddenSize]);
      layer.dispose();
    });
  });
});

test("one sequence without a batch equals a batch of one", () => {
  const { layer, x, initialState } = make();
  const one = layer.forward(x.slice(0, 0, 1), {
    initialState: { hidden: initialState.hidden.slice(1, 0, 1) },
    lengths: [4],
  });
  const bare = layer.forward(x.select(0, 0), {
    initialState: { hidden: initialState.hidden.select(1, 0) },
    lengths: [4],
  });
  expect(bare.output.shape).toEqual([time, hiddenSize]);
  expect(bare.hidden.shape).toEqual([numLayers, hiddenSize]);
  expect(bare.output.data()).toEqual(one.output.data());
  expect(bare.hidden.data()).toEqual(one.hidden.data());
  layer.dispose();
});

test("lengths as a tensor are lengths", () => {
  const { layer, x } = make();
  const list = layer.forward(x, { lengths });
  const ids = layer.forward(x, { lengths: tensor(Int32Array.from(lengths)) });
  expect(ids.output.data()).toEqual(list.output.data());
  layer.dispose();
});
