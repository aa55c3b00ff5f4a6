import type { Address } from "./backend.ts";

/** Blocks begin at multiples of it, and their sizes are multiples of it: a cache line. */
const UNIT = 64;
const PAGE = 65536;
/** The most that a WebAssembly memory can hold: 65536 pages. */
const MOST_BYTES = 65536 * PAGE;
/** Size classes: sixteen for every power of two, from UNIT to 4 GiB. */
const CLASSES = 16 * 28;
/** How many free blocks of the request's own size class are looked at before the best so far is taken. */
const LOOK_AT = 8;

/**
 * The heap cannot serve a request: the memory is full, or the engine gives no more of it.
 *
 * Nothing was allocated and nothing was overwritten: what is in use stays usable.
 *
 * @example
 * ```ts
 * import { heap, OutOfMemoryError } from "@unroll/kernels";
 *
 * try {
 *   heap().allocate(2 ** 40);
 * } catch (error) {
 *   error instanceof OutOfMemoryError; // => true
 * }
 * ```
 */
export class OutOfMemoryError extends Error {
  override readonly name: string = "OutOfMemoryError";
  /** The bytes that were asked for. */
  readonly requestedBytes: number;
  /** The bytes in use at that moment. */
  readonly usedBytes: number;
  /** The bytes that the memory can hold, or could when the engine refused to let it grow. */
  readonly limitBytes: number;

  /** The three numbers, all in bytes. */
  constructor(requestedBytes: number, usedBytes: number, limitBytes: number) {
    super(
      `Heap.allocate: no room for ${requestedBytes} bytes: ${usedBytes} bytes are in use and the limit is ${limitBytes} bytes`,
    );
    this.requestedBytes = requestedBytes;
    this.usedBytes = usedBytes;
    this.limitBytes = limitBytes;
  }
}

/** What a heap holds at a moment. */
export interface HeapReport {
  /** Size of the linear memory; it never shrinks. */
  readonly memoryBytes: number;
  /** Bytes in allocated blocks. */
  readonly usedBytes: number;
  /** Number of allocated blocks. */
  readonly blocks: number;
  /** The largest `usedBytes` there has been. */
  readonly peakBytes: number;
}

/**
 * The allocator over the one linear memory.
 *
 * Views are of the whole memory, and fresh: growth of the memory detaches older ones, so never keep a view across an
 * allocation.
 *
 * @example
 * ```ts
 * import { heap } from "@unroll/kernels";
 *
 * const address = heap().allocate(3 * 4);
 * heap().float32().set([1, 2, 3], address / 4);
 * heap().float32()[address / 4 + 1]; // => 2
 * heap().free(address);
 * ```
 */
export interface Heap {
  /**
   * A block of at least `bytes` bytes; its address is a multiple of 64. The bytes are whatever was there before.
   *
   * @throws {OutOfMemoryError} when the memory cannot grow enough; nothing is changed then.
   * @throws {RangeError} when `bytes` is not a non-negative whole number.
   */
  allocate(bytes: number): Address;
  /**
   * Gives a block back.
   *
   * @throws {RangeError} when no allocated block begins at `address`: it was freed before, or never allocated.
   */
  free(address: Address): void;
  /** The memory as bytes. */
  uint8(): Uint8Array<ArrayBuffer>;
  /** The memory as 32-bit integers: the index of an address is `address / 4`. */
  int32(): Int32Array<ArrayBuffer>;
  /** The memory as 32-bit floats: the index of an address is `address / 4`. */
  float32(): Float32Array<ArrayBuffer>;
  /** The memory as 64-bit floats: the index of an address is `address / 8`. */
  float64(): Float64Array<ArrayBuffer>;
  /** What is in use. */
  report(): HeapReport;
}

/** A stretch of the heap, allocated or free; all of them form a list in the order of their addresses. */
interface Block {
  address: number;
  size: number;
  free: boolean;
  before: Block | undefined;
  after: Block | undefined;
  /**
   * Neighbours in the list of free blocks of one size class; an allocated block uses `next` in a {@link BlockTable}.
   */
  previous: Block | undefined;
  next: Block | undefined;
}

/**
 * The allocated blocks by address: a hash table of lists. A `Map` spends a microsecond on every removal when it is
 * large.
 */
class BlockTable {
  size = 0;
  #shift = 26;
  #lists: (Block | undefined)[] = new Array<Block | undefined>(64).fill(undefined);

