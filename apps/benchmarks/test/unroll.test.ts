import { expect, test } from "vitest";
import { type Form, type NumericCase, raggedLengths, type SequenceCase } from "../src/cases.ts";
import { prepare } from "../src/entrants/unroll.ts";
import { inputsOf } from "../src/inputs.ts";
import type { Named } from "../src/values.ts";

const sizes = { vocabSize: 13, embeddingSize: 5, hiddenSize: 7, numLayers: 2 };
const layer = (changes: Partial<SequenceCase>): SequenceCase => ({
  ...{ kind: "sequence", group: "train", mode: "train", cell: "gru", ragged: false },
  shape: { batch: 2, time: 3, inputSize: 5, hiddenSize: 7 },
  ...changes,
});

async function run(each: NumericCase, form: Form = "reset after", inputs: Named = inputsOf(each)): Promise<Named> {
  const task = { case: each, form, threads: 1, clock: "wall" as const, backend: "reference", inputs: "", outputs: "" };
  const prepared = await prepare(task, inputs);
  const values = await prepared.check();
  await prepared.step();
  return values;
}

const shapes = (values: Named) => Object.fromEntries(Object.entries(values).map(([name, { shape }]) => [name, shape]));

test("inputs depend on the case alone", () => {
  expect(inputsOf(layer({}))).toEqual(inputsOf(layer({})));
  expect(inputsOf(layer({ cell: "rnn" })).x).not.toEqual(inputsOf(layer({})).x);
});

test.each([
  ["rnn", 7],
  ["gru", 21],
  ["lstm", 28],
] as const)("an %s gives its output and the gradient of every weight", async (cell, rows) => {
  expect(shapes(await run(layer({ cell })))).toEqual({
    output: [2, 3, 7],
    "grad.weight_ih_l0": [rows, 5],
    "grad.weight_hh_l0": [rows, 7],
    "grad.bias_ih_l0": [rows],
    "grad.bias_hh_l0": [rows],
  });
});

test("two directions are two layers, side by side", async () => {
  const each = layer({ cell: "bigru", mode: "forward" });
  const inputs = inputsOf(each);
  const both = await run(each, "reset after", inputs);
  const one = await run(layer({ cell: "gru", mode: "forward" }), "reset after", inputs);
  expect(both.output?.shape).toEqual([2, 3, 14]);
  expect(both.output?.data.slice(0, 7)).toEqual(one.output?.data.slice(0, 7));
});

test("the forms of the GRU differ, and so do batches with and without padding", async () => {
  const after = await run(layer({}));
  expect(await run(layer({}), "reset before")).not.toEqual(after);
  const ragged = await run(layer({ ragged: true }), "reset after", {
    ...inputsOf(layer({})),
    lengths: { shape: [2], data: Int32Array.from(raggedLengths(2, 3)) },
  });
  expect(raggedLengths(2, 3)).toEqual([1, 2]);
  expect([...(ragged.output?.data.slice(7, 21) ?? [])]).toEqual(new Array(14).fill(0));
  expect(ragged.output?.data.slice(0, 7)).toEqual(after.output?.data.slice(0, 7));
});

test("Adam, a product, a language model and its writing run", async () => {
  expect(Object.keys(await run(layer({ group: "adam", mode: "adam" })))).toHaveLength(5);
  const product = await run({ kind: "product", group: "product", size: 3 }, "reset after", {
    a: { shape: [3, 3], data: Float32Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3) },
    b: { shape: [3, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) },
  });
  expect([...(product.output?.data ?? [])]).toEqual([1, 2, 3, 8, 10, 12, 21, 24, 27]);

  const training = await run({ kind: "language-model", group: "language-model", sizes, batch: 2, time: 3 });
  expect(training["grad.embedding.weight"]?.shape).toEqual([13, 5]);
  expect(training["grad.weight_ih_l1"]?.shape).toEqual([21, 7]);
  expect(training.loss?.data[0]).toBeGreaterThan(1); // near ln 13 = 2.6
  expect(training.loss?.data[0]).toBeLessThan(4);

  const writing = await run({ kind: "generation", group: "generation", sizes, tokens: 2 });
  expect(shapes(writing)).toEqual({ tokens: [8], logits: [13] });
});
