import type { Address, InferenceKernels, ReduceOp } from "../backend.ts";
import { exp, log } from "./math.ts";
import type { FloatMemory, Floats } from "./memory.ts";

/** Sums of at most so many terms are added one after the other. */
const RUN = 32;

type Term = (x: number) => number;

/**
 * The sum of a term of each of n elements that stand `step` apart: halves are summed on their own, so that the rounding
 * error grows with the logarithm of n (Higham, The Accuracy of Floating Point Summation, 1993, section 3).
 */
function pairwiseSum(floats: Floats, start: number, step: number, n: number, term: Term): number {
  if (n > RUN) {
    const half = Math.ceil(n / 2);
    return (
      pairwiseSum(floats, start, step, half, term) + pairwiseSum(floats, start + half * step, step, n - half, term)
    );
  }
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(floats[start + i * step]!);
  return sum;
}

/** log(sum(exp(x))), with the largest term taken out unless it is infinite or NaN, and so is the result. */
function logSumExp(floats: Floats, start: number, step: number, n: number): number {
  let largest = -Infinity;
  for (let i = 0; i < n; i++) largest = Math.max(largest, floats[start + i * step]!);
  if (!Number.isFinite(largest)) return largest;
  return largest + log(pairwiseSum(floats, start, step, n, (x) => exp(x - largest)));
}

function reduceOne(op: ReduceOp, floats: Floats, start: number, step: number, n: number): number {
  if (op === "sum") return pairwiseSum(floats, start, step, n, (x) => x);
  if (op === "sumSquares") return pairwiseSum(floats, start, step, n, (x) => x * x);
  if (op === "logSumExp") return logSumExp(floats, start, step, n);
  let extreme = floats[start]!;
  for (let i = 1; i < n; i++) {
    const x = floats[start + i * step]!;
    extreme = op === "max" ? Math.max(extreme, x) : Math.min(extreme, x); // both keep a NaN
  }
  return extreme;
}

/** Reductions of the middle axis of [outer, n, inner]. */
export function reductions(memory: FloatMemory): Pick<InferenceKernels, "reduce" | "argmax" | "argmin"> {
  /** The first position of the largest sign * x, or of a NaN. */
  function argExtreme(sign: 1 | -1, outer: number, n: number, inner: number, x: Address, out: Address): void {
    const floats = memory.floats();
    const ints = memory.ints();
    const xs = x / memory.width;
    const positions = out / 4;
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const start = xs + o * n * inner + i;
        let best = 0;
        for (let p = 1; p < n; p++) {
          const extreme = sign * floats[start + best * inner]!;
          const candidate = sign * floats[start + p * inner]!;
          const firstNaN = Number.isNaN(candidate) && !Number.isNaN(extreme);
          if (candidate > extreme || firstNaN) best = p;
        }
        ints[positions + o * inner + i] = best;
      }
    }
  }

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

    argmax: (...call) => argExtreme(1, ...call),
    argmin: (...call) => argExtreme(-1, ...call),
  };
}
