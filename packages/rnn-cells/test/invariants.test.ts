import { Rng } from "@unroll/random";
import { concat, rand, randn, stack, type Tensor, tensor, zeros } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { type CellState, GRU, LSTM, type Recurrent, RNN, runCell } from "../src/index.ts";
import { backends, withBackend } from "./backends.ts";
import { everyCell, everyLayers, randomState } from "./every-cell.ts";
import { expectClose } from "./expect-close.ts";

describe.each([
  ["RNN", RNN],
  ["GRU", GRU],
  ["LSTM", LSTM],
] as const)("the programs of the lecture, with %s", (_, Layer) => {
  test("(5, 3) on one sequence of 10 steps", () => {
    using layer = new Layer(5, 3);
    const { output, hidden } = layer.forward(rand([10, 5]));
    expect(output.shape).toEqual([10, 3]);
    expect(hidden.shape).toEqual([1, 3]);
    expect(hidden.select(0, 0).data()).toEqual(output.select(0, 9).data());
  });

  test("(5, 3) on a batch of 32", () => {
    using layer = new Layer(5, 3);
    const { output, hidden } = layer.forward(rand([32, 10, 5]));
    expect(output.shape).toEqual([32, 10, 3]);
    expect(hidden.shape).toEqual([1, 32, 3]);
    expect(hidden.select(0, 0).data()).toEqual(output.select(1, 9).data());
  });
});

const [batch, time, inputSize, hiddenSize, numLayers] = [5, 11, 7, 13, 2];
const lengths = [3, 11, 0, 7, 1];

type Layers = Recurrent<CellState>;

/** The parts of a state or result by name. */
function parts(state: object): [string, Tensor][] {
  return Object.entries(state) as [string, Tensor][];
}

function someInput(requiresGrad = true): Tensor {
  return randn([batch, time, inputSize], { rng: new Rng(21), requiresGrad });
}

function someState({ stateShapes, cells }: Layers, rows = batch): CellState {
  return randomState(stateShapes, [cells.length, rows], { dtype: "float32", rng: new Rng(22) });
}

/** The same input with another number at every padded step. */
function padWith(x: Tensor, value: number): Tensor {
  const data = x.data();
  lengths.forEach((length, row) => {
    data.fill(value, (row * time + length) * inputSize, (row + 1) * time * inputSize);
  });
  return tensor(data, { shape: x.shape, requiresGrad: true });
}

function layersOf(bidirectional: boolean): ReturnType<typeof everyLayers> {
  return everyLayers(inputSize, hiddenSize, () => new Rng(20), { numLayers, bidirectional });
}

