import type { Rng } from "@unroll/random";
import { type Tensor, tensor } from "@unroll/tensor";

/** The mean squared error of the best constant answer, 1, in Le et al. 2015; the variance of a sum of two is 1/6. */
export const constantBaseline = 0.1767;

/** Sequences and what they add up to. */
export interface Batch {
  /** [B, T, 2]: a number and a mark. */
  readonly input: Tensor;
  /** [B, 1] */
  readonly target: Tensor;
}

/**
 * Draws sequences of the adding problem: at each step a number from [0, 1) and a mark, which is 1 at two steps and 0 at
 * the others; the target is the sum of the two marked numbers.
 *
 * Hochreiter and Schmidhuber 1997, "Long Short-Term Memory", section 5.4, as in Le et al. 2015, "A Simple Way to Initialize
 * Recurrent Networks of Rectified Linear Units", section 4.1.
 */
export function drawBatch(rng: Rng, batch: number, time: number): Batch {
  const input = new Float32Array(batch * time * 2);
  const target = new Float32Array(batch);
  for (let row = 0; row < batch; row++) {
    const start = row * time;
    for (let t = 0; t < time; t++) input[2 * (start + t)] = rng.uniform();
    const first = rng.integer(time);
    const second = (first + 1 + rng.integer(time - 1)) % time; // any other
    for (const t of [first, second]) {
      input[2 * (start + t) + 1] = 1;
      target[row] = (target[row] as number) + (input[2 * (start + t)] as number);
    }
  }
  return { input: tensor(input, { shape: [batch, time, 2] }), target: tensor(target, { shape: [batch, 1] }) };
}
