import type { Rng } from "@unroll/random";

/** What one step reads: row r goes on where it stopped in the window before, unless the window is the first of its epoch. */
export interface Window {
  /** Passes over the text done before. */
  readonly epoch: number;
  /** The window's place in its epoch; before the first, the state is zero. */
  readonly index: number;
  /** [B, T] */
  readonly inputs: Int32Array;
  /** [B, T]: the character after each one. */
  readonly targets: Int32Array;
}

/**
 * A text as windows for truncated backpropagation through time: cut into B rows of equal length, T characters of each row at a time.
 * Any window can be had by its number, which is what makes a run resumable.
 *
 * What does not fill a window at the end of the rows is left out, but each epoch begins at another place, so that all of it is read.
 */
export class TextWindows {
  /** Windows in one pass over the text. */
  readonly perEpoch: number;
  /** The length of the text. */
  readonly characters: number;
  readonly #ids: Int32Array;
  readonly #batchSize: number;
  readonly #time: number;
  readonly #rng: Rng;
  readonly #rowLength: number;

  /** @throws RangeError when the text does not fill one window. */
  constructor(ids: Int32Array, batchSize: number, time: number, rng: Rng) {
    const rowLength = Math.floor((ids.length - 1) / batchSize);
    if (rowLength < time) {
      const fitting = Math.floor((ids.length - 1) / time);
      const advice =
        fitting >= 1 ? `use batchSize ${fitting} or less, or a smaller time` : "use a longer text or a smaller time";
      throw new RangeError(
        `LanguageModelTraining: the training text has ${ids.length} characters, but one step reads batchSize=${batchSize} rows of time=${time}, which takes ${batchSize * time + 1}; ${advice}`,
      );
    }
    this.#ids = ids;
    this.characters = ids.length;
    this.#batchSize = batchSize;
    this.#time = time;
    this.#rng = rng;
    this.#rowLength = rowLength;
    this.perEpoch = Math.floor(rowLength / time);
  }

  /** The window of a step, counted from 0 over all epochs. */
  at(step: number): Window {
    const time = this.#time;
    const epoch = Math.floor(step / this.perEpoch);
    const index = step % this.perEpoch;
    const slack = this.#rowLength - this.perEpoch * time;
    const begin = this.#rng.split(epoch).integer(slack + 1) + index * time;
    const inputs = new Int32Array(this.#batchSize * time);
    const targets = new Int32Array(this.#batchSize * time);
    for (let row = 0; row < this.#batchSize; row++) {
      const start = row * this.#rowLength + begin;
      inputs.set(this.#ids.subarray(start, start + time), row * time);
      targets.set(this.#ids.subarray(start + 1, start + 1 + time), row * time);
    }
    return { epoch, index, inputs, targets };
  }
}
