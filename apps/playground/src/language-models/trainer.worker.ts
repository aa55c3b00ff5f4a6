/** The worker's program: a trainer with Moby Dick, open to the page. */
import { mobyDick, splitText } from "@unroll/datasets";
import { quickPreset, standardPreset, unigramLoss, wittenBellLoss } from "@unroll/tasks";
import { expose } from "comlink";
import { Trainer } from "./trainer.ts";

expose(
  new Trainer({
    async book() {
      const { name, text } = await mobyDick();
      const { train, heldOut } = splitText(text);
      return { name, training: train, heldOut };
    },
    baselines: ({ training, heldOut }) => ({
      unigram: unigramLoss(training, heldOut),
      fiveGram: wittenBellLoss(training, heldOut, 5),
    }),
    presets: { small: quickPreset, medium: standardPreset },
  }),
);
