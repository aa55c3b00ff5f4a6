import { CorpusError } from "./errors.ts";

/** How {@link streams} cuts. */
export interface StreamsOptions {
  /** B, the number of rows: parts of the text that are read side by side. */
  batchSize: number;
  /** T, the number of tokens of each row in a window. */
  time: number;
  /** Keep what is left at the end of the rows as one shorter window, so that nearly nothing is left out. Default: false. */
  keepTail?: boolean;
}

/** One step of truncated backpropagation through time. */
export interface StreamWindow {
  /** Its place, from 0. */
  readonly index: number;
  /** Whether the rows begin here: the hidden state starts at zero. In any other window it goes on from the one before. */
  readonly first: boolean;
  /** B. */
  readonly batchSize: number;
  /** T; in a tail less than in the other windows. */
  readonly time: number;
  /** The tokens, [B, T], row by row. */
  readonly inputs: Int32Array;
  /** The token after each, [B, T], row by row. */
  readonly targets: Int32Array;
}

/** The windows of a sequence, in order; any of them can be had by its place. */
export interface Streams extends Iterable<StreamWindow> {
  /** How many windows there are. */
  readonly length: number;
  /** How many tokens are predicted in all of them together. */
  readonly targets: number;
  /**
   * The window at a place. Its arrays are new.
   *
   * @throws RangeError if the index is no integer from 0 to length - 1.
   */
  at(index: number): StreamWindow;
  /**
   * The windows from a place on: where a stopped run goes on.
   *
   * @throws RangeError if the index is no integer from 0 to length.
   */
  from(index: number): Iterable<StreamWindow>;
}

/**
 * Cuts a sequence into windows for truncated backpropagation through time.
 *
 * The sequence is cut into B rows of equal length. Each window has the next T tokens of every row, so row b of a window goes on
 * exactly where row b of the one before stopped, and the hidden state can be carried over. The target of a token is the one
 * after it. Up to B - 1 tokens at the end of the sequence, and less than T at the end of every row (unless `keepTail`), are
 * left out.
 *
 * ```
 * row length L = floor((N - 1) / B),   inputs[b, t] of window i = ids[b L + i T + t],   targets[b, t] = ids[b L + i T + t + 1]
 * ```
 *
 * @param ids - N token ids; they are not copied.
 * @param options - See {@link StreamsOptions}.
 * @throws RangeError if `batchSize` or `time` is not a positive integer.
 * @throws CorpusError ("too-short") if the ids do not fill one window.
 *
 * @example
 * ```ts
 * import { streams } from "@unroll/datasets";
 *
 * const ids = Int32Array.from({ length: 14 }, (_, i) => i);
 * const windows = streams(ids, { batchSize: 2, time: 3 });
 * windows.length; // => 2
 * for (const { inputs, targets, first } of windows.from(1)) {
 *   Array.from(inputs); // => [3, 4, 5, 9, 10, 11]
 *   Array.from(targets); // => [4, 5, 6, 10, 11, 12]
 *   first; // => false
 * }
 * ```
 */
export function streams(ids: Int32Array, options: StreamsOptions): Streams {
  const { batchSize, time, keepTail = false } = options;
  for (const [name, value] of [
    ["batchSize", batchSize],
    ["time", time],
  ] as const) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`streams: ${name} must be a positive integer; got ${value}.`);
    }
  }
  const rowLength = Math.floor((ids.length - 1) / batchSize);
  if (rowLength < (keepTail ? 1 : time)) {
    const needed = batchSize * (keepTail ? 1 : time) + 1;
    throw new CorpusError(
      `streams: ids must have at least ${needed} tokens to fill one window of batchSize=${batchSize} rows and time=${time}; got ${ids.length}.`,
      { problem: "too-short", corpus: "ids" },
    );
  }
  const length = keepTail ? Math.ceil(rowLength / time) : Math.floor(rowLength / time);

  const at = (index: number): StreamWindow => {
    checkIndex("at", index, length - 1);
    const begin = index * time;
    const width = Math.min(time, rowLength - begin);
    const inputs = new Int32Array(batchSize * width);
    const targets = new Int32Array(batchSize * width);
    for (let b = 0; b < batchSize; b++) {
      const start = b * rowLength + begin;
      inputs.set(ids.subarray(start, start + width), b * width);
      targets.set(ids.subarray(start + 1, start + width + 1), b * width);
    }
    return { index, first: index === 0, batchSize, time: width, inputs, targets };
  };
  function* windowsFrom(index: number): Generator<StreamWindow, void, undefined> {
    for (let i = index; i < length; i++) yield at(i);
  }
  return {
    length,
    targets: batchSize * (keepTail ? rowLength : length * time),
    at,
    from(index) {
      checkIndex("from", index, length);
      return { [Symbol.iterator]: () => windowsFrom(index) };
    },
    [Symbol.iterator]: () => windowsFrom(0),
  };
}

function checkIndex(method: string, index: number, last: number): void {
  if (!Number.isInteger(index) || index < 0 || index > last) {
    throw new RangeError(`Streams.${method}: index must be an integer from 0 to ${last}; got ${index}.`);
  }
}
