import { Embedding, Linear } from "@unroll/nn";
import { defaultRng } from "@unroll/random";
import { concat, dropout, formatShape, full, ShapeError, stack, type Tensor } from "@unroll/tensor";
import type { CharacterTokenizer, Tokenizer } from "@unroll/tokenizers";
import {
  LanguageModel,
  type LanguageModelOptions,
  type LanguageModelOutput,
  type LanguageModelState,
  requireBatch,
  type WindowLanguageModelConfig,
} from "./model.ts";
import { requirePossible } from "./sizes.ts";

/** What is left out of a configuration. */
const defaults = { context: 8, embeddingSize: 32, hiddenSize: 256, dropout: 0 };

/**
 * The simple neural language model: what comes next, given the last C tokens, through a window that slides over the text.
 *
 * ```
 * x_t    = [e_{t-C+1}; ...; e_t],   e_t = embedding[w_t]        C vectors of E elements, side by side
 * h_t    = tanh(W_h x_t + b_h)
 * logits = W h_t + b,    p(w_{t+1} | w_{t-C+1} ... w_t) = softmax(logits)
 * ```
 *
 * Bengio et al. 2003, "A Neural Probabilistic Language Model", without the direct connections from x_t to the logits. What is farther back
 * than C tokens it cannot know: the reason for {@link RecurrentLanguageModel}.
 *
 * The state is the last C ids, `context` [B, C]. Before the first token stands a token of its own, of id V, which has a vector as all others
 * and is learnt with them; it is never predicted. Dropout, in training, is on x_t and on h_t.
 *
 * State names: `embedding.weight` [V + 1, E]; `hidden.weight` [H, C E], `hidden.bias` [H]; `output.weight` [V, H], `output.bias` [V]. First
 * drawn as PyTorch draws an Embedding and a Linear.
 *
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { WindowLanguageModel } from "@unroll/tasks";
 * import { tensor } from "@unroll/tensor";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("abc");
 * const model = new WindowLanguageModel(tokenizer, { context: 3, embeddingSize: 2, hiddenSize: 5 }, { rng: new Rng(1) });
 * model.initialState(1).context?.toArray(); // => [[3, 3, 3]]
 * const { logits, state } = model.forward(tensor(model.encode("ba"), { shape: [1, 2] }));
 * logits.shape; // => [1, 2, 3]
 * state.context?.toArray(); // => [[3, 1, 0]]
 * ```
 */
export class WindowLanguageModel extends LanguageModel {
  override readonly config: WindowLanguageModelConfig;
  override readonly batchAxis = 0;
  readonly embedding: Embedding;
  readonly hidden: Linear;
  readonly output: Linear;

  /**
   * @param tokenizer gives the tokens their ids; V is the size of its vocabulary.
   * @param config default: a context of 8, an embedding size of 32, a hidden size of 256, no dropout.
   * @param options `rng`: default the realm's generator.
   * @throws RangeError when a size is not a positive integer; OutOfMemoryError when no memory holds the weights, before any is taken.
   */
  constructor(
    tokenizer: CharacterTokenizer | Tokenizer,
    config: Partial<WindowLanguageModelConfig> = {},
    options: LanguageModelOptions = {},
  ) {
    const rng = options.rng ?? defaultRng();
    super(tokenizer, rng);
    const { context, embeddingSize, hiddenSize, dropout } = { ...defaults, ...config };
    this.config = { kind: "window", context, embeddingSize, hiddenSize, dropout };
    const { vocabSize } = this;
    requirePossible("WindowLanguageModel", this.config, vocabSize);
    this.embedding = new Embedding(vocabSize + 1, embeddingSize, { rng });
    this.hidden = new Linear(context * embeddingSize, hiddenSize, { rng });
    this.output = new Linear(hiddenSize, vocabSize, { rng });
  }

  /** Nothing before: `context` [B, C] of the id V. */
  override initialState(batch: number): LanguageModelState {
    return { context: full([batch, this.config.context], this.vocabSize, { dtype: "int32" }) };
  }

  override forward(ids: Tensor<"int32">, state?: LanguageModelState): LanguageModelOutput {
    const operation = "WindowLanguageModel.forward";
    const [batch, time] = requireBatch(operation, ids);
    const { context: size } = this.config;
    const before = this.#contextOf(operation, state ?? this.initialState(batch), batch);
    const all = concat([before, ids], 1); // [B, C + T]: the window of step t ends at t + C
    const windows = Array.from({ length: size }, (_, place) => all.slice(1, place + 1, place + 1 + time));
    const embedded = this.embedding.forward(stack(windows, 2)); // [B, T, C, E]
    const x = this.#dropped(embedded.reshape([batch, time, -1])); // [B, T, C E]
    const hidden = this.#dropped(this.hidden.forward(x).tanh()); // [B, T, H]
    return { logits: this.output.forward(hidden), state: { context: all.slice(1, time, time + size) } };
  }

  #contextOf(operation: string, { context, ...others }: LanguageModelState, batch: number): Tensor<"int32"> {
    const shape = [batch, this.config.context];
    const expected = `${operation}: state must hold context, int32 [batch=${batch}, context=${shape[1]}]`;
    const strange = Object.keys(others);
    if (context === undefined || strange.length > 0) {
      const names = [...(context === undefined ? [] : ["context"]), ...strange];
      throw new ShapeError(`${expected}, and nothing else; got ${names.length === 0 ? "nothing" : names.join(", ")}`);
    }
    if (context.dtype !== "int32" || formatShape(context.shape) !== formatShape(shape)) {
      throw new ShapeError(`${expected}; got ${context.dtype} ${formatShape(context.shape)}`);
    }
    return context as Tensor<"int32">;
  }

  #dropped(x: Tensor): Tensor {
    const probability = this.config.dropout;
    return this.training && probability > 0 ? dropout(x, probability, this.dropoutRng) : x;
  }
}
