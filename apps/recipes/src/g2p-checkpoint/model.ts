import { decodeNpz } from "@unroll/checkpoints";
import { Embedding, Linear } from "@unroll/nn";
import { type CellState, GRU } from "@unroll/rnn-cells";
import { Module, noGrad, scope, type Tensor, tensor } from "@unroll/tensor";
import { graphemes, phonemes } from "./symbols.ts";

/** The size of every vector in the model. */
const size = 256;
const maxSteps = 20;

/** The model's name of each array in the file. */
const stateNames: Readonly<Record<string, string>> = {
  enc_emb: "encoderEmbedding.weight",
  enc_w_ih: "encoder.weight_ih_l0",
  enc_w_hh: "encoder.weight_hh_l0",
  enc_b_ih: "encoder.bias_ih_l0",
  enc_b_hh: "encoder.bias_hh_l0",
  dec_emb: "decoderEmbedding.weight",
  dec_w_ih: "decoder.weight_ih_l0",
  dec_w_hh: "decoder.weight_hh_l0",
  dec_b_ih: "decoder.bias_ih_l0",
  dec_b_hh: "decoder.bias_hh_l0",
  fc_w: "projection.weight",
  fc_b: "projection.bias",
};

/** How a word is spoken, and what the model computed on the way. */
export interface Pronunciation {
  readonly phonemes: readonly string[];
  /** The state of the encoder behind the last grapheme, [256]. */
  readonly encoderHidden: Float32Array;
  /** Of the first step of the decoder, [74]. */
  readonly firstLogits: Float32Array;
}

/**
 * Graphemes to phonemes, as an encoder and a decoder without attention.
 *
 * ```
 * hidden          = encoder(graphemes of the word, </s>)
 * hidden, logits  = decoder(the phoneme before, or <s>; hidden)     greedily, until </s> or for 20 steps
 * ```
 */
export class GraphemeToPhoneme extends Module {
  readonly encoderEmbedding: Embedding = new Embedding(graphemes.length, size);
  readonly encoder: GRU = new GRU(size, size);
  readonly decoderEmbedding: Embedding = new Embedding(phonemes.length, size);
  readonly decoder: GRU = new GRU(size, size);
  readonly projection: Linear = new Linear(size, phonemes.length);

  /** Takes the weights of an .npz file with the origin's names. */
  load(bytes: Uint8Array): void {
    scope(() => {
      const arrays = Object.entries(decodeNpz(bytes));
      this.loadStateDict(Object.fromEntries(arrays.map(([name, array]) => [stateNames[name] ?? name, array])));
    });
  }

  /** How a word is spoken: for each step the likeliest phoneme. A grapheme without an id is `<unk>`, as in the origin. */
  pronounce(word: string): Pronunciation {
    return noGrad(() =>
      scope(() => {
        let state: CellState = this.encode(word);
        const encoderHidden = valuesOf(state.hidden);
        const spoken: string[] = [];
        let firstLogits: Float32Array | undefined;
        let id = phonemes.indexOf("<s>");
        for (let step = 0; step < maxSteps; step++) {
          const embedded = this.decoderEmbedding.forward(tensor(Int32Array.of(id))); // [1, E]
          const next = this.decoder.step(embedded, state);
          state = next.state;
          const logits = this.projection.forward(next.output); // [1, phonemes]
          firstLogits ??= valuesOf(logits);
          id = logits.argmax().item();
          const phoneme = phonemes[id] as string;
          if (phoneme === "</s>") break;
          spoken.push(phoneme);
        }
        return { phonemes: spoken, encoderHidden, firstLogits: firstLogits as Float32Array };
      }),
    );
  }

  /** The encoder's state behind the last grapheme, `hidden` [1, 1, H]. */
  private encode(word: string): CellState {
    const unknown = graphemes.indexOf("<unk>");
    const ids = [...word, "</s>"].map((grapheme) => Math.max(graphemes.indexOf(grapheme), unknown));
    const embedded = this.encoderEmbedding.forward(tensor([ids], { dtype: "int32" })); // [1, T, E]
    return this.encoder.forward(embedded).state;
  }
}

/** A copy that outlives the tensor. */
function valuesOf(tensor: Tensor): Float32Array {
  return tensor.data().slice();
}
