import { Adam, clipGradNorm, Linear } from "@unroll/nn";
import { Rng } from "@unroll/random";
import { isReproducible, Module, scope, setReproducible, type Tensor } from "@unroll/tensor";
import type { CellState, ForwardOptions, LayerOutput } from "../../src/index.ts";
import type { Sequences, Target, Task } from "./task.ts";

/** A recurrent layer of any cell, by what is asked of it here. */
interface Layer extends Module {
  readonly stateShapes: Readonly<Record<string, readonly number[]>>;
  forward(
    x: Tensor,
    options: Pick<ForwardOptions<CellState>, "lengths">,
  ): Pick<LayerOutput<CellState>, "output" | "hidden">;
}

/** What learns a task, and how. */
export interface Learning {
  readonly name: string;
  /** The recurrent layer, of one direction, before it has learnt. */
  readonly layer: (inputSize: number, rng: Rng) => Layer;
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
}

/** A recurrent layer, and a linear one that reads answers out of its states. */
class Learner<D extends Target> extends Module {
  readonly task: Task<D>;
  readonly layer: Layer;
  readonly readout: Linear;

  constructor(task: Task<D>, layer: Learning["layer"], rng: Rng) {
    super();
    this.task = task;
    this.layer = layer(task.inputSize, rng);
    const [hiddenSize] = this.layer.stateShapes.hidden as [number];
    this.readout = new Linear(hiddenSize, task.outputSize, { rng });
  }

  answer({ input, lengths }: Sequences<D>): Tensor {
    const { output, hidden } = this.layer.forward(input, { lengths });
    return this.readout.forward(this.task.answered === "at every step" ? output : hidden.select(0, -1));
  }

  learn({ steps, batch, learningRate }: Learning, rng: Rng): void {
    const parameters = this.parameters();
    using optimizer = new Adam(parameters, { learningRate });
    for (let step = 0; step < steps; step++) {
      optimizer.learningRate = learningRate * Math.min(1, 4 * (1 - step / steps)); // the last quarter settles
      scope(() => {
        const sequences = this.task.draw(rng, batch);
        optimizer.zeroGrad();
        this.task.loss(this.answer(sequences), sequences.targets).backward();
        clipGradNorm(parameters, 1);
        optimizer.step();
      });
    }
  }
}

/** 1000 sequences of a task, which no network has trained on. */
export function heldOut<D extends Target>(task: Task<D>): Sequences<D> {
  return task.draw(new Rng(0), 1000);
}

/**
 * Trains a network, and gives its answers to the sequences that are held out: [B, T, O], or [B, O]. In the reproducible
 * mode, so that the result depends on the seed, not on the machine.
 */
export function answersAfter<D extends Target>(learning: Learning, task: Task<D>, seed = 1): Tensor {
  const before = isReproducible();
  setReproducible(true);
  try {
    const rng = new Rng(seed);
    using learner = new Learner(task, learning.layer, rng.split("weights"));
    learner.learn(learning, rng.split("training"));
    return learner.answer(heldOut(task));
  } finally {
    setReproducible(before);
  }
}
