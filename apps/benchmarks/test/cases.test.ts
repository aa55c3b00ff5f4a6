import { expect, test } from "vitest";
import { type Case, casesOf, nameOf, operations, raggedLengths, type SequenceCase, validSteps } from "../src/cases.ts";

const layer = (changes: Partial<SequenceCase> = {}): SequenceCase => ({
  kind: "sequence",
  group: "train",
  mode: "train",
  cell: "gru",
  shape: { batch: 2, time: 3, inputSize: 5, hiddenSize: 7 },
  ragged: false,
  ...changes,
});

test("the whole is every cell at every shape in three ways, and more", () => {
  const names = casesOf({}).map(nameOf);
  expect(new Set(names).size).toBe(names.length);
  for (const group of ["train", "adam", "forward"]) {
    expect(names.filter((name) => name.startsWith(`${group} `))).toHaveLength(20);
  }
  expect(names).toContain("train bigru 64,100,512,512");
  expect(names).toContain("ragged gru 64,64,256,256");
  expect(names.filter((name) => name.startsWith("product"))).toEqual(
    [64, 128, 256, 512, 1024].map((size) => `product ${size}`),
  );
  expect(names).toContain("language-model");
  expect(names).toContain("generation");
  const tokenizers = names.filter((name) => name.startsWith("tokenizers "));
  expect(tokenizers).toHaveLength(12);
  expect(tokenizers).toContain("tokenizers wordpiece latin fresh");
});

test("selections narrow it down", () => {
  const shape = { batch: 2, time: 3, inputSize: 5, hiddenSize: 7 };
  expect(casesOf({ only: ["forward"], cells: ["lstm", "rnn"], shapes: [shape] }).map(nameOf)).toEqual([
    "forward lstm 2,3,5,7",
    "forward rnn 2,3,5,7",
  ]);
  const quick = casesOf({ quick: true });
  expect(quick.length).toBeGreaterThan(5);
  expect(quick.length).toBeLessThan(10);
  expect(quick.map(nameOf)).toContain("generation");
});

test.each([
  [5, 10],
  [32, 35],
  [64, 64],
])("the lengths of a ragged batch of %i rows and %i steps are half of it, and not sorted", (batch, time) => {
  const lengths = raggedLengths(batch, time);
  expect(lengths).toHaveLength(batch);
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(time);
  expect(lengths.reduce((a, b) => a + b) / (batch * time)).toBeCloseTo(0.5, 1);
  expect(lengths).not.toEqual(lengths.toSorted((a, b) => a - b));
  expect(lengths).not.toEqual(lengths.toSorted((a, b) => b - a));
  expect(new Set(lengths).size).toBe(Math.min(batch, time));
});

test("operations are two for each multiply-add of the products", () => {
  // Forward: W_ih x and W_hh h. Backward: dW_ih, dW_hh and dh; nobody asks for dx.
  expect(operations(layer({ mode: "forward" }))).toBe(2 * 6 * 21 * (5 + 7));
  expect(operations(layer())).toBe(2 * 6 * 21 * (5 + 7 + 5 + 7 + 7));
  expect(operations(layer({ cell: "bigru" }))).toBe(2 * operations(layer()));
  const ragged = layer({ ragged: true });
  expect(operations(ragged) / operations(layer())).toBe(validSteps(ragged) / 6);
  expect(operations({ kind: "product", group: "product", size: 10 })).toBe(2000);
  const sizes = { vocabSize: 11, embeddingSize: 5, hiddenSize: 7, numLayers: 2 };
  const writing: Case = { kind: "generation", group: "generation", sizes, tokens: 3 };
  expect(operations(writing)).toBe(3 * 2 * (21 * (5 + 7) + 21 * (7 + 7) + 7 * 11));
  const training: Case = { kind: "language-model", group: "language-model", sizes, batch: 1, time: 3 };
  expect(operations(training)).toBe(3 * operations(writing));
});
