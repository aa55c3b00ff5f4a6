import { scope, tensor } from "@unroll/tensor";
import { textOf } from "./alphabet.ts";
import type { LanguageModel } from "./model.ts";
import { Reader } from "./reader.ts";
import type { TextState } from "./text-state.ts";

/** A token that may come next. */
export interface TokenCandidate {
  readonly id: number;
  /** Its text by itself. */
  readonly text: string;
  /** log p of it, natural: by the model itself, before all that sampling options change. */
  readonly logProbability: number;
  /** With which probability it is drawn: under sampling options, 0 for one that they leave out. */
  readonly probability: number;
}

/** Options of {@link nextTokens}. */
export interface NextTokensOptions {
  /** How many of the likeliest tokens to tell, at most. Default 10. */
  readonly count?: number;
  /** What was read before the prompt. Default: nothing. */
  readonly state?: TextState;
}

/** What {@link nextTokens} tells. */
export interface NextTokens {
  /** The likeliest first, of equal ones the lower id. */
  readonly tokens: TokenCandidate[];
  /** What has been read now: given with the next characters, they alone are read. */
  readonly state: TextState;
}

/**
 * The distribution of what comes after a text.
 *
 * Reading goes on where a state ends: while somebody types, each new character costs one step, and to take one back costs
 * nothing for who has kept the state before it.
 *
 * @param prompt what is read, behind the state if there is one. "" without a state: the beginning of a line.
 * @throws UnknownTokenError for a character of the prompt outside the vocabulary; RangeError for a count that is not a positive integer,
 * or a state of another model.
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { nextTokens, RecurrentLanguageModel } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const model = new RecurrentLanguageModel(tokenizer, { embeddingSize: 3, hiddenSize: 7 }, { rng: new Rng(1) });
 * const { tokens, state } = nextTokens(model, "Cal", { count: 3 });
 * tokens.length; // => 3
 * const typed = nextTokens(model, "l", { state });
 * typed.tokens[0]?.text === nextTokens(model, "Call").tokens[0]?.text; // => true
 * ```
 */
export function nextTokens(model: LanguageModel, prompt: string, options: NextTokensOptions = {}): NextTokens {
  const { count = 10, state } = options;
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    throw new RangeError(`nextTokens: count must be a positive integer; got ${count}`);
  }
  const reader = Reader.after("nextTokens", model, prompt, state);
  try {
    return { tokens: candidatesOf(reader, count), state: reader.save() };
  } finally {
    reader.dispose();
  }
}

/**
 * The likeliest tokens after what was read.
 *
 * @param distribution from what they are drawn, [V]. Default: the model's own.
 */
export function candidatesOf(reader: Reader, count: number, distribution?: Float32Array): TokenCandidate[] {
  const { logits, model } = reader;
  return scope(() => {
    const logProbabilities = tensor(logits).logSoftmax();
    const { values, indices } = logProbabilities.topk(Math.min(count, logits.length));
    const known = values.data();
    const own = values.exp().data();
    return Array.from(indices.data(), (id, rank) => ({
      id,
      text: textOf(model, id),
      logProbability: known[rank]!,
      probability: distribution === undefined ? own[rank]! : distribution[id]!,
    }));
  }, "nextTokens");
}