describe.each(backends)("on %s", (backend) => {
  describe.each([...layersOf(false), ...layersOf(true)])("%s", (_, make) => {
    test("padding never changes a result", () => {
      withBackend(backend, () => {
        using layers = make();
        const x = someInput();
        const results = [0, 1e30, Number.NaN].map((value) => {
          layers.zeroGrad();
          const initialState = someState(layers);
          const padded = padWith(x, value);
          const result = layers.forward(padded, { initialState, lengths });
          // What arrives at padding is not read either, forwards or backwards.
          const dOutput = padded.detach().slice(2, 0, 1).expand(result.output.shape);
          result.output.backward(dOutput, { retainGraph: true });
          parts(result.state).map(([, part]) => part.sum()).reduce((a, b) => a.add(b)).backward(); // biome-ignore format: one line
          const leaves = [padded, ...parts(initialState).map(([, part]) => part), ...layers.parameters()];
          const gradients = leaves.map((leaf) => leaf.grad?.data());
          return { output: result.output.data(), state: parts(result.state).map(([, part]) => part.data()), gradients };
        });
        for (const result of results) expect(result).toEqual(results[0]);
        const gradients = results[0]!.gradients.flatMap((gradient) => [...(gradient ?? [])]);
        expect(gradients.every(Number.isFinite)).toBe(true);
        expect(gradients.some((value) => value !== 0)).toBe(true);
      });
    });

    test("what is padded is 0, and hidden is the state at the last valid step of each direction", () => {
      withBackend(backend, () => {
        using layers = make();
        const initialState = someState(layers);
        const { output, hidden } = layers.forward(padWith(someInput(), Number.NaN), { initialState, lengths });
        const directions = layers.bidirectional ? 2 : 1;
        const size = hidden.shape[2]!;
        lengths.forEach((length, row) => {
          const own = output.select(0, row);
          const padded = own.slice(0, length).data();
          expect(padded).toEqual(new Float32Array(padded.length));
          for (let direction = 0; direction < directions; direction++) {
            const cell = directions * (numLayers - 1) + direction;
            const last = direction === 0 ? length - 1 : 0;
            const expected =
              length > 0
                ? own.select(0, last).slice(0, direction * size, (direction + 1) * size)
                : initialState.hidden.select(0, cell).select(0, row);
            expect(hidden.select(0, cell).select(0, row).data()).toEqual(expected.data());
          }
        });
      });
    });

    test("a batch equals its rows, bit for bit", () => {
      withBackend(backend, () => {
        using layers = make();
        const [x, initialState] = [someInput(), someState(layers)];
        const together = layers.forward(x, { initialState, lengths });
        together.output.square().sum().add(together.hidden.sum()).backward();
        const rows = lengths.map((length, row) => {
          const own = tensor(x.select(0, row).data(), { shape: [1, time, inputSize], requiresGrad: true });
          const begin = Object.fromEntries(
            parts(initialState).map(([name, part]) => [name, part.slice(1, row, row + 1)]),
          );
          const result = layers.forward(own, { initialState: begin as unknown as CellState, lengths: [length] });
          result.output.square().sum().add(result.hidden.sum()).backward();
          return { ...result, gradient: own.grad as Tensor };
        });
        const joined = (part: "output" | "gradient"): Float32Array => concat(rows.map((row) => row[part])).data();
        expect(together.output.data()).toEqual(joined("output"));
        for (const [name, part] of parts(together.state)) {
          const own = rows.map(({ state }) => new Map(parts(state)).get(name)!);
          expect(part.data(), name).toEqual(concat(own, 1).data());
        }
        expect(x.grad?.data()).toEqual(joined("gradient"));
      });
    });

    test("empty batches and sequences have empty outputs", () => {
      withBackend(backend, () => {
        using layers = make();
        const initialState = someState(layers);
        const timeless = layers.forward(zeros([batch, 0, inputSize]), { initialState });
        const outputSize = (layers.bidirectional ? 2 : 1) * initialState.hidden.shape[2]!;
        expect(timeless.output.shape).toEqual([batch, 0, outputSize]);
        expect(timeless.hidden.data()).toEqual(initialState.hidden.data());
        const nobody = layers.forward(zeros([0, time, inputSize]), { lengths: [] });
        expect(nobody.output.shape).toEqual([0, time, outputSize]);
        expect(nobody.hidden.shape).toEqual([layers.cells.length, 0, initialState.hidden.shape[2]]);
        const cell = layers.cells[0]!;
        expect(runCell(cell, zeros([batch, 0, inputSize])).output.shape.slice(0, 2)).toEqual([batch, 0]);
        expect(runCell(cell, zeros([0, time, inputSize])).output.shape.slice(0, 2)).toEqual([0, time]);
      });
    });
  });

  test.each(layersOf(false))("a sequence split at any step and carried equals one run: %s", (_, make) => {
    withBackend(backend, () => {
      using layers = make();
      const [x, initialState] = [someInput(false), someState(layers)];
      const whole = layers.forward(x, { initialState });
      for (let at = 0; at <= time; at++) {
        const first = layers.forward(x.slice(1, 0, at), { initialState });
        const second = layers.forward(x.slice(1, at), { initialState: first.state });
        expectClose(`output, split at ${at}`, concat([first.output, second.output], 1), whole.output.data(), 1e-6);
        const last = new Map(parts(whole.state));
        for (const [name, part] of parts(second.state)) {
          expectClose(`${name}, split at ${at}`, part, last.get(name)!.data(), 1e-6);
        }
      }
    });
  });

  test.each(layersOf(false))("lengths that end in either half carry too: %s", (_, make) => {
    withBackend(backend, () => {
      using layers = make();
      const [x, at] = [padWith(someInput(false), Number.NaN), 4];
      const whole = layers.forward(x, { lengths });
      const first = layers.forward(x.slice(1, 0, at), { lengths: lengths.map((length) => Math.min(length, at)) });
      const rest = lengths.map((length) => Math.max(length - at, 0));
      const second = layers.forward(x.slice(1, at), { initialState: first.state, lengths: rest });
      expectClose("output", concat([first.output, second.output], 1), whole.output.data(), 1e-6);
      expectClose("hidden", second.hidden, whole.hidden.data(), 1e-6);
    });
  });

  test.each(Object.entries(everyCell))(
    "reversing is walking the reversed sequences, each within its length: %s",
    (_, make) => {
      withBackend(backend, () => {
        using cell = make(inputSize, hiddenSize, { dtype: "float32", rng: new Rng(22) });
        const x = someInput(false);
        const flip = (sequences: Tensor): Tensor =>
          stack(
            lengths.map((length, row) => {
              const own = sequences.select(0, row);
              return stack(Array.from({ length: time }, (_, t) => own.select(0, t < length ? length - 1 - t : t)));
            }),
          );
        const run = cell.sequence?.bind(cell) ?? ((input, options) => runCell(cell, input, options));
        const backwards = run(x, { lengths, reverse: true });
        const flipped = run(flip(x), { lengths });
        expect(backwards.hidden.data()).toEqual(flipped.hidden.data());
        expect(flip(backwards.output).data()).toEqual(flipped.output.data());
      });
    },
  );
});

