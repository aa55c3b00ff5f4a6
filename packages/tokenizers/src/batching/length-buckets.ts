/** What draws a random order: an `Rng` of `@unroll/random` is one. */
export interface Permuter {
  /** The numbers from 0 to n - 1 in a random order. */
  permutation(n: number): ArrayLike<number>;
}

/** What {@link lengthBuckets} may be given. */
export interface LengthBucketOptions {
  /** How many sequences a batch has; the last may have fewer. */
  batchSize: number;
  /**
   * Where randomness comes from: sequences of one length and the batches come in a random order. The same seed gives the same
   * order. Default: none, and then lengths ascend and what is equally long stays in its order.
   */
  rng?: Permuter;
}

/**
 * Puts sequences of similar lengths together, so that batches have little padding: they are sorted by length and cut into
 * batches.
 *
 * @param lengths - The length of each sequence.
 * @param options - See {@link LengthBucketOptions}.
 * @returns Batches of indices of sequences; each index is in one batch.
 * @throws RangeError if `batchSize` is no positive integer, or a length is no whole number of at least 0.
 *
 * @example
 * ```ts
 * import { lengthBuckets } from "@unroll/tokenizers";
 *
 * lengthBuckets([5, 1, 4, 1, 5], { batchSize: 2 }); // => [[1, 3], [2, 0], [4]]
 * ```
 */
export function lengthBuckets(lengths: ArrayLike<number>, options: LengthBucketOptions): number[][] {
  const { batchSize, rng } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`lengthBuckets: batchSize must be a positive integer; got ${batchSize}.`);
  }
  for (let i = 0; i < lengths.length; i++) {
    if (!Number.isInteger(lengths[i]) || lengths[i]! < 0) {
      throw new RangeError(
        `lengthBuckets: lengths must be whole numbers of at least 0; got ${lengths[i]} at index ${i}.`,
      );
    }
  }
  // Sorting is stable: what is equally long stays in the order in which it was drawn.
  const order = Array.from(rng?.permutation(lengths.length) ?? Array.from(lengths, (_, i) => i));
  order.sort((a, b) => lengths[a]! - lengths[b]!);
  const batches: number[][] = [];
  for (let i = 0; i < order.length; i += batchSize) batches.push(order.slice(i, i + batchSize));
  return rng === undefined ? batches : Array.from(rng.permutation(batches.length), (i) => batches[i]!);
}
