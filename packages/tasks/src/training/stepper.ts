import type { Optimizer } from "@unroll/nn";
import type { Rng } from "@unroll/random";
import { scope } from "@unroll/tensor";
import { CarriedState } from "../decoding/carried-state.ts";
import { whereNotFinite } from "./divergence.ts";
import { TrainingDivergedError } from "./errors.ts";
import { createOptimizer } from "./optimizer.ts";
import type { Recipe } from "./options.ts";
import type { NamedTensors, SteppedTask } from "./task.ts";

/** Does the steps of a run: gradients of one or more batches, then the optimizer. */
export class Stepper {
  readonly optimizer: Optimizer;
  readonly state: CarriedState<NamedTensors>;
  readonly #task: SteppedTask;
  readonly #accumulate: number;
  readonly #rng: Rng;

  /** @param rng decides what is random in the steps. */
  constructor(task: SteppedTask, recipe: Recipe, rng: Rng) {
    const { accumulate, optimizer, learningRate, clipNorm } = recipe;
    this.#task = task;
    this.#accumulate = accumulate;
    this.#rng = rng;
    this.optimizer = createOptimizer(optimizer, task.model.parameters(), { learningRate, clipNorm });
    this.state = scope(() => new CarriedState(task.initialState()), "Stepper");
  }

  /**
   * Does one step; the result is its loss before it. When it throws, nothing has changed but the gradients.
   *
   * @param index the number of steps done before.
   * @throws TrainingDivergedError when the loss or the gradients are not finite.
   */
  step(index: number, learningRate: number): number {
    return scope(() => {
      this.#task.model.train();
      this.optimizer.zeroGrad();
      const { loss, state } = this.#gradients(index);
      if (!Number.isFinite(loss)) throw this.#diverged(index, loss, learningRate);
      this.optimizer.learningRate = learningRate;
      try {
        this.optimizer.step();
      } catch (error) {
        // The optimizer refuses gradients whose norm is not finite.
        if (!(error instanceof RangeError)) throw error;
        throw this.#diverged(index, loss, learningRate, error);
      }
      this.state.assign(state);
      return loss;
    }, "trainStep");
  }

  /** The gradients of the batches of a step, the mean of their losses, and the state that they leave. */
  #gradients(index: number): { loss: number; state: NamedTensors } {
    const accumulate = this.#accumulate;
    let state: NamedTensors = this.state.tensors;
    let sum = 0;
    for (let i = 0; i < accumulate; i++) {
      state = scope(() => {
        const batch = index * accumulate + i;
        const result = this.#task.loss(batch, state, this.#rng.split(batch));
        sum += result.loss.item();
        if (Number.isFinite(sum)) (accumulate === 1 ? result.loss : result.loss.div(accumulate)).backward();
        return result.state;
      }, "batch");
    }
    return { loss: sum / accumulate, state };
  }

  #diverged(index: number, loss: number, learningRate: number, cause?: unknown): TrainingDivergedError {
    const where = whereNotFinite(this.#task.model, () => this.#gradients(index));
    return new TrainingDivergedError(index + 1, loss, learningRate, where, cause);
  }

  dispose(): void {
    this.optimizer.dispose();
    this.state.dispose();
  }
}
