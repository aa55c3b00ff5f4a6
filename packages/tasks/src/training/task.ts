import type { Rng } from "@unroll/random";
import type { DType, Module, Tensor } from "@unroll/tensor";
import type { CheckpointFiles } from "./events.ts";

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, Tensor<DType>>>;

/** What an evaluation says: numbers by name, the loss among them. */
export interface EvaluationResult {
  /** In nats; less is better. */
  readonly loss: number;
}

/** One batch, on its way through a model. */
export interface BatchResult {
  /** The mean loss of the batch, a tensor of one number with its history. */
  readonly loss: Tensor;
  /** What the next batch goes on from. */
  readonly state: NamedTensors;
}

/** A text that a model has written in the course of a run. */
export interface Sample {
  /** What the model was given to continue. */
  readonly prompt: string;
  readonly text: string;
  readonly temperature: number;
}

/** What a step has to know of a task. Batches are had by their number, counted over all epochs, which is what makes a run resumable. */
export interface SteppedTask {
  readonly model: Module;
  /** What the first batch begins from. */
  initialState(): NamedTensors;
  /**
   * The loss of a batch; called in a scope, the model in training mode. It must change nothing.
   *
   * @param rng what dropout draws from: it depends on the seed of the run and the number of the batch alone.
   */
  loss(batch: number, state: NamedTensors, rng: Rng): BatchResult;
}

/** The token that stands for unknown ones. */
export interface UnknownToken {
  readonly token: string;
  /** How much of the training data it makes, from 0 to 1. */
  readonly share: number;
}

/** What {@link Training} has to know of a task: its batches, and how the model is measured and saved. */
export interface TrainingTask<E extends EvaluationResult> extends SteppedTask {
  /** Stands in errors. */
  readonly name: string;
  /** Batches in one pass over the data. */
  readonly batchesPerEpoch: number;
  /** Tokens that a batch predicts, about: for speed. */
  readonly tokensPerBatch: number;
  readonly trainingTokens: number;
  /** 0: nothing is held out, and there are no evaluations. */
  readonly heldOutTokens: number;
  /** Tokens that an evaluation on the way reads. */
  readonly evaluationTokens: number;
  /** What tells the data of the run from other data; compared when a run is resumed. */
  readonly data: object;
  /** The sizes of the model and whatever else tells it from others. */
  readonly config: object;
  /** The model on the held-out data, in pieces between which others may run; `whole` or only `evaluationTokens` of it. */
  evaluate(whole: boolean): Generator<void, E, void>;
  /** Numbers of an evaluation for the files of the model. */
  metrics(evaluation: E): Readonly<Record<string, number>>;
  /** What the model writes now; it depends on the weights and `rng` alone. */
  sample?(rng: Rng, signal: AbortSignal | undefined): Promise<Sample>;
  /** The loss of a model that only counts how frequent each target is; null where there is none. */
  readonly unigramLoss: number | null;
  /** Null where there is none. */
  readonly unknown: UnknownToken | null;
  /** The model as files. */
  files(metrics: Readonly<Record<string, number>>): CheckpointFiles;
}
