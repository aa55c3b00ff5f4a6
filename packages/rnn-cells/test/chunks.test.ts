import { Rng } from "@unroll/random";
import { concat, randn, type Tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { chunks, GRU, LSTM } from "../src/index.ts";
import { expectClose } from "./expect-close.ts";

const [batch, time, inputSize, hiddenSize] = [3, 11, 5, 7];
const x = randn([batch, time, inputSize], { rng: new Rng(1) });
const lengths = [11, 0, 5];

/** The parameters' gradients now. */
function gradients(layers: LSTM): (Float32Array | undefined)[] {
  return layers.parameters().map(({ grad }) => grad?.data());
}

describe.each([1, 4, 11, 100])("in chunks of %i", (chunkLength) => {
  test("the outputs and the last state are those of one run", () => {
    using layers = new LSTM(inputSize, hiddenSize, { numLayers: 2, rng: new Rng(2) });
    const whole = layers.forward(x, { lengths });
    const outputs: Tensor[] = [];
    let last: { hidden: Tensor; cell: Tensor } | undefined;
    for (const { output, state, start } of chunks(layers, x, chunkLength, { lengths })) {
      expect(start).toBe(outputs.length * chunkLength);
      outputs.push(output);
      last = state;
    }
    expect(outputs).toHaveLength(Math.ceil(time / chunkLength));
    expectClose("output", concat(outputs, 1), whole.output.data(), 1e-6);
    expectClose("hidden", last?.hidden, whole.hidden.data(), 1e-6);
    expectClose("cell", last?.cell, whole.cell.data(), 1e-6);
  });
});

test("gradients stop at the borders of the chunks, and only there", () => {
  using layers = new LSTM(inputSize, hiddenSize, { rng: new Rng(2) });
  const lossOf = (output: Tensor): Tensor => output.select(1, output.shape[1]! - 1).sum();

  lossOf(layers.forward(x).output).backward();
  const whole = gradients(layers);
  layers.zeroGrad();
  for (const { output } of chunks(layers, x, time)) lossOf(output).backward();
  expect(gradients(layers)).toEqual(whole);

  // The last of two chunks alone: as if it began with a given state.
  layers.zeroGrad();
  const { state } = layers.forward(x.slice(1, 0, 6));
  lossOf(layers.forward(x.slice(1, 6), { initialState: state.detach() }).output).backward();
  const alone = gradients(layers);
  layers.zeroGrad();
  for (const { output, start } of chunks(layers, x, 6)) if (start > 0) lossOf(output).backward();
  expect(gradients(layers)).toEqual(alone);
  expect(alone).not.toEqual(whole);
});

test("one sequence without a batch, from a given state", () => {
  using layers = new GRU(inputSize, hiddenSize, { rng: new Rng(2) });
  const initialState = { hidden: randn([1, hiddenSize], { rng: new Rng(3) }) };
  const whole = layers.forward(x.select(0, 0), { initialState });
  const outputs = [...chunks(layers, x.select(0, 0), 4, { initialState })].map(({ output }) => output);
  expectClose("output", concat(outputs, 0), whole.output.data(), 1e-6);
});

test("what cannot be walked in chunks is refused", () => {
  using both = new GRU(inputSize, hiddenSize, { bidirectional: true });
  using layers = new GRU(inputSize, hiddenSize);
  expect(() => chunks(both, x, 4)).toThrow(
    "chunks: a bidirectional layer reads whole sequences; its reverse direction begins at the end",
  );
  expect(() => chunks(layers, x, 0)).toThrow("chunks: chunkLength must be a positive integer; got 0");
  expect(() => chunks(layers, x, 4, { lengths: [12, 0, 1] })).toThrow(
    "chunks: lengths[0] must be an integer from 0 to time=11; got 12",
  );
  expect(() => chunks(layers, x.select(0, 0).select(0, 0), 4)).toThrow("must have shape [batch, time, inputSize=5]");
});
