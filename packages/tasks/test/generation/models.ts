import { Rng } from "@unroll/random";
import { byteTokenizer, CharacterTokenizer, trainBPE, trainWordLevel } from "@unroll/tokenizers";
import { type LanguageModel, RecurrentLanguageModel, WindowLanguageModel } from "../../src/index.ts";

const text = "the whale, the sea and the ship; naïve captains.";

/** Makes the logits of an untrained model differ more: a distribution with something to choose. */
function sharpened<M extends RecurrentLanguageModel | WindowLanguageModel>(model: M): M {
  const weights = model.output.weight.array.elements();
  for (let i = 0; i < weights.length; i++) weights[i]! *= 8;
  return model;
}

/** Untrained models of every kind, over tokens of every kind. */
export const models: Record<string, () => LanguageModel> = {
  "GRU over characters": () =>
    sharpened(
      new RecurrentLanguageModel(
        CharacterTokenizer.train(text),
        { cell: "gru", embeddingSize: 5, hiddenSize: 11, numLayers: 2, dropout: 0.5 },
        { rng: new Rng(1) },
      ),
    ),
  "LSTM over words": () =>
    sharpened(
      new RecurrentLanguageModel(
        trainWordLevel([text], { specialTokens: ["<unk>"] }),
        { cell: "lstm", embeddingSize: 5, hiddenSize: 7, numLayers: 1 },
        { rng: new Rng(2) },
      ),
    ),
  "RNN over bytes": () =>
    sharpened(
      new RecurrentLanguageModel(
        byteTokenizer(),
        { cell: "rnn", embeddingSize: 5, hiddenSize: 7, numLayers: 1 },
        { rng: new Rng(3) },
      ),
    ),
  "window over subwords": () =>
    sharpened(
      new WindowLanguageModel(
        trainBPE([text], { merges: 12 }),
        { context: 3, embeddingSize: 5, hiddenSize: 7 },
        { rng: new Rng(4) },
      ),
    ),
};
