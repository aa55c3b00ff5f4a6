import { crossEntropy } from "@unroll/nn";
import { oneHot, tensor } from "@unroll/tensor";
import type { Task } from "./task.ts";

/** What is to be remembered, and how long. */
export interface CopyMemory {
  /** K */
  readonly alphabet: number;
  /** S */
  readonly symbols: number;
  /** T */
  readonly gap: number;
}

/**
 * The copy memory problem: S symbols of an alphabet of K, then blanks, then a mark, at which the symbols are to be
 * repeated; until then the target is the blank. T + 2 S steps in all. Hochreiter and Schmidhuber 1997, in the form of
 * Arjovsky et al. 2016, "Unitary Evolution Recurrent Neural Networks", section 4.1.
 */
export function copyMemory({ alphabet, symbols, gap }: CopyMemory): Task<"int32"> {
  const [blank, mark] = [alphabet, alphabet + 1];
  const time = gap + 2 * symbols;
  return {
    inputSize: alphabet + 2,
    outputSize: alphabet + 1,
    answered: "at every step",
    draw(rng, batch) {
      const input = new Int32Array(batch * time).fill(blank);
      const targets = new Int32Array(batch * time).fill(blank);
      for (let row = 0; row < batch; row++) {
        const start = row * time;
        for (let i = 0; i < symbols; i++) {
          input[start + i] = targets[start + gap + symbols + i] = rng.integer(alphabet);
        }
        input[start + gap + symbols - 1] = mark;
      }
      const shape = [batch, time];
      return { input: oneHot(tensor(input, { shape }), alphabet + 2), targets: tensor(targets, { shape }) };
    },
    loss: (answers, targets) => crossEntropy(answers, targets),
  };
}
