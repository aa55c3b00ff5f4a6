import { casesOf } from "../cases.ts";
import type { Entrant } from "../entrants.ts";
import type { CaseResult, Conditions } from "../results.ts";
import { markdownTable, textTable } from "./render.ts";
import { fractionOfPeak, type Labels, peakOf, ratioOf, shareOf, significant, tablesOf } from "./tables.ts";

/** Everything that a run has to tell. */
export interface Run {
  readonly conditions: Conditions;
  readonly entrants: readonly Entrant[];
  readonly results: readonly CaseResult[];
  /** What was typed. */
  readonly command: string;
  /** Why a peer that could take part does not. */
  readonly absent: readonly string[];
}

const names: Readonly<Record<Entrant["kind"], string>> = {
  unroll: "Unroll",
  peak: "peak",
  tfjs: "TensorFlow.js",
  jax: "jax-js",
  "ort-web": "onnxruntime-web",
  "ort-node": "onnxruntime-node",
  pytorch: "PyTorch",
  "hugging-face": "@huggingface/tokenizers",
};

/** For a terminal. */
export function textReport(run: Run, colour: boolean): string {
  return [...about(run), "", ...tablesOf(run.results, labelsOf(run)).map((table) => textTable(table, colour))].join(
    "\n",
  );
}

/** For the docs: a page that says by which command it was made. */
export function markdownReport(run: Run): string {
  return [
    "---",
    "title: Benchmarks",
    "---",
    "",
    "# Benchmarks",
    "",
    "Unroll and its peers in one run, made by",
    "",
    "```sh",
    run.command,
    "```",
    "",
    ...explanation,
    "",
    ...about(run).map((line) => `- ${line}`),
    "",
    ...tablesOf(run.results, labelsOf(run)).map(markdownTable),
  ].join("\n");
}

const explanation = [
  "B is the batch, T the steps of time, I the input size, H the hidden size. Every entrant of a case runs in a process of its own,",
  "and they take turns; a number is the median of an entrant's steps. In brackets stands how many times as long as Unroll a peer",
  "takes: below 1 it is the faster. Before anything is timed, a peer has loaded Unroll's weights and computed the same outputs and",
  "gradients to 1e-4, or its row says `refused`; `n=1` marks a step of over five seconds, run once when warm. *Of peak* is what",
  "Unroll's matrix products reach of the multiply-adds that the same engine can do with 128-bit vectors, measured between the turns",
  "of the same case. Tokenizers have read the same file and given the same ids.",
];

/** Machine, engine and versions, a line each. */
function about({ conditions, entrants, results, absent }: Run): string[] {
  const { cpu, cores, system, node, unroll, quick, clock } = conditions;
  const loads = results.map(({ load }) => load);
  const peaks = results.map(peakOf).filter((each) => each !== undefined);
  const all = casesOf({}).length;
  const part = results.length < all ? [`${results.length} cases; npm run bench without options measures ${all}`] : [];
  const others = clock === "cpu" ? "times are those on the processor" : "above 1, others were at work";
  const measured =
    results.length === 0
      ? []
      : [
          `Load average of the machine meanwhile: ${span(loads)}; ${others}`,
          ...(peaks.length === 0 ? [] : [`Peak in WebAssembly: ${span(peaks)} GFLOP/s over the cases`]),
        ];
  return [
    `${cpu}, ${cores} core${cores === 1 ? "" : "s"} allowed, ${system}, Node ${node}${quick ? "; --quick" : ""}`,
    ...part,
    ...measured,
    ...entrants
      .filter(({ kind }) => kind !== "peak")
      .map(({ id, kind }) => {
        const facts = results
          .flatMap(({ rows }) => rows.filter(({ entrant }) => entrant === id).map(({ outcome }) => outcome))
          .find((outcome) => outcome.status !== "failed")?.facts;
        const revision = kind === "unroll" ? ` (${unroll})` : "";
        return facts === undefined
          ? `${names[kind]}: not measured`
          : `${names[kind]} ${facts.version}${revision}: ${facts.runs}`;
      }),
    ...absent,
  ];
}

function span(numbers: readonly number[]): string {
  return `${significant(Math.min(...numbers))} to ${significant(Math.max(...numbers))}`;
}

function labelsOf({ entrants, results }: Run): Labels {
  const several = entrants.filter(({ kind }) => kind === "pytorch").length > 1;
  const label = ({ id, kind }: Entrant): string => {
    if (kind !== "pytorch" || !several) return names[kind];
    const versions = results.flatMap(({ rows }) =>
      rows.flatMap(({ entrant, outcome }) =>
        entrant === id && outcome.status !== "failed" ? [outcome.facts.version] : [],
      ),
    );
    return `PyTorch ${versions[0] ?? id}`;
  };
  return Object.fromEntries(entrants.map((each) => [each.id, label(each)]));
}

/** For programs: everything that was kept, and what the tables derive from it. */
export function jsonReport({ conditions, results, command, absent }: Run): string {
  const cases = results.map((result) => ({
    ...result,
    rows: result.rows.map((row) => ({ ...row, ratio: row.role === "peer" ? ratioOf(result, row) : undefined })),
    peakGflops: peakOf(result),
    fractionOfPeak: fractionOfPeak(result),
    ofItsShare: shareOf(result),
  }));
  return JSON.stringify({ command, conditions, absent, cases }, undefined, 2);
}
