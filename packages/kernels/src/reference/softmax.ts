import type { InferenceKernels, TrainingKernels } from "../backend.ts";
import { exp, log } from "./math.ts";
import type { FloatMemory, Floats } from "./memory.ts";

/**
 * log(sum_j exp(x_j)) of a row, computed as max + log(sum_j exp(x_j - max)) so that no term overflows.
 *
 * A NaN or +Infinity in the row, and a row of nothing but -Infinity, give NaN.
 */
export function logSumExp(floats: Floats, start: number, n: number): number {
  let max = -Infinity;
  for (let j = 0; j < n; j++) max = Math.max(max, floats[start + j]!);
  let sum = 0;
  for (let j = 0; j < n; j++) sum += exp(floats[start + j]! - max);
  return max + log(sum);
}

type Softmax = Pick<
  InferenceKernels & TrainingKernels,
  "softmax" | "logSoftmax" | "softmaxBackward" | "logSoftmaxBackward"
>;

/** Softmax over the rows of [rows, n]. */
export function softmax(memory: FloatMemory): Softmax {
  const { width } = memory;
  return {
    // y_j = exp(x_j - max) / sum_k exp(x_k - max)
    softmax(rows, n, x, out) {
      const floats = memory.floats();
      for (let row = 0; row < rows; row++) {
        const xs = x / width + row * n;
        const ys = out / width + row * n;
        let max = -Infinity;
        for (let j = 0; j < n; j++) max = Math.max(max, floats[xs + j]!);
        const terms = new Float64Array(n);
        let sum = 0;
        for (let j = 0; j < n; j++) {
          terms[j] = exp(floats[xs + j]! - max);
          sum += terms[j]!;
        }
        for (let j = 0; j < n; j++) floats[ys + j] = terms[j]! / sum;
      }
    },

    // y_j = x_j - log(sum_k exp(x_k)), both less the largest element
    logSoftmax(rows, n, x, out) {
      const floats = memory.floats();
      for (let row = 0; row < rows; row++) {
        const xs = x / width + row * n;
        const ys = out / width + row * n;
        let max = -Infinity;
        for (let j = 0; j < n; j++) max = Math.max(max, floats[xs + j]!);
        let sum = 0;
        for (let j = 0; j < n; j++) sum += exp(floats[xs + j]! - max);
        const logSum = log(sum);
        for (let j = 0; j < n; j++) floats[ys + j] = floats[xs + j]! - max - logSum;
      }
    },

    // dx_j = y_j (dy_j - sum_k y_k dy_k)
    softmaxBackward(rows, n, y, dy, dx) {
      const floats = memory.floats();
      for (let row = 0; row < rows; row++) {
        const ys = y / width + row * n;
        const dys = dy / width + row * n;
        const dxs = dx / width + row * n;
        let sum = 0;
        for (let j = 0; j < n; j++) sum += floats[ys + j]! * floats[dys + j]!;
        for (let j = 0; j < n; j++) floats[dxs + j] = floats[ys + j]! * (floats[dys + j]! - sum);
      }
    },

    // dx_j = dy_j - exp(y_j) sum_k dy_k
    logSoftmaxBackward(rows, n, y, dy, dx) {
      const floats = memory.floats();
      for (let row = 0; row < rows; row++) {
        const ys = y / width + row * n;
        const dys = dy / width + row * n;
        const dxs = dx / width + row * n;
        let sum = 0;
        for (let j = 0; j < n; j++) sum += floats[dys + j]!;
        for (let j = 0; j < n; j++) floats[dxs + j] = floats[dys + j]! - exp(floats[ys + j]!) * sum;
      }
    },
  };
}
