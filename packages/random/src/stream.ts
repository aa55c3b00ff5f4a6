// The counter space of a seed is cut into 2^64 streams: the upper half of the counter names the stream, the lower half counts
// the blocks in it. A stream's name is a hash of the labels that lead to it, so a split needs no draw and no bookkeeping.

import { philox } from "./philox.ts";

/** The two words, low and high, that name a stream. The root has [0, 0]. */
export type StreamName = readonly [number, number];

/** The name of the child `label` of the stream `parent`. */
export function childStream(parent: StreamName, label: string | number): StreamName {
  let low = parent[0];
  let high = parent[1];
  const block = new Uint32Array(4);
  let position = 0;
  const absorb = (word: number): void => {
    // The key is the start of the binary expansion of pi; half of the block is dropped, so the step cannot be undone.
    philox(block, low, high, word, position++, 0x243f6a88, 0x85a308d3);
    low = block[0]!;
    high = block[1]!;
  };
  if (typeof label === "number") {
    const bits = BigInt.asUintN(64, BigInt(label));
    absorb(0xffffffff); // no string is this long, so 1 and "1" lead to different streams
    absorb(Number(bits & 0xffffffffn));
    absorb(Number(bits >> 32n));
  } else {
    absorb(label.length);
    for (let i = 0; i < label.length; i++) absorb(label.charCodeAt(i));
  }
  return [low, high];
}
