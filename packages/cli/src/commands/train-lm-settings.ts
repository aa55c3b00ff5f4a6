import type { BackendName } from "@unroll/tensor";

/** What was given on the command line; what was not is undefined, and takes the default of the run. */
export interface TrainLmOptions {
  readonly out?: string;
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly steps?: number;
  readonly epochs?: number;
  readonly seconds?: number;
  readonly embeddingSize?: number;
  readonly hiddenSize?: number;
  readonly layers?: number;
  readonly batchSize?: number;
  readonly time?: number;
  readonly learningRate?: number;
  readonly heldOut?: number;
  readonly seed?: number;
  readonly backend?: BackendName;
  readonly checkpointEvery?: number;
}

/** Defaults that are the command's own: where a library has to be told, a command has to be ready. */
export const trainLmDefaults = { heldOut: 0.1, seed: 0, checkpointEvery: 100 } as const;
