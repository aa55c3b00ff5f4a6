import { tensor } from "@unroll/tensor";
import type { Task } from "./task.ts";

/**
 * The adding problem: at each step a number from [0, 1) and a mark, which is 1 at one step of the first half and at one
 * of the second; the target is the sum of the two marked numbers. Hochreiter and Schmidhuber 1997, "Long Short-Term
 * Memory", experiment 4, with the numbers and places of Le et al. 2015, "A Simple Way to Initialize Recurrent Networks of
 * Rectified Linear Units", section 4.1.
 */
export function addingProblem(time: number): Task<"float32"> {
  const half = Math.floor(time / 2);
  return {
    inputSize: 2,
    outputSize: 1,
    answered: "at the end",
    draw(rng, batch) {
      const input = new Float32Array(batch * time * 2);
      const targets = new Float32Array(batch);
      for (let row = 0; row < batch; row++) {
        const at = (t: number) => 2 * (row * time + t);
        for (let t = 0; t < time; t++) input[at(t)] = rng.uniform();
        for (const t of [rng.integer(half), half + rng.integer(time - half)]) {
          input[at(t) + 1] = 1;
          targets[row] = (targets[row] as number) + (input[at(t)] as number);
        }
      }
      return { input: tensor(input, { shape: [batch, time, 2] }), targets: tensor(targets, { shape: [batch] }) };
    },
    loss: (answers, targets) => answers.squeeze(-1).sub(targets).square().mean(),
  };
}
