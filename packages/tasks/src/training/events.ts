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
  readonly trainingCharacters: number;
  readonly heldOutCharacters: number;
  /** What computes: see `backend` of `@unroll/tensor`. */
  readonly backend: string;
}

/** One step of the optimizer was done. */
export interface StepEvent {
  readonly type: "step";
  /** Steps done, this one included. */
  readonly step: number;
  /** The length of the run; null until a run given in seconds has measured its speed. */
  readonly steps: number | null;
  /** Passes over the text begun, from 1. */
  readonly epoch: number;
  /** Of this step's batch, before the step: nats per character. */
  readonly loss: number;
  readonly learningRate: number;
  /** The norm of all gradients before clipping. */
  readonly gradNorm: number;
  /** Of training alone, smoothed over the last steps. */
  readonly charactersPerSecond: number;
  /** Time spent in the run until now, in seconds: before an interruption too, evaluations and samples included. */
  readonly seconds: number;
}

/** The model was evaluated on the held-out text. */
export interface EvaluationEvent {
  readonly type: "evaluation";
  readonly step: number;
  /** Nats per character. */
  readonly loss: number;
  readonly bitsPerCharacter: number;
  /** How many characters were predicted: a sample from the whole held-out text on the way, all of it at the end. */
  readonly characters: number;
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

/** Everything that is needed to go on from here. */
export interface CheckpointEvent {
  readonly type: "checkpoint";
  readonly step: number;
  /** For a folder, a database or a download. */
  readonly files: CheckpointFiles;
}

/** The run has ended. */
export interface EndEvent {
  readonly type: "end";
  readonly step: number;
  /** Whether all steps were done, or the signal came first. */
  readonly reason: "done" | "aborted";
  /** The last loss on held-out text in nats per character; null when there was no evaluation. */
  readonly loss: number | null;
  readonly bitsPerCharacter: number | null;
  readonly seconds: number;
}

/** What a training run reports while it goes on. */
export type TrainingEvent = StartEvent | StepEvent | EvaluationEvent | SampleEvent | CheckpointEvent | EndEvent;
