import type { Address } from "../backend.ts";
import type { Heap } from "../heap.ts";

/** Working memory of the kernels: one block of the heap that grows to the largest request and is kept. */
export class Scratch {
  readonly #heap: Heap;
  #address = 0;
  #bytes = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** A block of at least `bytes` bytes, until the next call. */
  reserve(bytes: number): Address {
    if (bytes > this.#bytes) {
      // Freed first: the old contents are of no use, and the heap may extend the same place.
      if (this.#bytes > 0) this.#heap.free(this.#address);
      this.#bytes = 0;
      this.#address = this.#heap.allocate(bytes);
      this.#bytes = bytes;
    }
    return this.#address;
  }
}
