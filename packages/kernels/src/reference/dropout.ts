import type { TrainingKernels } from "../backend.ts";
import type { FloatMemory } from "./memory.ts";

/** The high 32 bits of the 64-bit product of m (given as two halves of 16 bits) and x. */
function multiplyHigh(mHigh: number, mLow: number, x: number): number {
  const xHigh = x >>> 16;
  const xLow = x & 0xffff;
  // Each sum stays below 2^32, so no carry is lost.
  const cross = (Math.imul(mHigh, xLow) + (Math.imul(mLow, xLow) >>> 16)) >>> 0;
  const carry = (Math.imul(mLow, xHigh) + (cross & 0xffff)) >>> 0;
  return (Math.imul(mHigh, xHigh) + (cross >>> 16) + (carry >>> 16)) | 0;
}

/** Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, section 3.3), as the package `random` has it. */
function philox(counter: readonly number[], key: readonly [number, number]): number[] {
  let [c0, c1, c2, c3] = counter as [number, number, number, number];
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd251, 0x1f53, c0);
    const high1 = multiplyHigh(0xcd9e, 0x8d57, c2);
    const low0 = Math.imul(0xd2511f53, c0);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  return [c0, c1, c2, c3];
}

const TWO_32 = 4294967296;

/** Dropout: x / (1 - probability), or 0. */
export function dropout(memory: FloatMemory): Pick<TrainingKernels, "dropout"> {
  return {
    dropout({ n, x, probability, seed, stream, counter, out }) {
      const floats = memory.floats();
      let words: number[] = [];
      for (let i = 0; i < n; i++) {
        const next = counter + i;
        const block = Math.floor(next / 4);
        if (i === 0 || next % 4 === 0) {
          words = philox([(block % TWO_32) | 0, Math.floor(block / TWO_32) | 0, ...stream], seed);
        }
        const u = (words[next % 4]! >>> 8) / 16777216;
        floats[out / memory.width + i] = u < probability ? 0 : floats[x / memory.width + i]! / (1 - probability);
      }
    },
  };
}
