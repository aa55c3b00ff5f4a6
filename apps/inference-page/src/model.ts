import { decodeSafetensors } from "@unroll/checkpoints";
import { Embedding, Linear } from "@unroll/nn";
import { GRU } from "@unroll/rnn-cells";
import { Module, noGrad, scope, type Tensor, tensor } from "@unroll/tensor";

/** What the page reads. */
export const IDS: readonly number[] = [3, 1, 4, 1, 5, 9, 2, 6];

/** Ids in, logits over the same vocabulary out. */
export class LanguageModel extends Module {
  readonly embedding: Embedding = new Embedding(29, 13);
  readonly gru: GRU = new GRU(13, 23, { numLayers: 2 });
  readonly readout: Linear = new Linear(23, 29);

  /** [B, T] to [B, T, 29] */
  forward(ids: Tensor<"int32">): Tensor {
    return this.readout.forward(this.gru.forward(this.embedding.forward(ids)).output);
  }
}

/** The logits after the last of the ids, by the model in a safetensors file. */
export function run(checkpoint: Uint8Array, ids: readonly number[]): number[] {
  const model = new LanguageModel();
  model.loadStateDict(decodeSafetensors(checkpoint).tensors);
  const logits = scope(() => noGrad(() => model.forward(tensor(Int32Array.from(ids)).unsqueeze(0)).select(1, -1)));
  return Array.from(logits.data());
}