  add(block: Block): void {
    if (this.size === this.#lists.length) this.#double();
    const index = this.#index(block.address);
    block.next = this.#lists[index];
    this.#lists[index] = block;
    this.size++;
  }

  /** Takes the block at an address out. */
  remove(address: Address): Block | undefined {
    const index = this.#index(address);
    let before: Block | undefined;
    let block = this.#lists[index];
    while (block !== undefined && block.address !== address) {
      before = block;
      block = block.next;
    }
    if (block === undefined) return undefined;
    if (before === undefined) this.#lists[index] = block.next;
    else before.next = block.next;
    block.next = undefined;
    this.size--;
    return block;
  }

  /** Fibonacci hashing (Knuth, The Art of Computer Programming 3, section 6.4). */
  #index(address: Address): number {
    return Math.imul(address / UNIT, 0x9e3779b1) >>> this.#shift;
  }

  #double(): void {
    const lists = this.#lists;
    this.#shift--;
    this.#lists = new Array<Block | undefined>(2 * lists.length).fill(undefined);
    for (let block of lists) {
      while (block !== undefined) {
        const { next } = block;
        const index = this.#index(block.address);
        block.next = this.#lists[index];
        this.#lists[index] = block;
        block = next;
      }
    }
  }
}

/**
 * A heap over the memory from `base` to its end.
 *
 * Best fit, to a sixteenth: a free block of the smallest size class that has one, found through lists of free blocks by
 * size class. What is left over becomes a free block, and a freed block merges with free neighbours. All of this is
 * kept in JavaScript, outside of the memory: no kernel can corrupt it.
 */
export class LinearHeap implements Heap {
  readonly #memory: WebAssembly.Memory;
  readonly #limit: number;
  readonly #allocated = new BlockTable();
  readonly #classes: (Block | undefined)[] = new Array<Block | undefined>(CLASSES).fill(undefined);
  /** Bit i of word w: class 32 w + i has a block. */
  readonly #occupied: Int32Array = new Int32Array(CLASSES / 32);
  #last: Block | undefined;
  #end: number;
  #used = 0;
  #peak = 0;
  #uint8!: Uint8Array<ArrayBuffer>;
  #int32!: Int32Array<ArrayBuffer>;
  #float32!: Float32Array<ArrayBuffer>;
  #float64!: Float64Array<ArrayBuffer>;

  /** `base`: where the heap begins, a multiple of 64. `limitBytes`: the most that the memory may grow to. */
  constructor(memory: WebAssembly.Memory, base: number, limitBytes: number = MOST_BYTES) {
    this.#memory = memory;
    this.#limit = Math.min(limitBytes, MOST_BYTES);
    this.#end = base;
    this.#refreshViews();
    this.#extend(memory.buffer.byteLength);
  }

  allocate(bytes: number): Address {
    if (!(bytes >= 0 && Number.isInteger(bytes))) {
      throw new RangeError(`Heap.allocate: bytes must be a non-negative whole number; got ${bytes}`);
    }
    const size = bytes === 0 ? UNIT : Math.ceil(bytes / UNIT) * UNIT;
    // Also what keeps the size classes within their 32 bits: beyond, a block that is too small would be found.
    if (size > this.#limit) throw new OutOfMemoryError(bytes, this.#used, this.#limit);
    const block = this.#find(size) ?? this.#grow(size, bytes);
    this.#unlink(block);
    if (block.size > size) {
      const rest = this.#insertAfter(block, block.address + size, block.size - size);
      block.size = size;
      this.#link(rest);
    }
    this.#allocated.add(block);
    this.#used += size;
    if (this.#used > this.#peak) this.#peak = this.#used;
    return block.address;
  }

  free(address: Address): void {
    let block = this.#allocated.remove(address);
    if (block === undefined) {
      throw new RangeError(
        `Heap.free: no allocated block begins at ${address}; it was freed before or never allocated`,
      );
    }
    this.#used -= block.size;
    const { before, after } = block;
    if (after?.free) {
      this.#unlink(after);
      this.#absorb(block, after);
    }
    if (before?.free) {
      this.#unlink(before);
      this.#absorb(before, block);
      block = before;
    }
    this.#link(block);
  }

  uint8(): Uint8Array<ArrayBuffer> {
    return this.#uint8;
  }

  int32(): Int32Array<ArrayBuffer> {
    return this.#int32;
  }

  float32(): Float32Array<ArrayBuffer> {
    return this.#float32;
  }

  float64(): Float64Array<ArrayBuffer> {
    return this.#float64;
  }

  report(): HeapReport {
    return {
      memoryBytes: this.#uint8.length,
      usedBytes: this.#used,
      blocks: this.#allocated.size,
      peakBytes: this.#peak,
    };
  }

  /** A free block of at least `size` bytes, of the smallest size class that has one. */
  #find(size: number): Block | undefined {
    const own = sizeClass(size);
    let best: Block | undefined;
    let seen = 0;
    for (let block = this.#classes[own]; block !== undefined && seen < LOOK_AT; block = block.next, seen++) {
      if (block.size === size) return block;
      if (block.size > size && (best === undefined || block.size < best.size)) best = block;
    }
    if (best !== undefined) return best;
    const larger = this.#occupiedFrom(own + 1);
    return larger === -1 ? undefined : this.#classes[larger];
  }

  /** The first size class from `from` on that has a block, or -1. */
  #occupiedFrom(from: number): number {
    for (let word = from >> 5, mask = -1 << (from & 31); word < this.#occupied.length; word++, mask = -1) {
      const bits = this.#occupied[word]! & mask;
      if (bits !== 0) return 32 * word + 31 - Math.clz32(bits & -bits);
    }
    return -1;
  }

