import { embedding, type Tensor, tensor } from "@unroll/tensor";
import type { Decoder } from "../../src/index.ts";

/** What a {@link toyDecoder} remembers: rows on one axis of one tensor, and on another of the other, [N, 2] and [1, N, 2]. */
export interface ToyState {
  readonly sum: Tensor;
  readonly hidden: Tensor;
}

/** A decoder whose distribution depends on everything before: an Elman network with fixed weights and the vocabulary 0 ... V - 1. */
export function toyDecoder(vocabSize: number): Decoder<ToyState> & { readonly start: ToyState } {
  const weights = (rows: number, columns: number, by: number): number[][] =>
    Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => Math.sin(by * (1 + i * columns + j)) * 2),
    );
  return {
    get start() {
      return { sum: tensor([[0, 0]]), hidden: tensor([[[0, 0]]]) };
    },
    step(ids, { sum, hidden }) {
      const input = embedding(tensor(ids), tensor(weights(vocabSize, 2, 1.7))); // [N, 2]
      const next = input.add(hidden.select(0, 0).matmul(tensor(weights(2, 2, 0.9)))).tanh();
      const total = sum.mul(0.5).add(next);
      const logits = total.matmul(tensor(weights(2, vocabSize, 2.3)));
      return { logits, state: { sum: total, hidden: next.unsqueeze(0) } };
    },
    selectRows({ sum, hidden }, rows) {
      const at = tensor(rows);
      return { sum: sum.indexSelect(0, at), hidden: hidden.indexSelect(1, at) };
    },
  };
}
