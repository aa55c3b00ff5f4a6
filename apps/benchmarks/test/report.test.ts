import { expect, test } from "vitest";
import type { SequenceCase } from "../src/cases.ts";
import type { Entrant } from "../src/entrants.ts";
import { peakOperations } from "../src/peak.ts";
import { jsonReport, markdownReport, type Run, textReport } from "../src/report/report.ts";
import { significant } from "../src/report/tables.ts";
import type { CaseResult, Row } from "../src/results.ts";
import { timingOf } from "../src/statistics.ts";

const layer = (hiddenSize: number, changes: Partial<SequenceCase> = {}): SequenceCase => ({
  ...{ kind: "sequence", group: "train", mode: "train", cell: "gru", ragged: false },
  shape: { batch: 10, time: 10, inputSize: hiddenSize, hiddenSize },
  ...changes,
});

const row = (entrant: string, role: Row["role"], ms: number | string, form: Row["form"] = "reset after"): Row => {
  const facts = { version: "1.2", runs: "wasm" };
  if (typeof ms === "string") return { entrant, role, form, outcome: { status: "refused", reason: ms, facts } };
  const steps = entrant === "tfjs" ? [ms] : [ms, ms, ms];
  return { entrant, role, form, outcome: { status: "measured", timing: timingOf(steps), facts, difference: 1e-6 } };
};

// 100 steps of 3 gates of 10 rows and 50 columns, at 30 kFLOP/ms: 10 ms at the peak.
const gru: CaseResult = {
  name: "train gru 10,10,10,10",
  case: layer(10),
  rows: [
    row("unroll", "unroll", 20),
    row("unroll", "unroll", 40, "reset before"),
    row("tfjs", "peer", 400, "reset before"),
    row("pytorch", "peer", 10),
    row("peak", "peak", peakOperations / 30_000),
  ],
  at: "now",
  load: 1.5,
};
const other: CaseResult = {
  name: "train gru 10,10,64,64",
  case: layer(64),
  rows: [row("unroll", "unroll", 1234.5), row("pytorch", "peer", "output is missing")],
  at: "now",
  load: 1.5,
};

const entrant = (kind: Entrant["kind"]): Entrant => ({ id: kind, kind, command: [kind] });
const run: Run = {
  conditions: {
    ...{
      unroll: "abc",
      harness: "h",
      backend: "wasm-relaxed",
      threads: 1,
      clock: "wall",
      quick: false,
      peers: [],
      cpu: "CPU",
      system: "os",
    },
    ...{ node: "26", cores: 1 },
  },
  entrants: [entrant("unroll"), entrant("tfjs"), entrant("pytorch"), entrant("peak")],
  results: [gru, other],
  command: "npm run bench -- --only train",
  absent: [],
};

test("a table gives times, the part of the peak, and ratios to Unroll in the peer's form", () => {
  expect(textReport(run, false)).toBe(`CPU, 1 core allowed, os, Node 26
2 cases; npm run bench without options measures 92
Load average of the machine meanwhile: 1.5 to 1.5; above 1, others were at work
Peak in WebAssembly: 0.03 to 0.03 GFLOP/s over the cases
Unroll 1.2 (abc): wasm
TensorFlow.js 1.2: wasm
PyTorch 1.2: wasm

GRU, forward and backward, ms
B,T,I,H      Unroll  of peak   TensorFlow.js    PyTorch
10,10,10,10      20      50%  400 (10x, n=1)  10 (0.5x)
10,10,64,64    1235        -               -    refused
TensorFlow.js has the GRU whose reset gate comes before the product; its ratio is to Unroll in that form.
PyTorch at 10,10,64,64 refused: output is missing.
`);
});

test("the page of the docs names the command that made it", () => {
  const page = markdownReport(run);
  expect(page).toMatch(/^---\ntitle: Benchmarks\n---\n/);
  expect(page).toContain("```sh\nnpm run bench -- --only train\n```");
  expect(page).toContain(
    "## GRU, forward and backward, ms\n\n| B,T,I,H | Unroll | of peak | TensorFlow.js | PyTorch |\n| --- | ---: |",
  );
  expect(page).toContain("| 10,10,10,10 | 20 | 50% | 400 (10x, n=1) | 10 (0.5x) |");
});

test("JSON holds everything, with the numbers of the tables", () => {
  const { cases, command } = JSON.parse(jsonReport(run));
  expect(command).toBe(run.command);
  expect(cases[0].rows.map(({ ratio }: { ratio?: number }) => ratio)).toEqual([
    undefined,
    undefined,
    10,
    0.5,
    undefined,
  ]);
  expect(cases[0].fractionOfPeak).toBeCloseTo(0.5);
  expect(cases[1].rows[1].outcome.reason).toBe("output is missing");
});

test("ragged lengths are held against their share of the full batch", () => {
  const ragged: CaseResult = {
    ...gru,
    case: layer(10, { group: "ragged", ragged: true }),
    rows: [row("unroll", "unroll", 13.2), row("unroll", "without padding", 20)],
  };
  // The lengths 1 to 10 are 55 of 100 steps: their share is 11 ms.
  expect(textReport({ ...run, results: [ragged] }, false)).toMatch(/of its share.*\n10,10,10,10 +13\.2 +1\.20 /);
});

test("a ladder gives the time of one row and step", () => {
  const ladder: CaseResult = { ...gru, case: layer(10, { group: "ladder" }) };
  expect(textReport({ ...run, results: [ladder] }, false)).toMatch(/10,10,10,10 +20 +200 +50%/);
});

test("tokenizers have no part of the peak; who gives other ids is refused", () => {
  const tokenizer = (fresh: boolean, peer: number | string): CaseResult => ({
    ...gru,
    case: { kind: "tokenizer", group: "tokenizers", model: "gpt2", script: "latin", fresh },
    rows: [row("unroll", "unroll", 200), row("hugging-face", "peer", peer)],
  });
  const results = [tokenizer(false, 1500), tokenizer(true, "ids[3] must be 5; got 6")];
  const both = { ...run, entrants: [entrant("unroll"), entrant("hugging-face")], results };
  const table = textReport(both, false);
  expect(table).toMatch(/^ +Unroll +@huggingface\/tokenizers$/m);
  expect(table).toMatch(/^BPE of bytes, words of GPT-2 +200 +1500 \(7\.5x\)$/m);
  expect(table).toMatch(/^BPE of bytes, words of GPT-2, with its file +200 +refused$/m);
  expect(table).toContain("refused: ids[3] must be 5; got 6.");
  expect(markdownReport(both)).toContain("| BPE of bytes, words of GPT-2 | 200 | 1500 (7.5x) |");
  expect(JSON.parse(jsonReport(both)).cases[0].rows[1].ratio).toBe(7.5);
});

test("builds of PyTorch are told apart", () => {
  const second: Entrant = { ...entrant("pytorch"), id: "pytorch-2" };
  const both = { ...gru, rows: [...gru.rows, row("pytorch-2", "peer", 30)] };
  const table = textReport({ ...run, entrants: [...run.entrants, second], results: [both] }, false);
  expect(table).toContain("30 (1.5x)");
  expect(table).toContain("PyTorch 1.2  PyTorch 1.2");
});

test.each([
  [0.05123, "0.0512"],
  [8.7349, "8.73"],
  [70, "70"],
  [999.4, "999"],
  [1180.4, "1180"],
])("%f has three digits: %s", (value, text) => expect(significant(value)).toBe(text));
