import { concat, crossEntropy, noGrad, scope, tensor } from "@unroll/tensor";
import type { LanguageModel, LanguageModelState } from "./model.ts";
import { carriedState } from "./state.ts";

/** How well a model predicts a text. */
export interface Evaluation {
  /** The mean of -log p(character | what came before), in nats. */
  readonly loss: number;
  /** The loss in bits: loss / log(2). */
  readonly bitsPerCharacter: number;
  /** How many characters were predicted. */
  readonly characters: number;
}

/** Options of {@link evaluateLanguageModel}. */
export interface EvaluationOptions {
  /** How many parts of the text are read side by side. Default 32. */
  readonly batchSize?: number;
  /** Characters of each part that are read in one go. Default 64. */
  readonly time?: number;
  /** Predicts only about so many characters, taken evenly from the whole text. Default: all. */
  readonly characters?: number;
}

/**
 * What a part of the text reads before its first prediction, so that it is not predicted from nothing: with it the loss does not depend
 * on how many parts there are, to some 0.001 nats.
 */
const LEAD = 64;

const IGNORED = -100;

/**
 * The loss of a model on a text that it has not seen, in nats and bits per character.
 *
 * ```
 * loss = -(1 / N) sum_t log p(c_t | c_1 ... c_{t-1}),    bits = loss / log(2)
 * ```
 *
 * The text is cut into parts that are read side by side, each with a short lead; every character but the first is predicted once.
 *
 * @throws UnknownTokenError for a character outside the model's vocabulary; RangeError for a text of fewer than 2 characters.
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
 * evaluateLanguageModel(model, "abcdabcd"); // => { "loss": 1.3863, "bitsPerCharacter": 2.0000, "characters": 7 }
 * ```
 */
export function evaluateLanguageModel(model: LanguageModel, text: string, options: EvaluationOptions = {}): Evaluation {
  return evaluateIds(model, model.encode(text), options);
}

/** The same over ids. */
export function evaluateIds(model: LanguageModel, ids: Int32Array, options: EvaluationOptions = {}): Evaluation {
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
  options: EvaluationOptions = {},
): Generator<void, Evaluation, void> {
  const predicted = ids.length - 1;
  if (predicted < 1) {
    throw new RangeError(`evaluateLanguageModel: the text must have at least 2 characters; got ${ids.length}`);
  }
  const { time = 64, characters = predicted } = options;
  const rows = Math.max(1, Math.min(options.batchSize ?? 32, Math.floor(predicted / LEAD)));
  const part = Math.ceil(predicted / rows); // the characters that belong to each row; the last may have fewer
  const length = Math.max(1, Math.min(part, Math.ceil(characters / rows)));
  const training = model.training;
  const state = carriedState(model, rows);
  let sum = 0;
  let count = 0;
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
  return { loss, bitsPerCharacter: loss / Math.LN2, characters: count };
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
