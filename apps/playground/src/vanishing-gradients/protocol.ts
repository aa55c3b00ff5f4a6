/** What the page and the worker of this chapter say to each other. */

/** The three networks, in the order in which they stand on the page. */
export const kinds = ["rnn", "gru", "lstm"] as const;
export type Kind = (typeof kinds)[number];

/** How many symbols follow the one that must be remembered. */
export const distances = [5, 20, 50, 100] as const;
export type Distance = (typeof distances)[number];

/** What the reader can choose before a training. */
export interface Setup {
  distance: Distance;
  /** How the gates that keep the state begin: of the GRU z, of the LSTM f. */
  gates: "open" | "half open";
  /** How the RNN's recurrent weights begin. */
  recurrent: "random" | "identity";
}

/** The task, as the worker has made it. */
export interface TaskFacts {
  /** The symbols that sequences consist of. */
  symbols: string;
  /** A sequence that no network trains on. */
  example: string;
  /** The last step there will be. */
  steps: number;
  /** How many numbers each network adjusts. */
  parameters: Record<Kind, number>;
}

/** What a network does at some moment of its training with sequences that it never trains on. */
export interface Measurement {
  /** The share of right answers. */
  accuracy: number;
  /** The mean loss, in nats. */
  loss: number;
  /** |dLoss/dh(t)| for every t. */
  gradient: number[];
  /** The probability of each symbol as the answer to the example. */
  answer: number[];
}

/** A moment of the training. */
export interface Moment {
  step: number;
  /** Of training. */
  seconds: number;
  networks: Record<Kind, Measurement>;
}

/** What the worker reports, in the order in which it happens. */
export type TrainerEvent =
  | { type: "fresh"; setup: Setup; task: TaskFacts }
  | { type: "moment"; moment: Moment }
  | { type: "paused" }
  | { type: "continued" }
  | { type: "finished" }
  | { type: "failed"; message: string };

/** The worker, as the page sees it. */
export interface TrainerApi {
  /** Everything that happens from now on goes to `emit`. Makes the first networks. */
  open(emit: (event: TrainerEvent) => void, setup: Setup): Promise<void>;
  /** Makes fresh networks and measures them; they wait to be trained. A training that is under way is given up. */
  reset(setup: Setup): Promise<void>;
  /** Stops at the next moment. */
  pause(): Promise<void>;
  /** Begins, or goes on after a pause. */
  continue(): Promise<void>;
}
