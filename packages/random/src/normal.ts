// Karney, "Sampling Exactly from the Normal Distribution", ACM Transactions on Mathematical Software 42 (2016), Algorithm N.
// It needs only comparisons of uniform numbers: no logarithm and no cosine, which differ between engines.
//
// Uniform numbers are drawn a digit at a time, a digit being a word of 32 bits: two numbers are compared by their first
// digits, and only on a tie, once in 2^32, is a second one drawn. So a comparison costs one word and is still right to 2^-63.

/** A source of independent random words of 32 bits. */
export interface WordSource {
  uint32(): number;
}

const NOT_DRAWN = -1;

/** The second digit of a uniform number; it has 31 bits, since the last bit of x's second word is the sign. */
function secondDigit(words: WordSource): number {
  return words.uint32() >>> 1;
}

/** Algorithm H: true with probability exp(-1/2). */
function bernoulliHalf(words: WordSource): boolean {
  // The longest descending run 1/2 > u1 > u2 > ...: its length is even with probability 1 - 1/2 + 1/8 - 1/48 + ...
  let digit = words.uint32();
  if (digit >= 0x80000000) return true;
  let next = NOT_DRAWN;
  for (let length = 1; ; length++) {
    const candidate = words.uint32();
    let candidateNext = NOT_DRAWN;
    if (candidate === digit) {
      if (next === NOT_DRAWN) next = secondDigit(words);
      candidateNext = secondDigit(words);
      if (candidateNext >= next) return length % 2 === 0;
    } else if (candidate > digit) return length % 2 === 0;
    digit = candidate;
    next = candidateNext;
  }
}

/** Algorithm B: true with probability exp(-x (2k + x) / (2k + 2)). The digits of x are (first, second). */
function bernoulliStep(words: WordSource, k: number, x: number, first: number, second: number): boolean {
  // The longest run x > z1 > z2 > ... in which every step also passes with probability (2k + x) / (2k + 2).
  const width = 2 * k + 2;
  const bound = (2 * k + x) * 4294967296;
  let digit = first;
  let next = second;
  for (let length = 0; ; length++) {
    const candidate = words.uint32();
    let candidateNext = NOT_DRAWN;
    if (candidate === digit) {
      if (next === NOT_DRAWN) next = secondDigit(words);
      candidateNext = secondDigit(words);
      if (candidateNext >= next) return length % 2 === 0;
    } else if (candidate > digit) return length % 2 === 0;
    const low = words.uint32() * width;
    if (low + width > bound) {
      // The bound lies below the upper end of this digit's interval: either wholly below it, or inside.
      if (low >= bound || low + (width * secondDigit(words)) / 2147483648 >= bound) return length % 2 === 0;
    }
    digit = candidate;
    next = candidateNext;
  }
}

/** A sample of the standard normal distribution, to the 53 bits of its fraction. It draws 17.5 words on average. */
export function sampleNormal(words: WordSource): number {
  for (;;) {
    // The integer part: k with probability proportional to exp(-k/2), kept with probability exp(-k (k - 1) / 2).
    let k = 0;
    while (bernoulliHalf(words)) k++;
    let trials = k * (k - 1);
    while (trials > 0 && bernoulliHalf(words)) trials--;
    if (trials > 0) continue;

    // The fraction: x uniform, kept with probability exp(-x (2k + x) / 2), which is k + 1 steps of Algorithm B.
    const first = words.uint32();
    const second = words.uint32();
    const x = (first * 2097152 + (second >>> 11)) / 9007199254740992;
    let steps = 0;
    while (steps <= k && bernoulliStep(words, k, x, first, second >>> 1)) steps++;
    if (steps <= k) continue;

    return second % 2 === 0 ? k + x : -(k + x);
  }
}
