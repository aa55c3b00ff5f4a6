import type { FloatType } from "../backend.ts";
import type { Heap } from "../heap.ts";

/** Numbers of one float type. Storing into a `Float32Array` rounds. */
export type Floats = Float32Array | Float64Array;

/**
 * The linear memory as the loops of one float type see it.
 *
 * Views are fetched once per call, never kept: growth of the memory detaches them. An address becomes an index by
 * division, because addresses above 2^31 do not survive the operators that work on 32 bits.
 */
export interface FloatMemory {
  /** Bytes of an element: 4 or 8. */
  readonly width: number;
  floats(): Floats;
  /** The same elements, to be moved and not looked at: 4 bytes may be an int32, whose bits a float would not keep. */
  cells(): Int32Array | Float64Array;
  ints(): Int32Array;
  bytes(): Uint8Array;
  /** The number as this float type has it. */
  round(value: number): number;
}

/** The memory of a heap, for one float type. */
export function floatMemory(heap: Heap, dtype: FloatType): FloatMemory {
  const double = dtype === "float64";
  return {
    width: double ? 8 : 4,
    floats: () => (double ? heap.float64() : heap.float32()),
    cells: () => (double ? heap.float64() : heap.int32()),
    ints: () => heap.int32(),
    bytes: () => heap.uint8(),
    round: (value) => (double ? value : Math.fround(value)),
  };
}
