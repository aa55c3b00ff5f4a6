import { crossEntropy } from "@unroll/nn";
import type { Rng } from "@unroll/random";
import { oneHot, tensor } from "@unroll/tensor";
import type { Task } from "./task.ts";

/** Steps of a sequence. The bits after those of step t with t % 3 = 1 are predictable. */
const TIME = 30;

/** Bits in which every third is the exclusive or of the two before it. */
export function xorBits(rng: Rng, count: number): number[] {
  const bits: number[] = [];
  for (let i = 0; i < count; i++) {
    bits.push(i % 3 === 2 ? (bits[i - 1] as number) ^ (bits[i - 2] as number) : rng.integer(2));
  }
  return bits;
}

/**
 * The exclusive or in time: to predict the next bit of {@link xorBits}, of which only each third can be. Elman 1990,
 * "Finding Structure in Time", section "Exclusive-OR". Nothing in the input says which third it is: a network must
 * count, too.
 */
export const elmanXor: Task<"int32"> = {
  inputSize: 2,
  outputSize: 2,
  answered: "at every step",
  draw(rng, batch) {
    const rows = Array.from({ length: batch }, () => xorBits(rng, TIME + 1));
    const ids = (from: number) => {
      const bits = rows.flatMap((row) => row.slice(from, from + TIME));
      return tensor(Int32Array.from(bits), { shape: [batch, TIME] });
    };
    return { input: oneHot(ids(0), 2), targets: ids(1) };
  },
  loss: (answers, targets) => crossEntropy(answers, targets),
};
