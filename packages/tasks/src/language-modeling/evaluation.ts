import { concat, crossEntropy, noGrad, scope, tensor } from "@unroll/tensor";
import type { LanguageModel, LanguageModelState } from "./model.ts";
import { carriedState } from "./state.ts";

/** How well a model predicts a text. */
export interface Evaluation {
  /** The mean of -log p(token | what came before), in nats per token. */
  readonly loss: number;
  /** exp(loss): among how many equally likely tokens one would be as much in doubt. */
  readonly perplexity: number;
  /** All that is lost, in bits, by the characters (Unicode code points) of the text: what different tokens can be compared by. */
  readonly bitsPerCharacter: number;
  /** The same by the bytes of the text in UTF-8. */
  readonly bitsPerByte: number;
  /** How many tokens were predicted. */
  readonly tokens: number;
  /** How many characters these are; rounded, when only a part of the text was read. */
  readonly characters: number;
  /**
   * Which share of the predicted tokens is the unknown one, from 0 to 1. It is easily predicted: losses of vocabularies with other shares
   * cannot be compared.
   */
  readonly unknownShare: number;
}

/** Options of {@link evaluateLanguageModel}. */
export interface EvaluationOptions {
  /** How many parts of the text are read side by side. Default 32. */
  readonly batchSize?: number;
  /** Tokens of each part that are read in one go. Default 64. */
  readonly time?: number;
  /** Predicts only about so many tokens, taken evenly from the whole text. Default: all. */
  readonly tokens?: number;
}

/** Options for ids. */
export interface IdsEvaluationOptions extends EvaluationOptions {
  /** The text that the ids were made of, whose characters and bytes are counted. Default: the text that they decode to. */
  readonly text?: string;
}

/**
 * What a part of the text reads before its first prediction, so that it is not predicted from nothing: with it the loss does not depend
 * on how many parts there are, to some 0.001 nats.
 */
const LEAD = 64;

const IGNORED = -100;

/**
 * The loss of a model on a text that it has not seen: per token, and, to compare it with models over other tokens, per character and byte.
 *
 * ```
 * loss = -(1 / N) sum_t log p(w_t | w_1 ... w_{t-1}),    perplexity = exp(loss)
 * bits per character = loss / log(2) * tokens of the text / characters of the text
 * ```
 *
 * The text is cut into parts that are read side by side, each with a short lead; every token but the first is predicted once.
 *
 * @throws UnknownTokenError for what is outside the model's vocabulary, when it has no unknown token; RangeError for a text of
 * fewer than 2 tokens.
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { evaluateLanguageModel, RecurrentLanguageModel } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("abcd");
 * const model = new RecurrentLanguageModel(tokenizer, { embeddingSize: 2, hiddenSize: 3 }, { rng: new Rng(0) });
 * model.output.weight.array.elements().fill(0);
 * model.output.bias?.array.elements().fill(0);
 * const { loss, perplexity, bitsPerCharacter, tokens } = evaluateLanguageModel(model, "abcdabcd");
 * [loss, perplexity, bitsPerCharacter, tokens]; // => [1.3863, 4.0000, 2.0000, 7]
 * ```
 */
export function evaluateLanguageModel(model: LanguageModel, text: string, options: EvaluationOptions = {}): Evaluation {
  return evaluateIds(model, model.encode(text), { ...options, text });
}

/** The same over ids. */
function evaluateIds(model: LanguageModel, ids: Int32Array, options: IdsEvaluationOptions = {}): Evaluation {
  const evaluation = evaluationInPieces(model, ids, options);
  for (;;) {
    const { done, value } = evaluation.next();
    if (done) return value;
  }
}

/** The same over ids, in pieces: a caller that must not block breathes between them. */
export function* evaluationInPieces(
  model: LanguageModel,
  ids: Int32Array,
  options: IdsEvaluationOptions = {},
): Generator<void, Evaluation, void> {
  const predicted = ids.length - 1;
  if (predicted < 1) {
    throw new RangeError(`evaluateLanguageModel: the text must have at least 2 tokens; got ${ids.length}`);
  }
  const { time = 64, tokens = predicted, text = model.decode(ids) } = options;
  const unknownId = model.unknownId ?? IGNORED;
  const rows = Math.max(1, Math.min(options.batchSize ?? 32, Math.floor(predicted / LEAD)));
  const part = Math.ceil(predicted / rows); // the tokens that belong to each row; the last may have fewer
  const length = Math.max(1, Math.min(part, Math.ceil(tokens / rows)));
  const training = model.training;
  const state = carriedState(model, rows);
  let sum = 0;
  let count = 0;
  let unknown = 0;
  try {
    for (let from = 0; from < length; from += time) {
      const window = windowOf(ids, rows, part, from, Math.min(time, length - from));
      // Whoever runs between the pieces may have switched the model back to training.
      model.eval();
      noGrad(() =>
        scope(() => {
          if (from === 0) state.copyFrom(stateAfterLead(model, ids, rows, part));
          const shape = [rows, window.time];
          const { logits, state: after } = model.forward(tensor(window.inputs, { shape }), state.state);
          sum += crossEntropy(logits, tensor(window.targets, { shape }), { reduction: "sum" }).item();
          count += window.count;
          if (unknownId !== IGNORED) unknown += window.targets.reduce((n, id) => (id === unknownId ? n + 1 : n), 0);
          state.copyFrom(after);
        }, "evaluateLanguageModel"),
      );
      model.train(training);
      yield;
    }
  } finally {
    model.train(training);
    state.dispose();
  }
  const loss = sum / count;
  const bits = (loss / Math.LN2) * ids.length;
  const characters = codePoints(text);
  return {
    loss,
    perplexity: scope(() => tensor([loss], { dtype: "float64" }).exp().item(), "evaluateLanguageModel"),
    bitsPerCharacter: bits / characters,
    bitsPerByte: bits / new TextEncoder().encode(text).length,
    tokens: count,
    characters: Math.round((count * characters) / ids.length),
    unknownShare: unknown / count,
  };
}

/** How many Unicode code points a text has. */
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The state with which each row begins: nothing before the first, its lead before each of the others. */
function stateAfterLead(model: LanguageModel, ids: Int32Array, rows: number, part: number): LanguageModelState {
  const first = model.initialState(1);
  if (rows === 1) return first;
  const length = Math.min(LEAD, part);
  const inputs = new Int32Array((rows - 1) * length);
  for (let row = 1; row < rows; row++) {
    inputs.set(ids.subarray(row * part - length, row * part), (row - 1) * length);
  }
  const { state } = model.forward(tensor(inputs, { shape: [rows - 1, length] }));
  const joined = Object.entries(first).map(([name, part]) => [
    name,
    concat([part, state[name] as typeof part], model.batchAxis),
  ]);
  return Object.fromEntries(joined);
}

/** Steps `from` to `from + time` of every row. Behind the end of the text there is nothing to predict. */
function windowOf(
  ids: Int32Array,
  rows: number,
  part: number,
  from: number,
  time: number,
): { inputs: Int32Array; targets: Int32Array; time: number; count: number } {
  const inputs = new Int32Array(rows * time);
  const targets = new Int32Array(rows * time).fill(IGNORED);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * part + from;
    const valid = Math.max(0, Math.min(time, ids.length - 1 - start));
    inputs.set(ids.subarray(start, start + valid), row * time);
    targets.set(ids.subarray(start + 1, start + 1 + valid), row * time);
    count += valid;
  }
  return { inputs, targets, time, count };
}
