import { Adam } from "@unroll/nn";
import { Rng } from "@unroll/random";
import { noGrad, scope, type Tensor } from "@unroll/tensor";
import type { Network } from "./networks.ts";
import { type Batch, drawBatch } from "./task.ts";

/** What is trained, on what, and for how long. */
export interface Plan {
  readonly network: Network;
  /** T, the length of the sequences. */
  readonly time: number;
  readonly steps: number;
  readonly seed: number;
}

/** What a network has learnt. */
export interface Outcome {
  /** The mean squared error over sequences that it was not trained on. */
  readonly error: number;
  /** Before training: the share of the gradient at the last state that arrives at the first. */
  readonly gradientKept: number;
}

const hiddenSize = 32;
const batchSize = 20;
const heldOutSize = 1000;
const clipNorm = 1;

function meanSquaredError(answers: Tensor, { target }: Batch): Tensor {
  return answers.sub(target).square().mean();
}

/** Trains a network with Adam, whose steps shrink to nothing in the last third. The same plan gives the same outcome. */
export function train({ network, time, steps, seed }: Plan): Outcome {
  const rng = new Rng(seed);
  using model = network.create(hiddenSize, rng.split("weights"));
  const gradientKept = scope(() => {
    const batch = drawBatch(rng.split("gradient"), batchSize, time);
    return model.gradientKept(batch.input, (answers) => meanSquaredError(answers, batch));
  });

  const batches = rng.split("batches");
  const optimizer = new Adam(model.parameters(), { clipNorm });
  for (let step = 0; step < steps; step++) {
    optimizer.learningRate = network.learningRate * Math.min(1, 3 * (1 - step / steps));
    scope(() => {
      const batch = drawBatch(batches, batchSize, time);
      optimizer.zeroGrad();
      meanSquaredError(model.forward(batch.input), batch).backward();
      optimizer.step();
    });
  }
  optimizer.dispose();

  const error = noGrad(() =>
    scope(() => {
      const batch = drawBatch(rng.split("held out"), heldOutSize, time);
      return meanSquaredError(model.forward(batch.input), batch).item();
    }),
  );
  return { error, gradientKept };
}