test.each([...layersOf(false), ...layersOf(true)])(
  "one sequence without a batch equals a batch of one: %s",
  (_, make) => {
    using layers = make();
    const [x, initialState] = [someInput(false), someState(layers, 1)];
    const bareState = Object.fromEntries(parts(initialState).map(([name, part]) => [name, part.squeeze(1)]));
    const one = layers.forward(x.slice(0, 0, 1), { initialState, lengths: [4] });
    const bare = layers.forward(x.select(0, 0), { initialState: bareState as unknown as CellState, lengths: [4] });
    expect(bare.output.shape).toEqual(one.output.shape.slice(1));
    expect(bare.output.data()).toEqual(one.output.data());
    for (const [name, part] of parts(bare.state)) {
      const batched = new Map(parts(one.state)).get(name)!;
      expect(part.shape).toEqual([batched.shape[0], ...batched.shape.slice(2)]);
      expect(part.data()).toEqual(batched.data());
    }
  },
);

test("a state of zeros equals no state", () => {
  using layers = new LSTM(inputSize, hiddenSize, { numLayers, rng: new Rng(20) });
  const x = someInput(false);
  const zero = zeros([numLayers, batch, hiddenSize]);
  const none = layers.forward(x, { lengths });
  const given = layers.forward(x, { lengths, initialState: { hidden: zero, cell: zero } });
  expect(given.output.data()).toEqual(none.output.data());
  expect(given.cell.data()).toEqual(none.cell.data());
});

test("lengths as a tensor are lengths", () => {
  using layers = new GRU(inputSize, hiddenSize, { rng: new Rng(20) });
  const x = someInput(false);
  const list = layers.forward(x, { lengths });
  const ids = layers.forward(x, { lengths: tensor(Int32Array.from(lengths)) });
  expect(ids.output.data()).toEqual(list.output.data());
});
