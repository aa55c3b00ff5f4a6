import { type Address, type Loop, MAX_RANK } from "../backend.ts";
import { DESCRIPTOR } from "../generated/layout.ts";
import type { Heap } from "../heap.ts";

/** Writes a loop where the kernels read it, as the struct Loop of csrc/elementwise.h; returns the address. */
export function describe(heap: Heap, loop: Loop): Address {
  const words = heap.int32();
  const { shape, strides } = loop;
  const rank = shape.length;
  let at = DESCRIPTOR / 4;
  words[at++] = rank;
  for (let d = 0; d < rank; d++) words[at + d] = shape[d]!;
  for (const operand of strides) {
    at += MAX_RANK;
    for (let d = 0; d < rank; d++) words[at + d] = operand[d]!;
  }
  return DESCRIPTOR;
}
