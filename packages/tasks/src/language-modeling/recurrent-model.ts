import { Embedding, Linear } from "@unroll/nn";
import { defaultRng, type Rng } from "@unroll/random";
import { type CellState, GRUCell, LSTMCell, Recurrent, RNNCell } from "@unroll/rnn-cells";
import { dropout, type Tensor, zeros } from "@unroll/tensor";
import type { CharacterTokenizer, Tokenizer } from "@unroll/tokenizers";
import {
  LanguageModel,
  type LanguageModelOptions,
  type LanguageModelOutput,
  type LanguageModelState,
  type RecurrentLanguageModelConfig,
  requireBatch,
} from "./model.ts";
import { standardPreset } from "./presets.ts";
import { requirePossible } from "./sizes.ts";

/**
 * A recurrent language model: what comes next, given everything before.
 *
 * ```
 * e_t    = embedding[w_t]
 * h_t    = cell(e_t, h_{t-1})                      the simple one: tanh(W_ih e_t + b_ih + W_hh h_{t-1} + b_hh)
 * logits = W h_t + b,    p(w_{t+1} | w_1 ... w_t) = softmax(logits)
 * ```
 *
 * Mikolov et al. 2010, "Recurrent neural network based language model"; the equations of the cells stand at `RNNCell`, `GRUCell` and
 * `LSTMCell` of `@unroll/rnn-cells`. With more layers, each reads the hidden states of the one below.
 *
 * **Dropout**, in training, is on everything that goes upwards and on nothing that goes from step to step: on the embeddings, between the
 * layers, and on the outputs of the last (Zaremba et al. 2014, "Recurrent Neural Network Regularization").
 *
 * **Tied weights**: W is the embedding, one matrix for the words that are read and those that are predicted (Press and Wolf 2017, "Using
 * the Output Embedding to Improve Language Models"; Inan et al. 2017). Where E is not H, W reads a projection P h_t of E elements.
 *
 * State names: `embedding.weight` [V, E]; `recurrent.weight_ih_l0` [G H, E], `recurrent.weight_hh_l0` [G H, H], `recurrent.bias_ih_l0`,
 * `recurrent.bias_hh_l0` [G H] and so on for each layer, with G = 1 (RNN), 3 (GRU) or 4 (LSTM); `output.weight` [V, H], `output.bias`
 * [V]; tied, `output.weight` is `embedding.weight` again, and `projection.weight` [E, H] where E is not H. First drawn as PyTorch draws an
 * Embedding, an RNN, GRU or LSTM, and a Linear; what is tied, as the Linear.
 *
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { RecurrentLanguageModel } from "@unroll/tasks";
 * import { tensor } from "@unroll/tensor";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const model = new RecurrentLanguageModel(tokenizer, { cell: "lstm", embeddingSize: 3, hiddenSize: 7 }, { rng: new Rng(1) });
 * const { logits, state } = model.forward(tensor(model.encode("Ish"), { shape: [1, 3] }));
 * logits.shape; // => [1, 3, 10]
 * Object.keys(state); // => ["hidden", "cell"]
 * state.hidden?.shape; // => [1, 1, 7]
 * ```
 */
export class RecurrentLanguageModel extends LanguageModel {
  override readonly config: RecurrentLanguageModelConfig;
  override readonly batchAxis = 1;
  readonly embedding: Embedding;
  readonly recurrent: Recurrent<CellState>;
  /** P, from H to E elements, where weights are tied and E is not H; else null. */
  readonly projection: Linear | null;
  readonly output: Linear;

  /**
   * @param tokenizer gives the tokens their ids; V is the size of its vocabulary.
   * @param config what is left out is as in {@link standardPreset}: a GRU without dropout and ties.
   * @param options `rng`: default the realm's generator.
   * @throws RangeError when a size is not a positive integer, or another option none of its values; OutOfMemoryError when no memory holds
   * the weights, before any is taken.
   */
  constructor(
    tokenizer: CharacterTokenizer | Tokenizer,
    config: Partial<RecurrentLanguageModelConfig> = {},
    options: LanguageModelOptions = {},
  ) {
    const rng = options.rng ?? defaultRng();
    super(tokenizer, rng);
    const { cell, embeddingSize, hiddenSize, numLayers, dropout, tied } = { ...standardPreset.model, ...config };
    this.config = { kind: "recurrent", cell, embeddingSize, hiddenSize, numLayers, dropout, tied };
    const { vocabSize } = this;
    requirePossible("RecurrentLanguageModel", this.config, vocabSize);
    const projected = tied && embeddingSize !== hiddenSize;
    const outputSize = tied ? embeddingSize : hiddenSize;
    if (tied) {
      this.output = new Linear(outputSize, vocabSize, { rng });
      this.embedding = new Embedding(vocabSize, embeddingSize, { weight: this.output.weight });
      this.recurrent = recurrentLayers(this.config, rng, this.dropoutRng);
    } else {
      this.embedding = new Embedding(vocabSize, embeddingSize, { rng });
      this.recurrent = recurrentLayers(this.config, rng, this.dropoutRng);
      this.output = new Linear(outputSize, vocabSize, { rng });
    }
    this.projection = projected ? new Linear(hiddenSize, embeddingSize, { bias: false, rng }) : null;
  }

  /** Zeros: `hidden` [L, B, H], of an LSTM also `cell`. */
  override initialState(batch: number): LanguageModelState {
    const { numLayers, stateShapes } = this.recurrent;
    return Object.fromEntries(
      Object.entries(stateShapes).map(([name, shape]) => [name, zeros([numLayers, batch, ...shape])]),
    );
  }

  override forward(ids: Tensor<"int32">, state?: LanguageModelState): LanguageModelOutput {
    requireBatch("RecurrentLanguageModel.forward", ids);
    const embedded = this.#dropped(this.embedding.forward(ids)); // [B, T, E]
    const initialState = state as unknown as CellState | undefined;
    const { output, state: after } = this.recurrent.forward(embedded, { initialState });
    const upwards = this.projection === null ? output : this.projection.forward(output);
    return { logits: this.output.forward(this.#dropped(upwards)), state: { ...after } };
  }

  #dropped(x: Tensor): Tensor {
    const probability = this.config.dropout;
    return this.training && probability > 0 ? dropout(x, probability, this.dropoutRng) : x;
  }
}

/** The layers of a model, whose weights and dropout are drawn from generators of their own. */
function recurrentLayers(config: RecurrentLanguageModelConfig, rng: Rng, dropoutRng: Rng): Recurrent<CellState> {
  const { cell, embeddingSize, hiddenSize, numLayers } = config;
  const options = { numLayers, dropout: numLayers > 1 ? config.dropout : 0, rng: dropoutRng };
  switch (cell) {
    case "rnn":
      return new Recurrent((inputSize) => new RNNCell(inputSize, hiddenSize, { rng }), embeddingSize, options);
    case "gru":
      return new Recurrent((inputSize) => new GRUCell(inputSize, hiddenSize, { rng }), embeddingSize, options);
    case "lstm":
      // Its state has one more part, which goes in and out by name.
      return new Recurrent(
        (inputSize) => new LSTMCell(inputSize, hiddenSize, { rng }),
        embeddingSize,
        options,
      ) as unknown as Recurrent<CellState>;
  }
}
