import { Embedding, Linear, requireSizes } from "@unroll/nn";
import type { Rng } from "@unroll/random";
import { GRU } from "@unroll/rnn-cells";
import { formatShape, Module, memory, OutOfMemoryError, ShapeError, type Tensor } from "@unroll/tensor";
import type { CharacterTokenizer } from "@unroll/tokenizers";
import { standardPreset } from "./presets.ts";

/** The sizes of a {@link LanguageModel}. */
export interface LanguageModelConfig {
  /** E, the length of a character's vector. */
  readonly embeddingSize: number;
  /** H, the length of the state. */
  readonly hiddenSize: number;
  /** Recurrent layers, one above the other. */
  readonly numLayers: number;
}

/** The most bytes that a WebAssembly memory holds. */
const MEMORY_LIMIT = 2 ** 32;

/** How many weights a model of these sizes has. */
export function weightCount(
  { embeddingSize: E, hiddenSize: H, numLayers }: LanguageModelConfig,
  vocabSize: number,
): number {
  const recurrent = 3 * H * (E + H + 2) + (numLayers - 1) * 3 * H * (2 * H + 2);
  return vocabSize * E + recurrent + vocabSize * (H + 1);
}

/** What a language model makes of a batch of characters. */
export interface LanguageModelOutput {
  /** Unnormalised log-probabilities of the character after each one, [B, T, V]. */
  readonly logits: Tensor;
  /** The state after the last character, to go on from, [numLayers, B, H]. */
  readonly state: Tensor;
}

/**
 * A recurrent language model over characters: what comes next, given everything before.
 *
 * ```
 * e_t    = embedding[c_t]
 * h_t    = GRU(e_t, h_{t-1})
 * logits = W h_t + b,    p(c_{t+1} | c_1 ... c_t) = softmax(logits)
 * ```
 *
 * Mikolov et al. 2010, "Recurrent neural network based language model", with the gated unit of Cho et al. 2014.
 *
 * State names: `embedding.weight` [V, E]; `gru.weight_ih_l0` [3H, E], `gru.weight_hh_l0` [3H, H], `gru.bias_ih_l0`, `gru.bias_hh_l0` [3H]
 * and so on for each layer; `output.weight` [V, H], `output.bias` [V]. First drawn as PyTorch draws an Embedding, a GRU and a Linear.
 *
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { LanguageModel } from "@unroll/tasks";
 * import { tensor } from "@unroll/tensor";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const model = new LanguageModel(tokenizer, { embeddingSize: 3, hiddenSize: 7 }, { rng: new Rng(1) });
 * const { logits, state } = model.forward(tensor(tokenizer.encode("Ish"), { shape: [1, 3] }));
 * logits.shape; // => [1, 3, 10]
 * state.shape; // => [1, 1, 7]
 * ```
 */
export class LanguageModel extends Module {
  readonly tokenizer: CharacterTokenizer;
  readonly config: LanguageModelConfig;
  readonly embedding: Embedding;
  readonly gru: GRU;
  readonly output: Linear;

  /**
   * @param tokenizer gives the characters their ids; V is the size of its vocabulary.
   * @param config sizes; default: those of {@link standardPreset}.
   * @param options `rng`: default the realm's generator.
   * @throws RangeError when a size is not a positive integer; OutOfMemoryError when no memory holds the weights, before
   * any is taken.
   */
  constructor(
    tokenizer: CharacterTokenizer,
    config: Partial<LanguageModelConfig> = {},
    options: { readonly rng?: Rng } = {},
  ) {
    super();
    const { embeddingSize, hiddenSize, numLayers } = { ...standardPreset.model, ...config };
    requireSizes("LanguageModel", { embeddingSize, hiddenSize, numLayers });
    const vocabSize = tokenizer.vocabulary.size;
    this.tokenizer = tokenizer;
    this.config = { embeddingSize, hiddenSize, numLayers };
    // Before anything is made: otherwise layer after layer would fill the memory.
    const bytes = 4 * weightCount(this.config, vocabSize);
    const { usedBytes } = memory();
    if (usedBytes + bytes > MEMORY_LIMIT) throw new OutOfMemoryError(bytes, usedBytes, MEMORY_LIMIT);
    this.embedding = new Embedding(vocabSize, embeddingSize, options);
    this.gru = new GRU(embeddingSize, hiddenSize, { ...options, numLayers });
    this.output = new Linear(hiddenSize, vocabSize, options);
  }

  /**
   * @param ids [B, T], each from 0 to V - 1.
   * @param state [numLayers, B, H]: what came before; default zeros, the beginning.
   * @throws ShapeError when the ids are not a batch of sequences; RangeError naming the first id that is not in the vocabulary.
   */
  forward(ids: Tensor<"int32">, state?: Tensor): LanguageModelOutput {
    if (ids.rank !== 2) {
      throw new ShapeError(`LanguageModel.forward: ids must have shape [batch, time]; got ${formatShape(ids.shape)}`);
    }
    const embedded = this.embedding.forward(ids); // [B, T, E]
    const { output, hidden } = this.gru.forward(
      embedded,
      state === undefined ? {} : { initialState: { hidden: state } },
    );
    return { logits: this.output.forward(output), state: hidden };
  }
}
