import type { Diagnosis } from "./diagnostics.ts";
import type { Recipe } from "./options.ts";
import type { EvaluationResult } from "./task.ts";

/** The files of a model or of a checkpoint by name: what stands in its folder, wherever it is kept. */
export type CheckpointFiles = Record<string, Uint8Array>;

/** A run begins or goes on. */
export interface StartEvent {
  readonly type: "start";
  /** Steps done before: 0 unless the run is resumed. */
  readonly step: number;
  /** The length of the run; null until a run given in seconds has measured its speed. */
  readonly steps: number | null;
  readonly stepsPerEpoch: number;
  /** Numbers that are trained. */
  readonly parameters: number;
  readonly trainingTokens: number;
  readonly heldOutTokens: number;
  /** What computes: see `backend` of `@unroll/tensor`. */
  readonly backend: string;
  /** Of `@unroll/tasks`. */
  readonly version: string;
  /** Sizes of the model. */
  readonly model: object;
  /** All options that decide the numbers, the seed among them. */
  readonly recipe: Recipe;
  /** What tells the data from other data: lengths and checksums. */
  readonly data: object;
}

/** One step of the optimizer was done. */
export interface StepEvent {
  readonly type: "step";
  /** Steps done, this one included. */
  readonly step: number;
  /** The length of the run; null until a run given in seconds has measured its speed. */
  readonly steps: number | null;
  /** Passes over the data begun, from 1. */
  readonly epoch: number;
  /** Of this step's batches, before the step: nats per token. */
  readonly loss: number;
  readonly learningRate: number;
  /** The norm of all gradients before clipping. */
  readonly gradNorm: number;
  /** Of training alone, smoothed over the last steps. */
  readonly tokensPerSecond: number;
  /** Time spent in the run until now, in seconds: before an interruption too, evaluations and samples included. */
  readonly seconds: number;
}

/** A pass over the data has ended. */
export interface EpochEvent {
  readonly type: "epoch";
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  /** The mean loss of the steps of this pass that were done in this call of `run`. */
  readonly loss: number;
  readonly seconds: number;
}

/** The model was evaluated on the held-out data. */
export interface EvaluationEvent<E extends EvaluationResult = EvaluationResult> {
  readonly type: "evaluation";
  readonly step: number;
  readonly evaluation: E;
  /** Whether all held-out data was read, or a sample of it from everywhere. */
  readonly whole: boolean;
  /** Whether no evaluation on the way was better before. */
  readonly best: boolean;
  readonly seconds: number;
}

/** The model has written something. */
export interface SampleEvent {
  readonly type: "sample";
  readonly step: number;
  /** What the model was given to continue. */
  readonly prompt: string;
  /** The continuation. */
  readonly text: string;
  readonly temperature: number;
}

/** Something about the run is worth knowing, said plainly; each kind once a run. */
export interface DiagnosisEvent extends Diagnosis {
  readonly type: "diagnosis";
  readonly step: number;
}

/** Everything that is needed to go on from here. */
export interface CheckpointEvent {
  readonly type: "checkpoint";
  readonly step: number;
  /** For a folder, a database or a download. */
  readonly files: CheckpointFiles;
}

/** The run has ended. */
export interface EndEvent<E extends EvaluationResult = EvaluationResult> {
  readonly type: "end";
  readonly step: number;
  /** Whether all steps were done, `patience` ran out, or the signal came first. */
  readonly reason: "done" | "no-improvement" | "aborted";
  /** The last evaluation; null when there was none. */
  readonly evaluation: E | null;
  /** The step whose weights the model has now: with `keepBest` the best one. */
  readonly weightsOf: number;
  readonly seconds: number;
}

/** What a training run reports while it goes on. */
export type TrainingEvent<E extends EvaluationResult = EvaluationResult> =
  | StartEvent
  | StepEvent
  | EpochEvent
  | EvaluationEvent<E>
  | SampleEvent
  | DiagnosisEvent
  | CheckpointEvent
  | EndEvent<E>;
