import { defaultRng, type Rng } from "@unroll/random";
import { noGrad, scope, tensor } from "@unroll/tensor";
import { Breather } from "../training/breathe.ts";
import type { LanguageModel } from "./model.ts";
import { type CarriedState, carriedState } from "./state.ts";

/** Below it float32 would overflow; nothing but the likeliest is ever drawn there. */
const COLDEST = 1e-30;

/** Options of {@link generate}. */
export interface GenerateOptions {
  /** What the text continues. Default "": a new line, or the first character of the vocabulary where there is none. */
  readonly prompt?: string;
  /** Characters to write. Default 200. */
  readonly length?: number;
  /**
   * Divides the logits: 1 draws from the model's own distribution, less is more careful, more is bolder; 0 always takes the likeliest.
   * Default 1.
   */
  readonly temperature?: number;
  /** Default: the realm's generator. */
  readonly rng?: Rng;
  /** Ends the text early; what was written stays. */
  readonly signal?: AbortSignal;
}

/**
 * Writes text, character by character, each drawn given all before it; the state is carried on, so every character costs the same.
 *
 * ```
 * p_i = exp(logits_i / temperature) / sum_k exp(logits_k / temperature)
 * ```
 *
 * The characters of the prompt are not repeated. The same model, options and `rng` state give the same text.
 *
 * @throws UnknownTokenError for a character of the prompt outside the vocabulary; RangeError for a length or temperature out of range.
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
  const { prompt = "", length = 200, temperature = 1, rng = defaultRng(), signal } = options;
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new RangeError(`generate: length must be an integer of at least 0; got ${length}`);
  }
  if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`generate: temperature must be at least 0; got ${temperature}`);
  }
  const start = prompt === "" ? [model.idOf("\n") ?? 0] : model.encode(prompt);
  const breather = new Breather();
  let ids = Int32Array.from(start);
  const state = carriedState(model, 1);
  try {
    for (let written = 0; written < length && !signal?.aborted; written++) {
      const id = nextCharacter(model, ids, state, temperature, rng);
      ids = Int32Array.of(id);
      yield model.decode([id]);
      await breather.breathe();
    }
  } finally {
    state.dispose();
  }
}

/** Reads characters, moving the state on, and draws the one after them. */
function nextCharacter(
  model: LanguageModel,
  ids: Int32Array,
  state: CarriedState,
  temperature: number,
  rng: Rng,
): number {
  return noGrad(() =>
    scope(() => {
      const { logits, state: after } = model.forward(tensor(ids, { shape: [1, ids.length] }), state.state);
      state.copyFrom(after);
      const last = logits.select(1, -1).reshape([-1]); // [V]
      if (temperature === 0) return last.argmax(0).item();
      return rng.choice(last.div(Math.max(temperature, COLDEST)).softmax().data());
    }, "generate"),
  );
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
