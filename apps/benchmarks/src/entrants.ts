import type { Case, Form } from "./cases.ts";

/** The libraries that Unroll is measured beside, as `--peers` names them. */
export const peers = ["tfjs", "jax", "ort-web", "ort-node", "pytorch", "hugging-face"] as const;

/** One of {@link peers}. */
export type Peer = (typeof peers)[number];

/** Someone who takes part: Unroll, a peer, or the machine's peak. */
export interface Entrant {
  /** Unique in a run: there may be several builds of PyTorch. */
  readonly id: string;
  readonly kind: Peer | "unroll" | "peak";
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Added to the environment of its process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** One entrant in one case. */
export interface Entry {
  readonly entrant: Entrant;
  readonly form: Form;
  /** What it runs: the case, or Unroll's comparison without padding. */
  readonly case: Case;
  readonly role: "unroll" | "without padding" | "peer" | "peak";
}

/** Who takes part in a case, and in which form: Unroll in each form that another entrant has. */
export function entriesOf(each: Case, entrants: readonly Entrant[]): Entry[] {
  const unroll = entrants.find(({ kind }) => kind === "unroll");
  if (unroll === undefined) throw new Error("entriesOf: Unroll must take part");
  const taking = entrants.filter(({ kind }) => kind !== "unroll" && kind !== "peak" && takesPart(kind, each));
  const others = taking.map((entrant): Entry => ({ entrant, form: formOf(entrant, each), case: each, role: "peer" }));
  const forms = new Set<Form>(["reset after", ...others.map(({ form }) => form)]);
  const own = [...forms].map((form): Entry => ({ entrant: unroll, form, case: each, role: "unroll" }));
  const padded = each.kind === "sequence" && each.ragged;
  const full: Entry[] = padded
    ? [{ entrant: unroll, form: "reset after", case: { ...each, ragged: false }, role: "without padding" }]
    : [];
  const peak = entrants
    .filter(({ kind }) => kind === "peak" && each.kind !== "tokenizer")
    .map((entrant): Entry => ({ entrant, form: "reset after", case: each, role: "peak" }));
  return [...own, ...full, ...others, ...peak];
}

/** The ladder is about Unroll alone, Hugging Face's library is for tokenizers alone, and onnxruntime does not train. */
function takesPart(kind: Peer | "unroll" | "peak", each: Case): boolean {
  if (each.group === "ladder") return false;
  if (each.kind === "tokenizer" || kind === "hugging-face") return each.kind === "tokenizer" && kind === "hugging-face";
  if (kind !== "ort-web" && kind !== "ort-node") return true;
  return each.kind === "sequence" ? each.mode === "forward" : each.kind !== "language-model";
}

/** TensorFlow.js has only the GRU whose reset gate comes before the recurrent product. */
function formOf({ kind }: Entrant, each: Case): Form {
  return kind === "tfjs" && hasGru(each) ? "reset before" : "reset after";
}

function hasGru(each: Case): boolean {
  if (each.kind === "sequence") return each.cell === "gru" || each.cell === "bigru";
  return each.kind === "language-model" || each.kind === "generation";
}

/** What a peer need not give: Keras has one bias where PyTorch has two, with the same gradient as each of them. */
export function mayMiss({ kind }: Entrant, name: string): boolean {
  return kind === "tfjs" && name.startsWith("grad.bias_hh");
}
