import { scope, tensor } from "@unroll/tensor";
import { Tokenizer } from "@unroll/tokenizers";
import type { LanguageModel } from "./model.ts";
import { Reader } from "./reader.ts";
import type { TextState } from "./text-state.ts";

/** How many tokens are scored before the caller gets them. */
const PIECE = 64;

/** Options of {@link scoreText} and {@link scoreTokens}. */
export interface ScoreOptions {
  /** What stands before the text and is not scored. Default "": the text begins a line, as {@link generate} does without a prompt. */
  readonly prompt?: string;
  /** What was read before the prompt. Default: nothing. */
  readonly state?: TextState;
}

/** A token of a text with its probability. */
export interface ScoredToken {
  readonly id: number;
  /** What it stands for in the text: `text.slice(start, end)`. */
  readonly text: string;
  /** The unit of the text (a UTF-16 unit, as JavaScript counts) at which it begins. */
  readonly start: number;
  /** The unit before which it ends. */
  readonly end: number;
  /** log p of it given all before, natural. */
  readonly logProbability: number;
}

/** How likely a text is. */
export interface TextScore {
  readonly tokens: ScoredToken[];
  /** log p of the whole text, natural: the sum over its tokens. */
  readonly logProbability: number;
  /** The mean of -log p over the tokens, in nats. */
  readonly loss: number;
  /** exp(loss). */
  readonly perplexity: number;
  /** Code points of the text. */
  readonly characters: number;
  /** -logProbability / log(2) / characters. */
  readonly bitsPerCharacter: number;
}

/**
 * How likely a model finds a text, token by token.
 *
 * ```
 * log p(text | prompt) = sum_t log p(w_t | prompt, w_1 ... w_{t-1}),    loss = -log p / T,    perplexity = exp(loss)
 * ```
 *
 * What `generateTokens` wrote has here the log-probabilities that it told. The prompt and the text are cut into tokens each by itself.
 *
 * @throws UnknownTokenError for what is not in the vocabulary; RangeError for a text without tokens, or a state of another model.
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { RecurrentLanguageModel, scoreText } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("abcd");
 * const model = new RecurrentLanguageModel(tokenizer, { embeddingSize: 2, hiddenSize: 3 }, { rng: new Rng(0) });
 * model.output.weight.array.elements().fill(0);
 * model.output.bias?.array.elements().fill(0);
 * const { perplexity, bitsPerCharacter, tokens } = scoreText(model, "cab", { prompt: "d" });
 * perplexity; // => 4.0000
 * bitsPerCharacter; // => 2.0000
 * tokens[1]; // => { "id": 0, "text": "a", "start": 1, "end": 2, "logProbability": -1.3863 }
 * ```
 */
export function scoreText(model: LanguageModel, text: string, options: ScoreOptions = {}): TextScore {
  const tokens = [...scoreTokens(model, text, options)];
  if (tokens.length === 0) throw new RangeError("scoreText: text must have at least one token; got none");
  return { tokens, ...scoreSummary(tokens, text) };
}

/**
 * The same one token after the other: for long texts, of which not all need be kept.
 *
 * @throws UnknownTokenError and RangeError as {@link scoreText}, but for a text without tokens.
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { RecurrentLanguageModel, scoreTokens } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const model = new RecurrentLanguageModel(tokenizer, { embeddingSize: 3, hiddenSize: 7 }, { rng: new Rng(1) });
 * let unlikely = 0;
 * for (const { logProbability } of scoreTokens(model, "Ishmael")) if (logProbability < -100) unlikely++;
 * unlikely; // => 0
 * ```
 */
export function* scoreTokens(
  model: LanguageModel,
  text: string,
  options: ScoreOptions = {},
): Generator<ScoredToken, void, void> {
  const { ids, starts, ends } = placed(model, text);
  const reader = Reader.after("scoreText", model, options.prompt ?? "", options.state);
  try {
    const logProbabilities = new Float32Array(PIECE);
    for (let from = 0; from < ids.length; from += PIECE) {
      const piece = ids.subarray(from, from + PIECE);
      reader.read(piece, logProbabilities);
      for (let i = 0; i < piece.length; i++) {
        const [start, end] = [starts[from + i]!, ends[from + i]!];
        yield { id: piece[i]!, text: text.slice(start, end), start, end, logProbability: logProbabilities[i]! };
      }
    }
  } finally {
    reader.dispose();
  }
}

/**
 * What {@link TextScore} says beside the tokens, for who has scored them one by one.
 *
 * @param tokens of the whole text.
 * @example
 * ```ts
 * import { scoreSummary } from "@unroll/tasks";
 * const { loss, bitsPerCharacter } = scoreSummary([{ logProbability: -1 }, { logProbability: -2 }], "ab");
 * loss; // => 1.5
 * bitsPerCharacter; // => 2.164
 * ```
 */
export function scoreSummary(
  tokens: Iterable<Pick<ScoredToken, "logProbability">>,
  text: string,
): Omit<TextScore, "tokens"> {
  let logProbability = 0;
  let count = 0;
  for (const token of tokens) {
    logProbability += token.logProbability;
    count++;
  }
  let characters = 0;
  for (const _ of text) characters++;
  const loss = -logProbability / count;
  const perplexity = scope(() => tensor([loss], { dtype: "float64" }).exp().item(), "scoreText");
  return { logProbability, loss, perplexity, characters, bitsPerCharacter: -logProbability / Math.LN2 / characters };
}

/** The tokens of a text and where they stand in it. */
function placed(
  { tokenizer }: LanguageModel,
  text: string,
): { ids: Int32Array; starts: ArrayLike<number>; ends: ArrayLike<number> } {
  if (tokenizer instanceof Tokenizer) return tokenizer.encode(text, { addSpecialTokens: false });
  const ids = tokenizer.encode(text);
  // Its characters are code points, or else what a reader takes for one.
  let lengths = Array.from(text, (character) => character.length);
  if (lengths.length !== ids.length)
    lengths = Array.from(new Intl.Segmenter().segment(text), (at) => at.segment.length);
  let end = 0;
  const ends = lengths.map((length) => (end += length));
  return { ids, starts: ends.map((at, i) => at - lengths[i]!), ends };
}
