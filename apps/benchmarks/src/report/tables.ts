import { type Case, formatShape, operations, type SequenceCase, validSteps } from "../cases.ts";
import { peakOperations } from "../peak.ts";
import type { CaseResult, Row } from "../results.ts";
import type { Timing } from "../statistics.ts";

/** A table for people: the first column is the name of the row. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What stands below it, a sentence each. */
  readonly notes: readonly string[];
}

/** How entrants are called in tables. */
export type Labels = Readonly<Record<string, string>>;

/** The results as tables: one for each kind of step and cell. */
export function tablesOf(results: readonly CaseResult[], labels: Labels): Table[] {
  const titles = [...new Set(results.map(({ case: each }) => titleOf(each)))];
  return titles.map((title) => {
    const members = results.filter(({ case: each }) => titleOf(each) === title);
    const first = members[0] as CaseResult;
    if (first.case.group === "ladder") return ladderTable(title, members);
    return comparison(title, members, labels);
  });
}

const cellNames = { rnn: "RNN", gru: "GRU", lstm: "LSTM", bigru: "Bidirectional GRU" };

function titleOf(each: Case): string {
  switch (each.kind) {
    case "product":
      return "Product of square matrices, ms";
    case "language-model":
      return "Language model, a training step, ms";
    case "generation":
      return "The language model writing, one token at a time, tokens per second";
    case "tokenizer":
      return "Tokenizers, the 21,000 lines of Moby Dick to ids, ms";
    case "sequence": {
      if (each.group === "ladder") return "GRU of Unroll, forward and backward, batch and time doubled";
      const work = { forward: "forward", train: "forward and backward", adam: "forward, backward and Adam" }[each.mode];
      return `${cellNames[each.cell]}, ${work}${each.ragged ? ", half of the steps padding" : ""}, ms`;
    }
  }
}

const modelNames = {
  gpt2: "BPE of bytes, words of GPT-2",
  llama3: "BPE of bytes, words of Llama 3",
  wordpiece: "WordPiece of BERT",
  unigram: "Unigram of T5",
};

/** What the title leaves out. */
function remarksOn(each: Case): string[] {
  if (each.kind === "sequence" && each.ragged) {
    return [
      "Of its share: the time, divided by that of the same batch without padding and by the part of the steps that is none.",
    ];
  }
  if (each.kind === "tokenizer") {
    return [
      "All libraries have given the same ids. They keep words that they have seen, so a step costs less when the text was encoded before; with its file, a step reads the tokenizer anew. Cyrillic: other letters for the Latin ones.",
    ];
  }
  if (each.kind !== "language-model") return [];
  const { embeddingSize, hiddenSize, numLayers, vocabSize } = each.sizes;
  return [
    `${each.batch} x ${each.time} tokens; an embedding of ${embeddingSize}, ${numLayers} GRU layers of ${hiddenSize}, softmax over ${vocabSize} words, cross-entropy, clipping, Adam.`,
  ];
}

function nameInTable(each: Case): string {
  switch (each.kind) {
    case "sequence":
      return formatShape(each.shape);
    case "product":
      return String(each.size);
    case "language-model":
      return "a step";
    case "generation":
      return `${each.tokens} tokens`;
    case "tokenizer":
      return `${modelNames[each.model]}${each.script === "latin" ? "" : ", Cyrillic"}${each.fresh ? ", with its file" : ""}`;
  }
}

function comparison(title: string, results: readonly CaseResult[], labels: Labels): Table {
  const peers = [...new Set(results.flatMap(({ rows }) => rows.filter(isPeer).map(({ entrant }) => entrant)))];
  const first = (results[0] as CaseResult).case;
  const ragged = first.kind === "sequence" && first.ragged;
  const numeric = first.kind !== "tokenizer";
  const notes = new Set<string>();
  const rows = results.map((result) => [
    nameInTable(result.case),
    speed(result.case, unrollTiming(result)),
    ...(ragged ? [proportion(result)] : []),
    ...(numeric ? [percent(fractionOfPeak(result))] : []),
    ...peers.map((peer) => peerCell(result, peer, labels, notes)),
  ]);
  return {
    title,
    head: [
      first.kind === "sequence" ? "B,T,I,H" : "",
      "Unroll",
      ...(ragged ? ["of its share"] : []),
      ...(numeric ? ["of peak"] : []),
      ...peers.map((peer) => labels[peer] ?? peer),
    ],
    rows,
    notes: [...remarksOn(first), ...notes],
  };
}

