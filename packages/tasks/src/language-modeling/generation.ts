import { defaultRng, type Rng } from "@unroll/random";
import { drawn, normalized, requireSamplingOptions, type SamplingOptions, weightsOf } from "../decoding/sampling.ts";
import { StopStrings } from "../decoding/stop-strings.ts";
import { TextStream } from "../decoding/text-stream.ts";
import { Breather } from "../training/breathe.ts";
import { idsWithin } from "./alphabet.ts";
import type { LanguageModel } from "./model.ts";
import { candidatesOf, type TokenCandidate } from "./next-tokens.ts";
import { Reader } from "./reader.ts";
import type { TextState } from "./text-state.ts";

/** Options of {@link generate}. How the next token is drawn is said by {@link SamplingOptions}. */
export interface GenerateOptions extends SamplingOptions {
  /** What the text continues. Default "": a new line, or the first token of the vocabulary where there is none. */
  readonly prompt?: string;
  /** Tokens to write, at most: characters, words or pieces of words, as the model has it. Default 200. */
  readonly length?: number;
  /** The only characters that may be written. Default: all. */
  readonly alphabet?: string;
  /** The text ends before the first of these strings. Default: none. */
  readonly stop?: string | readonly string[];
  /** What was read before the prompt, which then may be "". Default: nothing. */
  readonly state?: TextState;
  /** Default: the realm's generator. */
  readonly rng?: Rng;
  /** Ends the text early; what was written stays. */
  readonly signal?: AbortSignal;
}

/** Options of {@link generateTokens}. */
export interface GenerateTokensOptions extends GenerateOptions {
  /** How many of the likeliest tokens are told with each that is drawn. Default 0. */
  readonly candidates?: number;
}

/** A token that was written. */
export interface GeneratedToken {
  readonly id: number;
  /**
   * The text that it adds. "" when a character is not complete yet, or while it may be the beginning of a stop string: the text then comes
   * with a later token, or never.
   */
  readonly text: string;
  /** log p of it given all before, natural: by the model itself, before all that sampling options change. {@link scoreText} finds the same. */
  readonly logProbability: number;
  /** The likeliest tokens in its place, if they were asked for. */
  readonly candidates?: readonly TokenCandidate[];
}

/** Why a text ended: its length was reached, a stop string came, or the signal. */
export type GenerationEnd = "length" | "stop" | "signal";

/**
 * A text that is being written: an async iterable of its tokens, for one `for await`. Made by {@link generateTokens}.
 */
export class Generation implements AsyncIterable<GeneratedToken> {
  readonly #model: LanguageModel;
  readonly #options: GenerateTokensOptions;
  #reader: Reader | undefined;
  #saved: TextState | undefined;
  #unread: number | undefined; // the token that was drawn last, which the model has not read
  #begun = false;
  #end: GenerationEnd | undefined;

  /** @internal */
  constructor(model: LanguageModel, options: GenerateTokensOptions) {
    requireGenerateOptions(options);
    this.#model = model;
    this.#options = options;
  }

  /** Why the text ended, or undefined while it has not. */
  get end(): GenerationEnd | undefined {
    return this.#end;
  }

