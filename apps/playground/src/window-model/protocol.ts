/** What the page and the worker of this chapter say to each other. */

export const contexts = [1, 3, 5, 8] as const;
type Context = (typeof contexts)[number];

/** What the reader can choose before a training. */
export interface Setup {
  unit: "characters" | "words";
  context: Context;
  /** A text of the reader's own; null: Moby Dick. */
  text: string | null;
}

/** The model and its text, as the worker has made them. */
export interface Facts {
  name: string;
  vocabularySize: number;
  parameters: number;
  steps: number;
  /** A passage on which the model never trains, token by token: the window slides over it. */
  passage: readonly string[];
}

/** A token on the map: its embedding of two numbers. */
export interface Point {
  token: string;
  x: number;
  y: number;
}

/** A moment of the training. */
export interface Moment {
  step: number;
  seconds: number;
  /** On text on which it never trains, in nats per token. */
  loss: number;
  map: readonly Point[];
}

/** The model at one place of the passage. */
export interface Look {
  /** The embeddings of the tokens in the window, side by side: x. */
  embeddings: readonly (readonly number[])[];
  /** tanh(W_h x + b_h) */
  hidden: readonly number[];
  /** The likeliest next tokens. */
  next: readonly { token: string; probability: number }[];
}

/** What the worker reports, in the order in which it happens. */
export type TrainerEvent =
  | { type: "fresh"; setup: Setup; facts: Facts }
  | { type: "moment"; moment: Moment }
  | { type: "paused" }
  | { type: "continued" }
  | { type: "finished" }
  | { type: "failed"; message: string };

/** The worker, as the page sees it. */
export interface TrainerApi {
  /** Everything that happens from now on goes to `emit`. Makes the first model. */
  open(emit: (event: TrainerEvent) => void, setup: Setup): Promise<void>;
  /** Makes a fresh model, which waits to be trained. A training that is under way is given up. */
  reset(setup: Setup): Promise<void>;
  /** Stops at the next moment. */
  pause(): Promise<void>;
  /** Begins, or goes on after a pause. */
  continue(): Promise<void>;
  /** The model as it is, with the window ending before the token at a position of the passage. */
  look(position: number): Promise<Look | null>;
}
