import type { TrainingKernels } from "../backend.ts";
import { exp } from "./math.ts";
import type { FloatMemory } from "./memory.ts";
import { logSumExp } from "./softmax.ts";

/**
 * Softmax cross-entropy of a row x with C classes against the target distribution q (Szegedy et al. 2016, section 7):
 *
 *     q_j = (1 - s) [j = target] + s / C        s = labelSmoothing
 *     loss = -sum_j q_j log softmax(x)_j = log(sum_j exp(x_j)) - sum_j q_j x_j
 *     dx_j = softmax(x)_j - q_j
 */
export function crossEntropy(memory: FloatMemory): Pick<TrainingKernels, "crossEntropy" | "crossEntropyBackward"> {
  const { width } = memory;
  return {
    crossEntropy(call) {
      const { rows, classes, ignoreIndex, labelSmoothing } = call;
      const floats = memory.floats();
      const ints = memory.ints();
      for (let row = 0; row < rows; row++) {
        const x = call.logits / width + row * classes;
        const target = ints[call.targets / 4 + row]!;
        const total = logSumExp(floats, x, classes);
        floats[call.logSumExp / width + row] = total;
        let loss = 0;
        if (target !== ignoreIndex) {
          loss = (1 - labelSmoothing) * (total - floats[x + target]!);
          // Only when asked for: 0 times an infinite logit would be NaN.
          if (labelSmoothing > 0) {
            let sum = 0;
            for (let j = 0; j < classes; j++) sum += total - floats[x + j]!;
            loss += (labelSmoothing / classes) * sum;
          }
        }
        floats[call.losses / width + row] = loss;
      }
    },

    crossEntropyBackward(call) {
      const { rows, classes, ignoreIndex, labelSmoothing } = call;
      const floats = memory.floats();
      const ints = memory.ints();
      for (let row = 0; row < rows; row++) {
        const x = call.logits / width + row * classes;
        const dx = call.dLogits / width + row * classes;
        const target = ints[call.targets / 4 + row]!;
        const gradient = floats[call.rowGradients / width + row]!;
        const total = floats[call.logSumExp / width + row]!;
        for (let j = 0; j < classes; j++) {
          const q = (j === target ? 1 - labelSmoothing : 0) + labelSmoothing / classes;
          floats[dx + j] = target === ignoreIndex ? 0 : gradient * (exp(floats[x + j]! - total) - q);
        }
      }
    },
  };
}
