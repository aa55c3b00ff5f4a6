// Philox4x32-10: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC11 (2011), section 3.3.
// A block cipher without secrets: ten rounds turn a counter of four words and a key of two into four random words.

/** The high 32 bits of the 64-bit product of m (given as two halves of 16 bits) and x. */
function multiplyHigh(mHigh: number, mLow: number, x: number): number {
  const xHigh = x >>> 16;
  const xLow = x & 0xffff;
  // Each sum stays below 2^32, so no carry is lost.
  const cross = (Math.imul(mHigh, xLow) + (Math.imul(mLow, xLow) >>> 16)) >>> 0;
  const carry = (Math.imul(mLow, xHigh) + (cross & 0xffff)) >>> 0;
  return (Math.imul(mHigh, xHigh) + (cross >>> 16) + (carry >>> 16)) | 0;
}

/** Writes the four words of the block at counter (c0, c1, c2, c3) under the key (k0, k1) to `out`. */
export function philox(out: Uint32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd251, 0x1f53, c0);
    const high1 = multiplyHigh(0xcd9e, 0x8d57, c2);
    const low0 = Math.imul(0xd2511f53, c0);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0; // the golden ratio
    k1 = (k1 + 0xbb67ae85) | 0; // the square root of 3, less 1
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
