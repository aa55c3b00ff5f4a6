import { splitText } from "@unroll/datasets";
import { unigramLoss, wittenBellLoss } from "@unroll/tasks";

/** Losses of models that only count, on the same held-out text, in nats per character. */
export interface Baselines {
  /** Each character by how frequent it is. */
  readonly unigram: number;
  /** Each character by the four before it, smoothed after Witten and Bell. */
  readonly fiveGram: number;
}

/** Measures what a trained model has to beat. */
export function measureBaselines(text: string, heldOut: number): Baselines {
  const parts = splitText(text, heldOut);
  return {
    unigram: unigramLoss(parts.train, parts.heldOut),
    fiveGram: wittenBellLoss(parts.train, parts.heldOut, 5),
  };
}
