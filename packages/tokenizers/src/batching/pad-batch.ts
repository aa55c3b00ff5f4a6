// Four gibibytes of ids.
const MOST_IDS = 2 ** 30;

/** What {@link padBatch} may be given. */
export interface PadBatchOptions {
  /** Where padding is put and, where a sequence is too long, where it is cut. Default: "right". */
  side?: "left" | "right";
  /** The length of all rows; longer sequences are cut. Default: that of the longest sequence. */
  length?: number;
  /** The most that a sequence may have; longer ones are cut. Without effect if `length` is given. Default: no limit. */
  maxLength?: number;
  /** The id of padding. Default: 0. */
  padId?: number;
}

/** Sequences of ids as one array, as {@link padBatch} makes it. B is their number, T the length of a row. */
export interface PaddedBatch {
  /** [B, T] ids, row after row. */
  ids: Int32Array;
  /** [B, T]. */
  shape: [batch: number, time: number];
  /** [B] how many ids of each row are no padding. */
  lengths: number[];
  /** [B, T] 1 for an id of a sequence, 0 for padding. */
  mask: Uint8Array;
}

/**
 * Sequences of different lengths as one array with padding.
 *
 * @param sequences - Ids, as `encode` gives them.
 * @param options - See {@link PadBatchOptions}.
 * @throws RangeError if `length` or `maxLength` is no whole number of at least 0, if `padId` is no int32, `side` is unknown, or an id is
 *   no int32.
 *
 * @example
 * ```ts
 * import { padBatch } from "@unroll/tokenizers";
 *
 * const { ids, shape, lengths, mask } = padBatch([[5, 6, 7], [8]], { padId: 0 });
 * Array.from(ids); // => [5, 6, 7, 8, 0, 0]
 * shape; // => [2, 3]
 * lengths; // => [3, 1]
 * Array.from(mask); // => [1, 1, 1, 1, 0, 0]
 * Array.from(padBatch([[5, 6, 7], [8]], { side: "left", length: 2 }).ids); // => [6, 7, 0, 8]
 * ```
 */
export function padBatch(sequences: readonly ArrayLike<number>[], options: PadBatchOptions = {}): PaddedBatch {
  const { side = "right", padId = 0 } = options;
  if (side !== "left" && side !== "right") {
    throw new RangeError(`padBatch: side must be "left" or "right"; got ${side}.`);
  }
  if ((padId | 0) !== padId) throw new RangeError(`padBatch: padId must be a 32-bit integer; got ${padId}.`);
  for (const name of ["length", "maxLength"] as const) {
    const value = options[name];
    if (value !== undefined && (!Number.isInteger(value) || value < 0)) {
      throw new RangeError(`padBatch: ${name} must be a whole number of at least 0; got ${value}.`);
    }
  }
  const most = options.length ?? options.maxLength ?? Number.POSITIVE_INFINITY;
  const lengths = sequences.map((sequence) => Math.min(sequence.length, most));
  const time = options.length ?? lengths.reduce((longest, length) => Math.max(longest, length), 0);
  if (sequences.length * time > MOST_IDS) {
    throw new RangeError(
      `padBatch: sequences must make at most ${MOST_IDS} ids, padding among them; got ${sequences.length} x ${time}.`,
    );
  }
  const ids = new Int32Array(sequences.length * time).fill(padId);
  const mask = new Uint8Array(sequences.length * time);
  sequences.forEach((sequence, row) => {
    const length = lengths[row]!;
    const first = side === "left" ? sequence.length - length : 0;
    const at = row * time + (side === "left" ? time - length : 0);
    for (let i = 0; i < length; i++) {
      const id = sequence[first + i]!;
      if ((id | 0) !== id) {
        throw new RangeError(`padBatch: sequences[${row}] must have 32-bit integers; got ${id} at index ${first + i}.`);
      }
      ids[at + i] = id;
    }
    mask.fill(1, at, at + length);
  });
  return { ids, shape: [sequences.length, time], lengths, mask };
}
