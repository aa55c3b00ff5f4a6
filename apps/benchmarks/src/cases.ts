/** What is measured: layers over sequences, products, a language model's training step and its writing, and tokenizers. */

/** The groups that `--only` names, in the order in which they run. */
export const groups = [
  "train",
  "adam",
  "forward",
  "ragged",
  "product",
  "language-model",
  "generation",
  "tokenizers",
  "ladder",
] as const;

/** One of {@link groups}. */
export type Group = (typeof groups)[number];

/** The recurrent layers, one layer each; `bigru` is a GRU in both directions. */
export const cells = ["rnn", "gru", "lstm", "bigru"] as const;

/** One of {@link cells}. */
export type Cell = (typeof cells)[number];

/** B, T, I, H. */
export interface Shape {
  readonly batch: number;
  readonly time: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
}

/** A layer over a batch of sequences. */
export interface SequenceCase {
  readonly kind: "sequence";
  readonly group: "train" | "adam" | "forward" | "ragged" | "ladder";
  /** Outputs alone; outputs and the gradients of all weights; and then a step of Adam. */
  readonly mode: "forward" | "train" | "adam";
  readonly cell: Cell;
  readonly shape: Shape;
  /** Lengths spread evenly from 1 to T: half of the steps are padding. */
  readonly ragged: boolean;
}

/** C = A B of square matrices. */
export interface ProductCase {
  readonly kind: "product";
  readonly group: "product";
  readonly size: number;
}

/** Embedding, GRU layers, a linear layer over the vocabulary. */
export interface LanguageModelSizes {
  readonly vocabSize: number;
  readonly embeddingSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
}

/** One training step: forward, cross-entropy, backward, clipping, Adam. */
export interface LanguageModelCase {
  readonly kind: "language-model";
  readonly group: "language-model";
  readonly sizes: LanguageModelSizes;
  readonly batch: number;
  readonly time: number;
}

/** Tokens one after the other, each the likeliest after those before it. */
export interface GenerationCase {
  readonly kind: "generation";
  readonly group: "generation";
  readonly sizes: LanguageModelSizes;
  readonly tokens: number;
}

/** The kinds of tokenizers: two byte-level BPEs, whose words are GPT-2's or Llama 3's, BERT's WordPiece and T5's Unigram. */
export const tokenizerModels = ["gpt2", "llama3", "wordpiece", "unigram"] as const;

/** The lines of Moby Dick to ids. */
export interface TokenizerCase {
  readonly kind: "tokenizer";
  readonly group: "tokenizers";
  readonly model: (typeof tokenizerModels)[number];
  /** As it was written, or with other letters for the Latin ones. */
  readonly script: "latin" | "cyrillic";
  /** Whether every step begins with the file of the tokenizer: libraries keep words that they have seen. */
  readonly fresh: boolean;
}

/** Something to measure that computes with numbers. */
export type NumericCase = SequenceCase | ProductCase | LanguageModelCase | GenerationCase;

/** Something to measure. */
export type Case = NumericCase | TokenizerCase;

/** Where the reset gate of a GRU stands: after the recurrent product, as in PyTorch, or before it. */
export type Form = "reset after" | "reset before";

/** The shapes of the layers. */
const standardShapes: readonly Shape[] = [
  shape(32, 10, 5, 3),
  shape(1, 50, 64, 64),
  shape(32, 35, 128, 128),
  shape(64, 64, 256, 256),
  shape(64, 100, 512, 512),
];

const raggedShapes = [shape(32, 35, 128, 128), shape(64, 64, 256, 256)];
const productSizes = [64, 128, 256, 512, 1024];
const languageModel: LanguageModelSizes = { vocabSize: 10_000, embeddingSize: 256, hiddenSize: 256, numLayers: 2 };

/** Which part of the whole is asked for. */
export interface Selection {
  /** Default: all. */
  readonly only?: readonly Group[];
  /** Of layers. Default: five, from tiny to large. */
  readonly shapes?: readonly Shape[];
  /** Of layers. Default: all. */
  readonly cells?: readonly Cell[];
  /** The part that fits into three minutes. */
  readonly quick?: boolean;
}

/** The cases of a selection, those of one group behind each other. */
export function casesOf({ only = groups, shapes, cells: chosen = cells, quick = false }: Selection): Case[] {
  const everything: Case[] = [
    ...layerCases("train", shapes ?? standardShapes, chosen),
    ...layerCases("adam", shapes ?? standardShapes, chosen),
    ...layerCases("forward", shapes ?? standardShapes, chosen),
    ...raggedCases(shapes ?? raggedShapes, chosen),
    ...productSizes.map((size): Case => ({ kind: "product", group: "product", size })),
    { kind: "language-model", group: "language-model", sizes: languageModel, batch: 32, time: 35 },
    { kind: "generation", group: "generation", sizes: languageModel, tokens: quick ? 8 : 32 },
    ...tokenizerCases(),
    ...ladderCases(),
  ];
  return everything.filter((each) => only.includes(each.group) && (!quick || isQuick(each)));
}

