import { sha1Start } from "./sha1.ts";

/** The part of a corpus that an example belongs to. */
export type SplitName = "train" | "dev" | "test";

/** A corpus in three parts; the examples keep their order. */
export interface HashSplit<T> {
  /** About 8 of 10, to learn from. */
  readonly train: T[];
  /** About 1 of 10, to choose by. */
  readonly dev: T[];
  /** About 1 of 10, to measure on at the end. */
  readonly test: T[];
}

/**
 * The part that a text belongs to, which its hash decides: whatever else is in a corpus, and in whatever order, the same text is
 * always in the same part, so duplicates never straddle.
 *
 * ```
 * SHA-1 of the text in UTF-8, first 8 hexadecimal digits, mod 10:   0 is test,  1 is dev,  the rest is train
 * ```
 *
 * @param text - The text, as it is: not trimmed, nor in lower case.
 *
 * @example
 * ```ts
 * import { splitOf } from "@unroll/datasets";
 *
 * splitOf("the green car"); // => "test"
 * splitOf("the green car") === splitOf("the green car"); // => true
 * ```
 */
export function splitOf(text: string): SplitName {
  const digit = sha1Start(text) % 10;
  return digit === 0 ? "test" : digit === 1 ? "dev" : "train";
}

/**
 * Cuts a corpus into train, dev and test by the hash of each example's text: see {@link splitOf}. Examples of one text are in one
 * part. For pairs take the text of which there may be several translations.
 *
 * @param items - The examples.
 * @param textOf - The text that decides.
 *
 * @example
 * ```ts
 * import { splitByHash } from "@unroll/datasets";
 *
 * const names = ["Ada", "Grace", "Alan", "Ada", "Barbara", "Edsger", "Donald"];
 * const { train, dev, test } = splitByHash(names, (name) => name);
 * train.length + dev.length + test.length; // => 7
 * ```
 */
export function splitByHash<T>(items: Iterable<T>, textOf: (item: T) => string): HashSplit<T> {
  const split: HashSplit<T> = { train: [], dev: [], test: [] };
  for (const item of items) split[splitOf(textOf(item))].push(item);
  return split;
}
