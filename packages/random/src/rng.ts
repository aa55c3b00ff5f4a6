import { sampleNormal } from "./normal.ts";
import { philox } from "./philox.ts";
import { decimal64, highWord, lowWord, type RngState, type RngWords, seedBits } from "./rng-state.ts";
import { childStream, type StreamName } from "./stream.ts";

/** The kinds of arrays that {@link Rng.shuffle} takes. */
export type Shufflable =
  | unknown[]
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const TWO_32 = 4294967296;
const TWO_53 = 9007199254740992;

/**
 * A seeded random number generator: the same seed gives the same numbers on every machine and engine.
 *
 * It is counter-based: the words are Philox4x32-10 of (counter, stream) under the seed, so the whole state is three numbers
 * and independent streams cost nothing. The period is 2^53 words for each of 2^64 streams of each of 2^64 seeds.
 * It is not for secrets.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC11 (2011).
 *
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 *
 * const rng = new Rng(42);
 * rng.integer(6); // => 5
 * rng.uniform(); // => 0.46858651821343966
 * Array.from(new Rng(42).permutation(5)); // => [2, 1, 0, 4, 3]
 * ```
 */
export class Rng {
  readonly #words: Uint32Array = new Uint32Array(4);
  #next = 4; // the next word of the block; 4 when none is left
  #block = 0; // the number of blocks made
  #key0 = 0;
  #key1 = 0;
  #stream: StreamName = [0, 0];

  /**
   * @param seed - An integer from -2^63 to 2^64 - 1, taken modulo 2^64; a number must be a safe integer.
   * @throws RangeError if the seed is no such integer.
   */
  constructor(seed: number | bigint) {
    const bits = seedBits(seed);
    this.#key0 = lowWord(bits);
    this.#key1 = highWord(bits);
  }

  /**
   * A generator that continues from `state` with the same numbers.
   *
   * @param state - What {@link Rng.state} returned, perhaps after a trip through JSON.
   * @throws RangeError if a field of the state is missing or wrong.
   *
   * @example
   * ```ts
   * import { Rng } from "@unroll/random";
   *
   * const rng = new Rng(1);
   * rng.uint32();
   * const saved = JSON.stringify(rng.state());
   * const expected = rng.normal();
   * Rng.fromState(JSON.parse(saved)).normal() === expected; // => true
   * ```
   */
  static fromState(state: RngState): Rng {
    const rng = new Rng(0);
    rng.restore(state);
    return rng;
  }