function layerCases(mode: SequenceCase["mode"], shapes: readonly Shape[], chosen: readonly Cell[]): Case[] {
  return chosen.flatMap((cell) =>
    shapes.map((each): Case => ({ kind: "sequence", group: mode, mode, cell, shape: each, ragged: false })),
  );
}

function raggedCases(shapes: readonly Shape[], chosen: readonly Cell[]): Case[] {
  return chosen
    .filter((cell) => cell === "gru" || cell === "lstm")
    .flatMap((cell) =>
      shapes.map(
        (each): Case => ({ kind: "sequence", group: "ragged", mode: "train", cell, shape: each, ragged: true }),
      ),
    );
}

function tokenizerCases(): Case[] {
  const group = { kind: "tokenizer", group: "tokenizers" } as const;
  return tokenizerModels.flatMap((model): Case[] => [
    { ...group, model, script: "latin", fresh: false },
    { ...group, model, script: "latin", fresh: true },
    { ...group, model, script: "cyrillic", fresh: false },
  ]);
}

/** Batch and time doubled again and again, for cost that must double with them. */
function ladderCases(): Case[] {
  const step = (batch: number, time: number): Case => ({
    kind: "sequence",
    group: "ladder",
    mode: "train",
    cell: "gru",
    shape: shape(batch, time, 128, 128),
    ragged: false,
  });
  return [...[8, 16, 32, 64, 128].map((batch) => step(batch, 32)), ...[16, 64, 128, 256].map((time) => step(16, time))];
}

const quickLayers: ReadonlySet<string> = new Set([
  "train gru 32,10,5,3",
  "train gru 32,35,128,128",
  "train lstm 1,50,64,64",
  "forward gru 1,50,64,64",
]);

function isQuick(each: Case): boolean {
  switch (each.kind) {
    case "sequence":
      return quickLayers.has(`${each.group} ${each.cell} ${formatShape(each.shape)}`);
    case "product":
      return each.size === 256;
    case "language-model":
      return false;
    case "generation":
      return true;
    case "tokenizer":
      return each.model === "gpt2" && each.script === "latin" && !each.fresh;
  }
}

/** A name for people and for the file of results: `train gru 32,10,5,3`. */
export function nameOf(each: Case): string {
  switch (each.kind) {
    case "sequence":
      return `${each.group} ${each.cell} ${formatShape(each.shape)}`;
    case "product":
      return `product ${each.size}`;
    case "tokenizer":
      return `tokenizers ${each.model} ${each.script}${each.fresh ? " fresh" : ""}`;
    default:
      return each.group;
  }
}

/** `32,10,5,3` */
export function formatShape({ batch, time, inputSize, hiddenSize }: Shape): string {
  return [batch, time, inputSize, hiddenSize].join(",");
}

/** The lengths of a ragged batch: spread evenly, their mean T/2, in an order that is not sorted. */
export function raggedLengths(batch: number, time: number): number[] {
  return Array.from({ length: batch }, (_, row) => {
    const place = row % 2 === 0 ? row : batch - row - (batch % 2); // long and short rows alternate
    return Math.max(1, Math.round(((place + 0.5) / batch) * time));
  });
}

/** The steps that are no padding. */
export function validSteps({ shape: { batch, time }, ragged }: SequenceCase): number {
  return ragged ? raggedLengths(batch, time).reduce((sum, length) => sum + length, 0) : batch * time;
}

/** Gates of a cell, summed over its directions. */
export function gatesOf(cell: Cell): number {
  return { rnn: 1, gru: 3, lstm: 4, bigru: 6 }[cell];
}

/**
 * The floating-point operations of the matrix products in one step of a case, two for each multiply-add. What is not a
 * product (gates, softmax, Adam) does not count, and neither does the gradient of a layer's input where nobody asks for it.
 */
export function operations(each: NumericCase): number {
  switch (each.kind) {
    case "sequence": {
      const { inputSize: i, hiddenSize: h } = each.shape;
      const perStep = each.mode === "forward" ? i + h : 2 * i + 3 * h;
      return 2 * validSteps(each) * gatesOf(each.cell) * h * perStep;
    }
    case "product":
      return 2 * each.size ** 3;
    case "language-model":
      return 3 * each.batch * each.time * forwardOperations(each.sizes);
    case "generation":
      return each.tokens * forwardOperations(each.sizes);
  }
}

function forwardOperations({ vocabSize, embeddingSize, hiddenSize, numLayers }: LanguageModelSizes): number {
  const layers = 3 * hiddenSize * (embeddingSize + hiddenSize + (numLayers - 1) * 2 * hiddenSize);
  return 2 * (layers + hiddenSize * vocabSize);
}

function shape(batch: number, time: number, inputSize: number, hiddenSize: number): Shape {
  return { batch, time, inputSize, hiddenSize };
}
