import type { Rng } from "@unroll/random";
import { type DType, formatShape, Module, ShapeError, type Tensor } from "@unroll/tensor";
import type { CharacterTokenizer } from "@unroll/tokenizers";
import { Tokenizer } from "@unroll/tokenizers";

/** The sizes of a {@link RecurrentLanguageModel}. */
export interface RecurrentLanguageModelConfig {
  readonly kind: "recurrent";
  /** What is repeated over time. */
  readonly cell: "rnn" | "gru" | "lstm";
  /** E, the length of a token's vector. */
  readonly embeddingSize: number;
  /** H, the length of the hidden state. */
  readonly hiddenSize: number;
  /** L: recurrent layers, one above the other. */
  readonly numLayers: number;
  /** How likely an element is dropped, in training. */
  readonly dropout: number;
  /** Whether the softmax layer has the embedding for its weights. */
  readonly tied: boolean;
}

/** The sizes of a {@link WindowLanguageModel}. */
export interface WindowLanguageModelConfig {
  readonly kind: "window";
  /** C: how many tokens are seen, the present one among them. */
  readonly context: number;
  /** E, the length of a token's vector. */
  readonly embeddingSize: number;
  /** H, the length of the hidden layer. */
  readonly hiddenSize: number;
  /** How likely an element is dropped, in training. */
  readonly dropout: number;
}

/** What a language model is: its kind and its sizes. */
export type LanguageModelConfig = RecurrentLanguageModelConfig | WindowLanguageModelConfig;

/** How a language model is made. */
export interface LanguageModelOptions {
  /** The first weights are drawn from it. Default: the realm's generator. */
  readonly rng?: Rng;
}

/**
 * What came before, by name. Recurrent models: `hidden` [L, B, H], of an LSTM also `cell` [L, B, H]. Window models: `context`, int32
 * [B, C].
 */
export type LanguageModelState = Readonly<Record<string, Tensor<DType>>>;

/** What a language model makes of a batch of tokens. */
export interface LanguageModelOutput {
  /** Unnormalised log-probabilities of the token after each one, [B, T, V]. */
  readonly logits: Tensor;
  /** What came before, after the last token: to go on from. */
  readonly state: LanguageModelState;
}

/**
 * A language model: what comes next, given what came before.
 *
 * ```
 * p(w_1 ... w_n) = prod_t p(w_t | w_1 ... w_{t-1})
 * ```
 *
 * What the tokens are (characters, words, or pieces of words) is the tokenizer's choice. {@link RecurrentLanguageModel} and
 * {@link WindowLanguageModel} are the two kinds; training, evaluation and generation work with any.
 *
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { type LanguageModel, RecurrentLanguageModel, WindowLanguageModel } from "@unroll/tasks";
 * import { tensor } from "@unroll/tensor";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const sizes = { embeddingSize: 3, hiddenSize: 7 };
 * const models: LanguageModel[] = [
 *   new RecurrentLanguageModel(tokenizer, sizes, { rng: new Rng(1) }),
 *   new WindowLanguageModel(tokenizer, sizes, { rng: new Rng(1) }),
 * ];
 * const ids = tokenizer.encode("Ish");
 * models.map((model) => model.forward(tensor(ids, { shape: [1, 3] })).logits.shape); // => [[1, 3, 10], [1, 3, 10]]
 * ```
 */
export abstract class LanguageModel extends Module {
  /** Its kind and its sizes. */
  abstract readonly config: LanguageModelConfig;
  /** Which axis of every part of the state counts the rows of the batch. */
  abstract readonly batchAxis: number;
  /** Text to ids and back. */
  readonly tokenizer: CharacterTokenizer | Tokenizer;
  /** V: how many tokens there are. */
  readonly vocabSize: number;
  /**
   * What dropout draws from. Whoever trains moves it to the place of the step (`restore`), so that a resumed run drops the same; else it
   * goes on by itself.
   */
  readonly dropoutRng: Rng;

  /** @param rng what `dropoutRng` is split from. */
  constructor(tokenizer: CharacterTokenizer | Tokenizer, rng: Rng) {
    super();
    this.tokenizer = tokenizer;
    this.vocabSize = tokenizer instanceof Tokenizer ? tokenizer.vocabSize : tokenizer.vocabulary.size;
    this.dropoutRng = rng.split("dropout");
  }

  /**
   * The ids of the tokens of a text, without special tokens around them.
   *
   * @throws UnknownTokenError for what is not in the vocabulary, when the tokenizer has no unknown token.
   */
  encode(text: string): Int32Array {
    const { tokenizer } = this;
    return tokenizer instanceof Tokenizer
      ? tokenizer.encode(text, { addSpecialTokens: false }).ids
      : tokenizer.encode(text);
  }

  /**
   * The text of ids.
   *
   * @throws RangeError for an id that is not in the vocabulary.
   */
  decode(ids: ArrayLike<number>): string {
    return this.tokenizer.decode(ids);
  }

  /** The id of a token as the vocabulary writes it, or undefined. */
  idOf(token: string): number | undefined {
    const { tokenizer } = this;
    return tokenizer instanceof Tokenizer ? tokenizer.idOf(token) : tokenizer.vocabulary.idOf(token);
  }

  /** The id that stands for everything outside the vocabulary, if there is one. */
  get unknownId(): number | undefined {
    const { tokenizer } = this;
    if (!(tokenizer instanceof Tokenizer)) return tokenizer.vocabulary.unknownId;
    const { unk_token: token } = tokenizer.toJSON().model;
    return typeof token === "string" ? tokenizer.idOf(token) : undefined;
  }

  /** What stands for everything that comes before the first token. */
  abstract initialState(batch: number): LanguageModelState;

  /**
   * Reads tokens, and says for each what comes after it.
   *
   * @param ids [B, T], each from 0 to V - 1.
   * @param state what came before. Default: nothing, as {@link LanguageModel.initialState}.
   * @throws ShapeError when the ids are not a batch of sequences; RangeError naming the first id that is not in the vocabulary.
   */
  abstract forward(ids: Tensor<"int32">, state?: LanguageModelState): LanguageModelOutput;
}

/** Refuses ids that are no batch of sequences. */
export function requireBatch(operation: string, ids: Tensor<"int32">): [batch: number, time: number] {
  if (ids.rank === 2) return ids.shape as unknown as [number, number];
  throw new ShapeError(`${operation}: ids must have shape [batch, time]; got ${formatShape(ids.shape)}`);
}