  /** The state, exact even in the middle of a block: see {@link RngState}. */
  state(): RngState {
    return {
      algorithm: "philox4x32-10",
      seed: String((BigInt(this.#key1) << 32n) | BigInt(this.#key0)),
      stream: String((BigInt(this.#stream[1]) << 32n) | BigInt(this.#stream[0])),
      counter: this.#counter(),
    };
  }

  /**
   * Continues from `state`, in place: everyone who holds this generator sees it.
   *
   * @param state - What {@link Rng.state} returned.
   * @throws RangeError if a field of the state is missing or wrong; the generator is then as it was.
   *
   * @example
   * ```ts
   * import { Rng } from "@unroll/random";
   *
   * const rng = new Rng(1);
   * const start = rng.state();
   * const first = rng.uniform();
   * rng.restore(start);
   * rng.uniform() === first; // => true
   * ```
   */
  restore(state: RngState): void {
    if (typeof state !== "object" || state === null || state.algorithm !== "philox4x32-10") {
      throw new RangeError('Rng.restore: state.algorithm must be "philox4x32-10".');
    }
    const seed = decimal64("seed", state.seed);
    const stream = decimal64("stream", state.stream);
    const { counter } = state;
    if (!Number.isSafeInteger(counter) || counter < 0) {
      throw new RangeError("Rng.restore: state.counter must be an integer from 0 to 2^53 - 1.");
    }
    this.#key0 = lowWord(seed);
    this.#key1 = highWord(seed);
    this.#stream = [lowWord(stream), highWord(stream)];
    this.#moveTo(counter);
  }

  /**
   * An independent generator: the stream `label` below this one. This one does not advance, and the same label gives the same
   * stream, however many numbers have been drawn in between.
   *
   * @param label - A string or a safe integer; 1 and "1" are different labels.
   * @throws RangeError if the label is a number but no safe integer.
   *
   * @example
   * ```ts
   * import { Rng } from "@unroll/random";
   *
   * const rng = new Rng(42);
   * const weights = rng.split("weights");
   * const batches = rng.split("batches").split(3);
   * weights.uint32() === batches.uint32(); // => false
   * rng.state().counter; // => 0
   * ```
   */
  split(label: string | number): Rng {
    if (typeof label === "number" && !Number.isSafeInteger(label)) {
      throw new RangeError(`Rng.split: label must be a string or a safe integer; got ${label}.`);
    }
    const child = new Rng(0);
    child.#key0 = this.#key0;
    child.#key1 = this.#key1;
    child.#stream = childStream(this.#stream, label);
    return child;
  }

  /**
   * Passes over the next `count` words and tells where they lie, for code that makes them by itself: word i is word
   * (counter + i) mod 4 of the Philox4x32-10 block number floor((counter + i) / 4).
   *
   * @param count - How many words of 32 bits: an integer of 0 or more.
   * @throws RangeError if the count is no such integer.
   *
   * @example
   * ```ts
   * import { Rng } from "@unroll/random";
   *
   * const rng = new Rng(7);
   * rng.uint32();
   * rng.reserve(10); // => { "seed": [7, 0], "stream": [0, 0], "counter": 1 }
   * rng.state().counter; // => 11
   * ```
   */
  reserve(count: number): RngWords {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`Rng.reserve: count must be an integer of 0 or more; got ${count}.`);
    }
    const counter = this.#counter();
    this.#moveTo(counter + count);
    return { seed: [this.#key0, this.#key1], stream: [this.#stream[0], this.#stream[1]], counter };
  }

  #counter(): number {
    return this.#block * 4 - (4 - this.#next);
  }

  #moveTo(counter: number): void {
    this.#block = Math.floor(counter / 4);
    this.#next = 4;
    if (counter % 4 === 0) return;
    this.#refill();
    this.#next = counter % 4;
  }

  /** 32 random bits: an integer from 0 to 2^32 - 1. Every other method draws through this one. */
  uint32(): number {
    if (this.#next === 4) this.#refill();
    return this.#words[this.#next++]!;
  }

  /** A number from [0, 1), uniform over the multiples of 2^-53. Draws two words. */
  uniform(): number {
    const high = this.uint32();
    return (high * 2097152 + (this.uint32() >>> 11)) / TWO_53;
  }

  /**
   * An integer from 0 to n - 1, each exactly as likely as every other: draws that would favour some are drawn again.
   *
   * @param n - An integer from 1 to 2^53.
   * @throws RangeError if n is no such integer.
   */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > TWO_53) {
      throw new RangeError(`Rng.integer: n must be an integer from 1 to 2^53; got ${n}.`);
    }
    if (n <= TWO_32) {
      const limit = TWO_32 - (TWO_32 % n);
      let word = this.uint32();
      while (word >= limit) word = this.uint32();
      return word % n;
    }
    const limit = TWO_53 - (TWO_53 % n);
    let value = this.uniform() * TWO_53;
    while (value >= limit) value = this.uniform() * TWO_53;
    return value % n;
  }

  /**
   * A sample of the standard normal distribution, mean 0 and standard deviation 1, exact to the 53 bits of its fraction.
   * It uses comparisons only, no logarithm and no cosine, so its bits are the same everywhere.
   *
   * Source: Karney, "Sampling Exactly from the Normal Distribution", ACM TOMS 42 (2016), Algorithm N.
   */
  normal(): number {
    return sampleNormal(this);
  }

  /**
   * Puts the items into a random order, every order equally likely, in place (Fisher-Yates), and returns them.
   *
   * @param items - An array or a typed array.
   */
  shuffle<T extends Shufflable>(items: T): T {
    const list = items as unknown[];
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const item = list[i];
      list[i] = list[j];
      list[j] = item;
    }
    return items;
  }

  /**
   * The numbers 0 to n - 1 in a random order.
   *
   * @param n - An integer from 0 to 2^32 - 1.
   * @throws RangeError if n is no such integer.
   */
  permutation(n: number): Uint32Array {
    if (!Number.isInteger(n) || n < 0 || n >= TWO_32) {
      throw new RangeError(`Rng.permutation: n must be an integer from 0 to 2^32 - 1; got ${n}.`);
    }
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    return this.shuffle(order);
  }

  /**
   * An index of `weights`, each with the probability weight / sum of the weights. Draws two words.
   *
   * @param weights - Non-negative finite numbers with a positive, finite sum; they need not add up to 1.
   * @throws RangeError if a weight is negative or not finite, or if they are all zero.
   *
   * @example
   * ```ts
   * import { Rng } from "@unroll/random";
   *
   * const rng = new Rng(42);
   * const counts = [0, 0, 0];
   * for (let i = 0; i < 1000; i++) counts[rng.choice([3, 0, 1])]! += 1;
   * counts; // => [727, 0, 273]
   * ```
   */
  choice(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!;
      // Written so that NaN fails too.
      if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
        throw new RangeError(`Rng.choice: weights must be non-negative and finite; got ${weight} at index ${i}.`);
      }
      total += weight;
    }
    if (!(total > 0 && total < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        `Rng.choice: weights must have a positive, finite sum; got ${total} over ${weights.length} weights.`,
      );
    }
    let rest = this.uniform() * total;
    let last = 0;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!;
      if (weight === 0) continue;
      if (rest < weight) return i;
      rest -= weight;
      last = i;
    }
    return last; // only if rounding has left something of the total
  }

  /**
   * Fills `out` with numbers from [low, high). A Float32Array draws one word a number (24 bits), a Float64Array two (53 bits).
   *
   * @param out - The array to fill.
   * @param low - The lower end. Default: 0.
   * @param high - The upper end, at least `low`. Default: 1.
   * @throws RangeError if the ends are not finite or the wrong way round.
   */
  fillUniform(out: Float32Array | Float64Array, low = 0, high = 1): void {
    const width = high - low;
    if (!(width >= 0 && width < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`Rng.fillUniform: low and high must be finite, low at most high; got ${low} and ${high}.`);
    }
    for (let i = 0; i < out.length; i++) {
      const u = out instanceof Float32Array ? (this.uint32() >>> 8) / 16777216 : this.uniform();
      out[i] = low + width * u;
      // Rounding may reach the upper end, which is not in the interval.
      if (out[i]! >= high) out[i] = low;
    }
  }

  /**
   * Fills `out` with samples of the normal distribution.
   *
   * @param out - The array to fill; a Float32Array gets the same samples as a Float64Array, rounded.
   * @param mean - The mean. Default: 0.
   * @param std - The standard deviation, not negative. Default: 1.
   * @throws RangeError if the mean or the standard deviation is not finite, or the latter negative.
   */
  fillNormal(out: Float32Array | Float64Array, mean = 0, std = 1): void {
    if (!Number.isFinite(mean) || !Number.isFinite(std) || std < 0) {
      throw new RangeError(`Rng.fillNormal: mean and std must be finite, std not negative; got ${mean} and ${std}.`);
    }
    for (let i = 0; i < out.length; i++) out[i] = mean + std * sampleNormal(this);
  }

  #refill(): void {
    philox(
      this.#words,
      this.#block % TWO_32,
      Math.floor(this.#block / TWO_32),
      this.#stream[0],
      this.#stream[1],
      this.#key0,
      this.#key1,
    );
    this.#block++;
    this.#next = 0;
  }
}
