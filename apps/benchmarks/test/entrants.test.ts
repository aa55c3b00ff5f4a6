import { expect, test } from "vitest";
import { type Case, casesOf } from "../src/cases.ts";
import { type Entrant, entriesOf, mayMiss } from "../src/entrants.ts";

const entrant = (kind: Entrant["kind"]): Entrant => ({ id: kind, kind, command: [kind] });
const everyone = (["unroll", "tfjs", "jax", "ort-web", "ort-node", "pytorch", "hugging-face", "peak"] as const).map(
  entrant,
);

function line(name: RegExp, entrants: readonly Entrant[] = everyone): string[] {
  const [each] = casesOf({ cells: ["gru", "lstm"] }).filter((case_) => name.test(JSON.stringify(case_)));
  return entriesOf(each as Case, entrants).map(({ entrant: { id }, form, role }) => `${id}, ${form}, ${role}`);
}

test("Unroll runs in each form that a peer has", () => {
  expect(line(/"train".*"gru"/)).toEqual([
    "unroll, reset after, unroll",
    "unroll, reset before, unroll",
    "tfjs, reset before, peer",
    "jax, reset after, peer",
    "pytorch, reset after, peer",
    "peak, reset after, peak",
  ]);
  expect(line(/"train".*"gru"/, [entrant("unroll"), entrant("pytorch")])).toEqual([
    "unroll, reset after, unroll",
    "pytorch, reset after, peer",
  ]);
});

test("an LSTM has one form", () => {
  expect(line(/"train".*"lstm"/).filter((each) => each.startsWith("unroll"))).toHaveLength(1);
  expect(line(/"train".*"lstm"/)).toContain("tfjs, reset after, peer");
});

test("onnxruntime takes part where nothing is trained", () => {
  for (const name of [/"forward"/, /"product"/, /"generation"/]) {
    expect(line(name)).toContainEqual(expect.stringContaining("ort-web"));
  }
  for (const name of [/"train"/, /"adam"/, /"ragged"/, /"language-model"/, /"ladder"/]) {
    expect(line(name)).not.toContainEqual(expect.stringContaining("ort-"));
  }
});

test("ragged lengths stand beside the same batch without padding; the ladder is Unroll's own", () => {
  expect(line(/"ragged".*"gru"/)).toContain("unroll, reset after, without padding");
  expect(line(/"ladder"/)).toEqual(["unroll, reset after, unroll", "peak, reset after, peak"]);
});

test("tokenizers stand beside Hugging Face's, which does nothing else", () => {
  expect(line(/"tokenizers"/)).toEqual(["unroll, reset after, unroll", "hugging-face, reset after, peer"]);
  for (const name of [/"train"/, /"forward"/, /"product"/, /"language-model"/, /"generation"/, /"ladder"/]) {
    expect(line(name)).not.toContainEqual(expect.stringContaining("hugging-face"));
  }
});

test("only TensorFlow.js has one bias", () => {
  expect(mayMiss(entrant("tfjs"), "grad.bias_hh_l0")).toBe(true);
  expect(mayMiss(entrant("tfjs"), "grad.bias_ih_l0")).toBe(false);
  expect(mayMiss(entrant("jax"), "grad.bias_hh_l0")).toBe(false);
});
