import { Rng } from "@unroll/random";

/** What every generated corpus asks: how many examples, and which. */
export interface GeneratedOptions {
  /** The number of examples. */
  count: number;
  /** The same seed gives the same examples, everywhere; a longer list begins with the shorter one. Default: 0. */
  seed?: number | bigint;
}

/** Refuses numbers that are no integers from `least` to `most`: `settings` are name and value. */
export function checkIntegers(
  asker: string,
  settings: Record<string, number>,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): void {
  for (const [name, value] of Object.entries(settings)) {
    if (Number.isSafeInteger(value) && value >= least && value <= most) continue;
    const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
    throw new RangeError(`${asker}: ${name} must be an integer ${range}; got ${value}.`);
  }
}

/** Refuses a shortest length that is more than the longest. */
export function checkLengths(asker: string, minLength: number, maxLength: number, least = 1): void {
  checkIntegers(asker, { minLength, maxLength }, least);
  if (minLength > maxLength) {
    throw new RangeError(`${asker}: minLength must be at most maxLength=${maxLength}; got ${minLength}.`);
  }
}

/** `count` examples, one after the other from one generator. */
export function examples<T>(asker: string, options: GeneratedOptions, make: (rng: Rng) => T): T[] {
  const { count, seed = 0 } = options;
  checkIntegers(asker, { count }, 0);
  // Each corpus has a stream of its own: copy and reverse of one seed are not the same sequences.
  const rng = new Rng(seed).split(asker);
  return Array.from({ length: count }, () => make(rng));
}

/** An integer from `low` to `high`, both included. */
export function between(rng: Rng, low: number, high: number): number {
  return low + rng.integer(high - low + 1);
}

/** One of the items, each as likely as every other. */
export function pick<T>(rng: Rng, items: ArrayLike<T>): T {
  return items[rng.integer(items.length)]!;
}