function isPeer({ role }: Row): boolean {
  return role === "peer";
}

function peerCell(result: CaseResult, peer: string, labels: Labels, notes: Set<string>): string {
  const row = result.rows.find(({ entrant, role }) => entrant === peer && role === "peer");
  if (row === undefined) return "-";
  const { outcome, form } = row;
  const label = labels[peer] ?? peer;
  if (outcome.status !== "measured") {
    notes.add(`${label} at ${nameInTable(result.case)} ${outcome.status}: ${outcome.reason}.`);
    return outcome.status;
  }
  if (outcome.facts.remark !== undefined) notes.add(`${label}: ${outcome.facts.remark}.`);
  if (form === "reset before") {
    notes.add(`${label} has the GRU whose reset gate comes before the product; its ratio is to Unroll in that form.`);
  }
  const ratio = ratioOf(result, row);
  const remarks = [ratio === undefined ? "" : `${significant(ratio)}x`, outcome.timing.n === 1 ? "n=1" : ""];
  return `${speed(result.case, outcome.timing)} (${remarks.filter((each) => each !== "").join(", ")})`;
}

/** How many times as long as Unroll a peer takes, in the peer's form. */
export function ratioOf(result: CaseResult, { outcome, form }: Row): number | undefined {
  const own = unrollTiming(result, form);
  if (outcome.status !== "measured" || own === undefined) return undefined;
  return outcome.timing.median / own.median;
}

/** Unroll's time in a form. */
function unrollTiming({ rows }: CaseResult, form: Row["form"] = "reset after"): Timing | undefined {
  return timing(rows.find((row) => row.role === "unroll" && row.form === form));
}

function timing(row: Row | undefined): Timing | undefined {
  return row?.outcome.status === "measured" ? row.outcome.timing : undefined;
}

/** GFLOP/s of multiply-adds that the machine reached between the turns of the case. */
export function peakOf({ rows }: CaseResult): number | undefined {
  const peak = timing(rows.find(({ role }) => role === "peak"));
  return peak === undefined ? undefined : peakOperations / peak.median / 1e6;
}

/** The part of the peak that Unroll's products reach. */
export function fractionOfPeak(result: CaseResult): number | undefined {
  const [own, peak] = [unrollTiming(result), peakOf(result)];
  if (own === undefined || peak === undefined || result.case.kind === "tokenizer") return undefined;
  return operations(result.case) / own.median / 1e6 / peak;
}

/** Ragged lengths: the time divided by what would be proportional to the valid steps. */
export function shareOf(result: CaseResult): number | undefined {
  const own = unrollTiming(result);
  const full = timing(result.rows.find(({ role }) => role === "without padding"));
  if (own === undefined || full === undefined) return undefined;
  const { shape } = result.case as SequenceCase;
  return own.median / (full.median * (validSteps(result.case as SequenceCase) / (shape.batch * shape.time)));
}

function proportion(result: CaseResult): string {
  const share = shareOf(result);
  return share === undefined ? "-" : share.toFixed(2);
}

function ladderTable(title: string, results: readonly CaseResult[]): Table {
  const steps = results.map((result) => {
    const { shape } = result.case as SequenceCase;
    return { shape, timing: unrollTiming(result), fraction: fractionOfPeak(result) };
  });
  return {
    title,
    head: ["B,T,I,H", "ms", "us a row and step", "of peak"],
    rows: steps.map(({ shape, timing: own, fraction }) => [
      formatShape(shape),
      own === undefined ? "failed" : significant(own.median),
      own === undefined ? "-" : significant((own.median * 1000) / (shape.batch * shape.time)),
      percent(fraction),
    ]),
    notes: [],
  };
}

function speed(each: Case, own: Timing | undefined): string {
  if (own === undefined) return "failed";
  return significant(each.kind === "generation" ? (each.tokens / own.median) * 1000 : own.median);
}

function percent(fraction: number | undefined): string {
  return fraction === undefined ? "-" : `${Math.round(fraction * 100)}%`;
}

/** Three significant digits, without an exponent: 0.0512, 8.73, 1180. */
export function significant(value: number): string {
  if (value >= 1000) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
}
