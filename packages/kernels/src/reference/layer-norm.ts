import type { InferenceKernels, TrainingKernels } from "../backend.ts";
import type { FloatMemory } from "./memory.ts";

/** Layer normalization (Ba, Kiros and Hinton 2016, section 3). */
export function layerNorm(
  memory: FloatMemory,
): Pick<InferenceKernels & TrainingKernels, "layerNorm" | "layerNormBackward"> {
  const { width } = memory;
  return {
    // y = (x - mean) rstd weight + bias
    layerNorm({ rows, n, x, weight, bias, epsilon, out, mean, rstd }) {
      const floats = memory.floats();
      for (let row = 0; row < rows; row++) {
        const xs = x / width + row * n;
        let sum = 0;
        for (let j = 0; j < n; j++) sum += floats[xs + j]!;
        const m = sum / n;
        let squares = 0;
        for (let j = 0; j < n; j++) squares += (floats[xs + j]! - m) * (floats[xs + j]! - m);
        const r = 1 / Math.sqrt(squares / n + epsilon);
        for (let j = 0; j < n; j++) {
          const scale = weight === 0 ? 1 : floats[weight / width + j]!;
          const shift = bias === 0 ? 0 : floats[bias / width + j]!;
          floats[out / width + row * n + j] = (floats[xs + j]! - m) * r * scale + shift;
        }
        floats[mean / width + row] = m;
        floats[rstd / width + row] = r;
      }
    },

    // With y the normalized row and g = dy weight: dx = rstd (g - mean(g) - y mean(g y))
    layerNormBackward({ rows, n, x, weight, mean, rstd, dy, dx, dWeight, dBias }) {
      const floats = memory.floats();
      const weights = new Float64Array(n);
      const biases = new Float64Array(n);
      for (let row = 0; row < rows; row++) {
        const m = floats[mean / width + row]!;
        const r = floats[rstd / width + row]!;
        const y = (j: number): number => (floats[x / width + row * n + j]! - m) * r;
        const gradient = (j: number): number => floats[dy / width + row * n + j]!;
        const g = (j: number): number => gradient(j) * (weight === 0 ? 1 : floats[weight / width + j]!);
        let sum = 0;
        let product = 0;
        for (let j = 0; j < n; j++) {
          sum += g(j);
          product += g(j) * y(j);
          weights[j] = weights[j]! + gradient(j) * y(j);
          biases[j] = biases[j]! + gradient(j);
        }
        if (dx === 0) continue;
        for (let j = 0; j < n; j++) {
          floats[dx / width + row * n + j] = r * (g(j) - sum / n - (y(j) * product) / n);
        }
      }
      if (dWeight !== 0) floats.set(weights, dWeight / width);
      if (dBias !== 0) floats.set(biases, dBias / width);
    },
  };
}
