/** What the page and the training worker say to each other. */

/** The sizes of model on offer. */
export type ModelSize = "small" | "medium";

/** The book, as the worker has read it. */
export interface CorpusFacts {
  name: string;
  characters: number;
  heldOutCharacters: number;
  /** How many different characters there are: the number of answers the model chooses from. */
  vocabularySize: number;
}

/** Held-out losses of models that only count, in nats per character. */
export interface Baselines {
  unigram: number;
  fiveGram: number;
}

/** A passage that the model wrote at some moment of its training. */
export interface Sample {
  step: number;
  /** The last held-out loss measured before it, in nats per character. */
  heldOutLoss: number | null;
  temperature: number;
  prompt: string;
  /** What follows the prompt. */
  text: string;
}

/** What the worker reports, in the order in which it happens. */
export type TrainerEvent =
  | { type: "corpus"; corpus: CorpusFacts }
  | { type: "baselines"; baselines: Baselines }
  | { type: "start"; size: ModelSize; parameters: number; steps: number; charactersPerStep: number }
  /** Some steps, gathered so that the page is not asked to redraw more often than an eye can follow. */
  | { type: "progress"; steps: number[]; losses: number[]; seconds: number; charactersPerSecond: number }
  | { type: "evaluation"; step: number; loss: number; seconds: number }
  | { type: "sample"; sample: Sample }
  | { type: "paused" }
  | { type: "continued" }
  | { type: "finished" }
  | { type: "failed"; message: string };

/** The worker, as the page sees it. */
export interface TrainerApi {
  /** Reads the book and counts the baselines. Everything that happens from then on goes to `emit`. */
  open(emit: (event: TrainerEvent) => void, temperature: number): Promise<void>;
  /** Starts a fresh model. A training that is under way is given up. */
  train(size: ModelSize): Promise<void>;
  /** Stops at the end of the present step. */
  pause(): Promise<void>;
  /** Goes on after a pause. */
  continue(): Promise<void>;
  /** For every sample and passage from the next one on. */
  setTemperature(temperature: number): Promise<void>;
  /**
   * Writes `length` characters after `prompt` with the model as it is, and returns them; training waits meanwhile. `onText` hears of
   * every character, but has a channel of its own: the last of them may come after the whole.
   */
  write(prompt: string, length: number, onText: (text: string) => void): Promise<string>;
}
