import { CorpusError, type StreamWindow, streams } from "@unroll/datasets";
import type { Rng } from "@unroll/random";

/** What one step reads. */
export interface Window extends StreamWindow {
  /** Passes over the text done before. */
  readonly epoch: number;
}

/**
 * The windows of `streams`, epoch after epoch. Any window can be had by its number, which is what makes a run resumable.
 *
 * What does not fill a window is left out, but each epoch begins at another place, so that over the epochs all of the text is read.
 */
export class TextWindows {
  /** Windows in one pass over the text. */
  readonly perEpoch: number;
  /** The length of the text. */
  readonly characters: number;
  readonly #ids: Int32Array;
  readonly #options: { readonly batchSize: number; readonly time: number };
  readonly #rng: Rng;

  /** @throws CorpusError ("too-short") when the text does not fill one window, saying what would fit. */
  constructor(ids: Int32Array, batchSize: number, time: number, rng: Rng) {
    const needed = batchSize * time + 1;
    if (ids.length < needed) {
      const fitting = Math.floor((ids.length - 1) / time);
      const advice =
        fitting >= 1 ? `use batchSize ${fitting} or less, or a smaller time` : "use a longer text or a smaller time";
      throw new CorpusError(
        `LanguageModelTraining: the training text has ${ids.length} characters, but one step reads batchSize=${batchSize} rows of time=${time}, which takes ${needed}; ${advice}`,
        { problem: "too-short", corpus: "text" },
      );
    }
    this.#ids = ids;
    this.#options = { batchSize, time };
    this.#rng = rng;
    this.characters = ids.length;
    this.perEpoch = streams(ids, this.#options).length;
  }

  /** The window of a step, counted from 0 over all epochs. */
  at(step: number): Window {
    const { batchSize, time } = this.#options;
    const epoch = Math.floor(step / this.perEpoch);
    const spare = this.characters - 1 - batchSize * time * this.perEpoch;
    const begin = this.#rng.split(epoch).integer(spare + 1);
    return { ...streams(this.#ids.subarray(begin), this.#options).at(step % this.perEpoch), epoch };
  }
}
