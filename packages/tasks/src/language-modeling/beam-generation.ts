import { Buffer, concat, type DType, scope, type Tensor, tensor } from "@unroll/tensor";
import { type BeamSearchOptions, beamSearchInPieces, requireBeamOptions } from "../decoding/beam-search.ts";
import type { Decoder } from "../decoding/decoder.ts";
import type { LengthNormalization } from "../decoding/length-penalty.ts";
import { Breather } from "../training/breathe.ts";
import { idsWithin } from "./alphabet.ts";
import type { LanguageModel, LanguageModelState } from "./model.ts";
import { Reader } from "./reader.ts";
import type { TextState } from "./text-state.ts";

/** Options of {@link generateBest}. */
export interface GenerateBestOptions {
  /** What the text continues. Default "": a new line, or the first token of the vocabulary where there is none. */
  readonly prompt?: string;
  /** Tokens to write, at most. Default 50. */
  readonly length?: number;
  /** How many texts are followed side by side, at most 1000. Default 4. */
  readonly beamSize?: number;
  /** How many texts to give back, at most `beamSize`. Default: that many. */
  readonly nBest?: number;
  /** alpha of {@link lengthPenalty}: above 0 it favours long texts. Of use only where `stop` makes lengths differ. Default 0. */
  readonly lengthPenalty?: number;
  /** Which formula of {@link lengthPenalty}. Default "gnmt". */
  readonly lengthNormalization?: LengthNormalization;
  /** The only characters that may be written. Default: all. */
  readonly alphabet?: string;
  /** A text is complete when it holds one of these strings; it ends before it. Default: none. */
  readonly stop?: string | readonly string[];
  /** What was read before the prompt. Default: nothing. */
  readonly state?: TextState;
  /** Gives up: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A text that {@link generateBest} found. */
export interface TextHypothesis {
  /** Without the prompt and without the stop string. */
  readonly text: string;
  /** Its tokens, those of the stop string among them. */
  readonly ids: Int32Array;
  /** log p of each of them given those before, natural. */
  readonly logProbabilities: Float64Array;
  /** log p of all of them: the sum of these. */
  readonly logProbability: number;
  /** What the texts are ranked by: logProbability / lengthPenalty. */
  readonly score: number;
  /** Whether a stop string came, and not the length was reached. */
  readonly complete: boolean;
}

/**
 * Looks for the likeliest continuations of a text by {@link beamSearch}: nothing is drawn, the same call finds the same texts.
 *
 * A language model's likeliest texts are plain, and often repeat themselves: it is for short completions, and for comparing; free
 * text is livelier drawn, by {@link generate}.
 *
 * @returns the best first; fewer than `nBest` where there are not so many.
 * @throws UnknownTokenError for a character of the prompt outside the vocabulary; RangeError for an option out of range or an
 * alphabet without a token.
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { generateBest, RecurrentLanguageModel, scoreText } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const model = new RecurrentLanguageModel(tokenizer, { embeddingSize: 3, hiddenSize: 7 }, { rng: new Rng(1) });
 * const [best, second] = await generateBest(model, { prompt: "Call", length: 6, beamSize: 3, nBest: 2 });
 * if (best === undefined || second === undefined) throw new Error("two were asked for");
 * best.logProbability >= second.logProbability; // => true
 * const { logProbability } = scoreText(model, best.text, { prompt: "Call" });
 * logProbability.toFixed(3) === best.logProbability.toFixed(3); // => true
 * ```
 */
export async function generateBest(model: LanguageModel, options: GenerateBestOptions = {}): Promise<TextHypothesis[]> {
  const { prompt = "", length = 50, alphabet, stop = [], signal } = options;
  const stops = typeof stop === "string" ? [stop] : stop;
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new RangeError(`generateBest: length must be a positive integer; got ${length}`);
  }
  if (stops.includes(""))
    throw new RangeError("generateBest: stop must be strings that are not empty; got an empty one");
  const allowed = alphabet === undefined ? {} : { allowed: idsWithin("generateBest", model, alphabet) };
  const search: BeamSearchOptions = { ...options, ...allowed, maxTokens: length };
  requireBeamOptions("generateBest", search);
  const reader = Reader.after("generateBest", model, prompt, options.state);
  const first = scope(() => new Buffer(tensor(reader.logits, { shape: [1, reader.logits.length] })), "generateBest");
  try {
    const before = reader.lastIds;
    const textOfIds = (ids: Int32Array): string => model.decode([...before, ...ids]).slice(model.decode(before).length);
    const isComplete = (ids: Int32Array): boolean => {
      const text = textOfIds(ids);
      return stops.some((each) => text.includes(each));
    };
    const pieces = beamSearchInPieces(
      decoderOf(model),
      { logits: first, state: reader.state },
      stops.length === 0 ? search : { ...search, isComplete },
    );
    const breather = new Breather();
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = pieces.next();
      if (!done) {
        await breather.breathe();
        continue;
      }
      return value.map((hypothesis) => {
        const text = textOfIds(hypothesis.ids);
        const ends = stops.map((each) => text.indexOf(each)).filter((at) => at >= 0);
        return { ...hypothesis, text: text.slice(0, Math.min(text.length, ...ends)) };
      });
    }
  } finally {
    first.dispose();
    reader.dispose();
  }
}

/** A language model as what {@link beamSearch} searches. */
function decoderOf(model: LanguageModel): Decoder<LanguageModelState> {
  return {
    step(ids, before) {
      const { training } = model;
      if (training) model.eval();
      try {
        const { logits, state } = model.forward(tensor(ids, { shape: [ids.length, 1] }), before);
        return { logits: logits.select(1, 0), state };
      } finally {
        if (training) model.train();
      }
    },
    selectRows: (state, rows) =>
      Object.fromEntries(Object.entries(state).map(([name, part]) => [name, rowsOf(part, model.batchAxis, rows)])),
  };
}

/** Some rows of a batch, in a new order. */
function rowsOf(part: Tensor<DType>, axis: number, rows: Int32Array): Tensor<DType> {
  return concat(
    Array.from(rows, (row) => part.slice(axis, row, row + 1)),
    axis,
  );
}
