import type { InferenceKernels, ReduceOp } from "../backend.ts";
import type { FloatMemory, Floats } from "./memory.ts";

/** Sums of at most so many terms are added one after the other. */
const RUN = 32;

/**
 * The sum of n elements, or of their squares, that stand `step` apart: halves are summed on their own, so that the
 * rounding error grows with the logarithm of n (Higham, The Accuracy of Floating Point Summation, 1993, section 3).
 */
function pairwiseSum(floats: Floats, start: number, step: number, n: number, squared: boolean): number {
  if (n > RUN) {
    const half = Math.ceil(n / 2);
    return (
      pairwiseSum(floats, start, step, half, squared) +
      pairwiseSum(floats, start + half * step, step, n - half, squared)
    );
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const x = floats[start + i * step]!;
    sum += squared ? x * x : x;
  }
  return sum;
}

function reduceOne(op: ReduceOp, floats: Floats, start: number, step: number, n: number): number {
  if (op === "sum" || op === "sumSquares") return pairwiseSum(floats, start, step, n, op === "sumSquares");
  let extreme = floats[start]!;
  for (let i = 1; i < n; i++) {
    const x = floats[start + i * step]!;
    extreme = op === "max" ? Math.max(extreme, x) : Math.min(extreme, x); // both keep a NaN
  }
  return extreme;
}

/** Reductions of the middle axis of [outer, n, inner]. */
export function reductions(memory: FloatMemory): Pick<InferenceKernels, "reduce" | "argmax"> {
  return {
    reduce(op, outer, n, inner, x, out) {
      const floats = memory.floats();
      const xs = x / memory.width;
      const ys = out / memory.width;
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          floats[ys + o * inner + i] = reduceOne(op, floats, xs + o * n * inner + i, inner, n);
        }
      }
    },

    argmax(outer, n, inner, x, out) {
      const floats = memory.floats();
      const ints = memory.ints();
      const xs = x / memory.width;
      const positions = out / 4;
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          const start = xs + o * n * inner + i;
          let best = 0;
          for (let p = 1; p < n; p++) {
            const largest = floats[start + best * inner]!;
            const candidate = floats[start + p * inner]!;
            const firstNaN = Number.isNaN(candidate) && !Number.isNaN(largest);
            if (candidate > largest || firstNaN) best = p;
          }
          ints[positions + o * inner + i] = best;
        }
      }
    },
  };
}
