import { crossEntropy } from "@unroll/nn";
import { oneHot, tensor } from "@unroll/tensor";
import type { Task } from "./task.ts";

/** Distractors a, b, c, d are 0 to 3. */
const [DISTRACTORS, X, BEGIN, END, INPUTS] = [4, 4, 6, 7, 8] as const;

/**
 * The temporal order problem: E, distractors, B, and among the distractors two of X or Y, in the second tenth and just after the
 * middle; which of XX, XY, YX, YY it was is to be said at the end. Hochreiter and Schmidhuber 1997, "Long Short-Term Memory", task 6a, whose
 * sequences have 100 to 110 steps and the symbols at 10 to 20 and 50 to 60.
 *
 * @param time the shortest length; the longest is a tenth more.
 */
export function temporalOrder(time: number): Task<"int32"> {
  const tenth = Math.floor(time / 10);
  const longest = time + tenth;
  return {
    inputSize: INPUTS,
    outputSize: 4,
    answered: "at the end",
    draw(rng, batch) {
      const lengths = Array.from({ length: batch }, () => time + rng.integer(tenth + 1));
      const targets = new Int32Array(batch);
      const input = new Int32Array(batch * longest);
      lengths.forEach((length, row) => {
        const own = input.subarray(row * longest, row * longest + length);
        for (let t = 0; t < length; t++) own[t] = rng.integer(DISTRACTORS);
        own[0] = BEGIN;
        own[length - 1] = END;
        for (const from of [tenth, 5 * tenth]) {
          const symbol = rng.integer(2);
          own[from + rng.integer(tenth + 1)] = X + symbol;
          targets[row] = 2 * (targets[row] as number) + symbol;
        }
      });
      const ids = tensor(input, { shape: [batch, longest] });
      return { input: oneHot(ids, INPUTS), lengths, targets: tensor(targets) };
    },
    loss: (answers, targets) => crossEntropy(answers, targets),
  };
}