  #link(block: Block): void {
    const index = sizeClass(block.size);
    const first = this.#classes[index];
    block.free = true;
    block.previous = undefined;
    block.next = first;
    if (first !== undefined) first.previous = block;
    this.#classes[index] = block;
    this.#occupied[index >> 5]! |= 1 << (index & 31);
  }

  #unlink(block: Block): void {
    const { previous, next } = block;
    block.free = false;
    block.previous = block.next = undefined;
    if (next !== undefined) next.previous = previous;
    if (previous !== undefined) {
      previous.next = next;
      return;
    }
    const index = sizeClass(block.size);
    this.#classes[index] = next;
    if (next === undefined) this.#occupied[index >> 5]! &= ~(1 << (index & 31));
  }

  #insertAfter(before: Block | undefined, address: number, size: number): Block {
    const after = before?.after;
    const block: Block = { address, size, free: false, before, after, previous: undefined, next: undefined };
    if (before !== undefined) before.after = block;
    if (after !== undefined) after.before = block;
    else this.#last = block;
    return block;
  }

  /** `left` takes over its neighbour `right`. */
  #absorb(left: Block, right: Block): void {
    left.size += right.size;
    left.after = right.after;
    if (right.after !== undefined) right.after.before = left;
    else this.#last = left;
  }

  /** Makes the memory larger and returns a free block of at least `size` bytes at its end. */
  #grow(size: number, requested: number): Block {
    const last = this.#last;
    const missing = size - (last?.free ? last.size : 0);
    const bytes = this.#uint8.length;
    const needed = Math.ceil(missing / PAGE);
    if (bytes + needed * PAGE > this.#limit) throw new OutOfMemoryError(requested, this.#used, this.#limit);
    // A quarter more than there is, so that growing costs little in the end; what is missing if that is refused.
    const generous = Math.min(Math.max(needed, Math.ceil(bytes / 4 / PAGE)), Math.floor((this.#limit - bytes) / PAGE));
    if (!this.#growMemory(generous) && !this.#growMemory(needed)) {
      throw new OutOfMemoryError(requested, this.#used, bytes);
    }
    this.#refreshViews();
    return this.#extend(this.#uint8.length)!;
  }

  #growMemory(pages: number): boolean {
    try {
      this.#memory.grow(pages);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  /** Adds the memory up to `end` as free. */
  #extend(end: number): Block | undefined {
    const size = end - this.#end;
    if (size === 0) return undefined;
    let block = this.#last;
    if (block?.free) {
      this.#unlink(block);
      block.size += size;
    } else {
      block = this.#insertAfter(block, this.#end, size);
    }
    this.#end = end;
    this.#link(block);
    return block;
  }

  #refreshViews(): void {
    const buffer = this.#memory.buffer as ArrayBuffer;
    this.#uint8 = new Uint8Array(buffer);
    this.#int32 = new Int32Array(buffer);
    this.#float32 = new Float32Array(buffer);
    this.#float64 = new Float64Array(buffer);
  }
}

/** Sixteen classes for every power of two, ordered by size. */
function sizeClass(size: number): number {
  const units = size / UNIT;
  const power = 31 - Math.clz32(units);
  return power < 4 ? units : 16 * (power - 3) + ((units >>> (power - 4)) & 15);
}