  /**
   * What the model remembers of all that it has read and written: from here on, another text can be generated. To be asked for within
   * the loop or after it.
   *
   * @throws Error before the loop.
   */
  state(): TextState {
    const saved = this.#reader?.save() ?? this.#saved;
    if (saved === undefined) throw new Error("Generation.state: nothing has been read yet; iterate first");
    if (this.#unread === undefined) return saved;
    const reader = new Reader("Generation.state", this.#model, saved);
    try {
      reader.read(Int32Array.of(this.#unread));
      return reader.save();
    } finally {
      reader.dispose();
    }
  }

  /** The tokens, each as soon as it is drawn. @throws Error when the generation was iterated before. */
  async *[Symbol.asyncIterator](): AsyncGenerator<GeneratedToken, void, undefined> {
    if (this.#begun) throw new Error("Generation: a text can be iterated only once; call generateTokens again");
    this.#begun = true;
    const {
      prompt = "",
      length = 200,
      alphabet,
      stop = [],
      rng = defaultRng(),
      signal,
      candidates = 0,
    } = this.#options;
    const model = this.#model;
    const allowed = alphabet === undefined ? this.#options.allowed : idsWithin("generate", model, alphabet);
    const sampling = allowed === undefined ? this.#options : { ...this.#options, allowed };
    const seen = new Set(model.encode(prompt));
    const watch = new StopStrings(typeof stop === "string" ? [stop] : stop);
    const breather = new Breather();
    const reader = Reader.after("generate", model, prompt, this.#options.state);
    this.#reader = reader;
    try {
      const stream = new TextStream((ids) => model.decode(ids), reader.lastIds);
      for (let written = 1; written <= length; written++) {
        if (signal?.aborted) {
          this.#end = "signal";
          return;
        }
        if (this.#unread !== undefined) reader.read(Int32Array.of(this.#unread));
        const weights = weightsOf(reader.logits, sampling, seen);
        const id = drawn(weights, rng, sampling);
        this.#unread = id;
        seen.add(id);
        let text = watch.push(stream.push(id));
        if (written === length) text += watch.flush();
        const logProbability = reader.logProbabilityOf(id);
        if (watch.stopped) this.#end = "stop";
        else if (written === length) this.#end = "length";
        if (candidates === 0) yield { id, text, logProbability };
        else {
          yield { id, text, logProbability, candidates: candidatesOf(reader, candidates, normalized(weights)) };
        }
        if (this.#end !== undefined) return;
        await breather.breathe();
      }
      this.#end = "length";
    } finally {
      this.#saved = reader.save();
      this.#reader = undefined;
      reader.dispose();
    }
  }
}

/**
 * Writes text, token by token, each drawn given all before it; the state is carried on, so every token costs the same.
 *
 * ```
 * p_i = exp(logits_i / temperature) / sum_k exp(logits_k / temperature)
 * ```
 *
 * It yields pieces of the text as they come, complete characters always; over characters each is one. The prompt is not repeated. The
 * same model, options and `rng` state give the same text. {@link generateTokens} tells more about each token, {@link generateText} gives the whole
 * text at once.
 *
 * @throws UnknownTokenError for a character of the prompt outside the vocabulary; RangeError for an option out of range, an alphabet
 * without a token, or a model whose logits are NaN.
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { generate, RecurrentLanguageModel } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const model = new RecurrentLanguageModel(tokenizer, { embeddingSize: 3, hiddenSize: 7 }, { rng: new Rng(1) });
 * let text = "";
 * for await (const character of generate(model, { prompt: "Call", length: 10, rng: new Rng(2) })) text += character;
 * text.length; // => 10
 * ```
 */
export async function* generate(
  model: LanguageModel,
  options: GenerateOptions = {},
): AsyncGenerator<string, void, undefined> {
  for await (const { text } of generateTokens(model, options)) if (text !== "") yield text;
}

/**
 * The same as {@link generate}, token by token: what each adds to the text, its log-probability, on request the likeliest in its place. The
 * state at the end can be had, to go on from.
 *
 * @throws RangeError for an option out of range; the rest of what {@link generate} throws comes with the first token.
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { generateTokens, RecurrentLanguageModel } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const model = new RecurrentLanguageModel(tokenizer, { embeddingSize: 3, hiddenSize: 7 }, { rng: new Rng(1) });
 * const generation = generateTokens(model, { prompt: "Call", length: 5, candidates: 2, rng: new Rng(2) });
 * for await (const { text, logProbability, candidates } of generation) {
 *   text.length; // => 1
 *   logProbability < 0; // => true
 *   candidates?.length; // => 2
 * }
 * generation.end; // => "length"
 * const more = generateTokens(model, { state: generation.state(), length: 5 });
 * ```
 */
export function generateTokens(model: LanguageModel, options: GenerateTokensOptions = {}): Generation {
  return new Generation(model, options);
}

/**
 * The whole text that {@link generate} writes, without the prompt.
 *
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { generateText, RecurrentLanguageModel } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const model = new RecurrentLanguageModel(tokenizer, { embeddingSize: 3, hiddenSize: 7 }, { rng: new Rng(1) });
 * const text = await generateText(model, { prompt: "Call me", length: 20, temperature: 0 });
 * text.length; // => 20
 * ```
 */
export async function generateText(model: LanguageModel, options: GenerateOptions = {}): Promise<string> {
  let text = "";
  for await (const piece of generate(model, options)) text += piece;
  return text;
}

/** @throws RangeError naming the first option that is out of range. */
function requireGenerateOptions(options: GenerateTokensOptions): void {
  const { length = 200, stop = [], candidates = 0, alphabet, allowed } = options;
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new RangeError(`generate: length must be an integer of at least 0; got ${length}`);
  }
  requireSamplingOptions("generate", options);
  if ((typeof stop === "string" ? [stop] : stop).includes("")) {
    throw new RangeError("generate: stop must be strings that are not empty; got an empty one");
  }
  if (!Number.isSafeInteger(candidates) || candidates < 0) {
    throw new RangeError(`generate: candidates must be an integer of at least 0; got ${candidates}`);
  }
  if (alphabet !== undefined && allowed !== undefined) {
    throw new RangeError("generate: alphabet and allowed both say which tokens may come; give one of them");
  }
}
