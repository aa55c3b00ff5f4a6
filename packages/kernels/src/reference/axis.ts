import type { InferenceKernels, TrainingKernels } from "../backend.ts";
import type { FloatMemory, Floats } from "./memory.ts";

type Axis = Pick<InferenceKernels & TrainingKernels, "cumulativeSum" | "gatherAxis" | "scatterAddAxis" | "topK">;

/** NaN before all, then the larger, then the one that stands first. */
function order(floats: Floats, start: number): (a: number, b: number) => number {
  return (a, b) => {
    const p = floats[start + a]!;
    const q = floats[start + b]!;
    const byNaN = Number(Number.isNaN(q)) - Number(Number.isNaN(p));
    if (byNaN !== 0) return byNaN;
    return p > q ? -1 : p < q ? 1 : a - b;
  };
}

/** Kernels along one axis of [outer, n, inner]. */
export function axis(memory: FloatMemory): Axis {
  const { width } = memory;
  return {
    cumulativeSum(outer, n, inner, x, reverse, out) {
      const floats = memory.floats();
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          let sum = 0;
          for (let p = 0; p < n; p++) {
            const at = (o * n + (reverse ? n - 1 - p : p)) * inner + i;
            sum += floats[x / width + at]!;
            floats[out / width + at] = sum;
          }
        }
      }
    },

    gatherAxis(outer, n, m, inner, x, ids, out) {
      const cells = memory.cells();
      const ints = memory.ints();
      for (let o = 0; o < outer; o++) {
        for (let j = 0; j < m; j++) {
          for (let i = 0; i < inner; i++) {
            const at = (o * m + j) * inner + i;
            cells[out / width + at] = cells[x / width + (o * n + ints[ids / 4 + at]!) * inner + i]!;
          }
        }
      }
    },

    scatterAddAxis(outer, n, m, inner, ids, dy, dx) {
      const floats = memory.floats();
      const ints = memory.ints();
      for (let o = 0; o < outer; o++) {
        for (let j = 0; j < m; j++) {
          for (let i = 0; i < inner; i++) {
            const at = (o * m + j) * inner + i;
            const to = dx / width + (o * n + ints[ids / 4 + at]!) * inner + i;
            floats[to] = floats[to]! + floats[dy / width + at]!;
          }
        }
      }
    },

    topK(rows, n, k, x, values, indices) {
      const floats = memory.floats();
      const ints = memory.ints();
      for (let row = 0; row < rows; row++) {
        const start = x / width + row * n;
        const positions = Array.from({ length: n }, (_, i) => i).sort(order(floats, start));
        for (let i = 0; i < k; i++) {
          ints[indices / 4 + row * k + i] = positions[i]!;
          floats[values / width + row * k + i] = floats[start + positions[i]!]!;
        }
      }
    },
  };
}
