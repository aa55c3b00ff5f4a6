import { heap, OutOfMemoryError } from "@unroll/kernels";

/**
 * The step arena: everything made while a scope is open is carved from the scope's blocks and given back at once when it closes.
 *
 * A scope owns its blocks, so scopes may close in any order (asynchronous code interleaves them). A scope that needed several
 * blocks leaves its size behind as a hint, and the next scope at the same depth starts with one block of that size: after a
 * step or two every step runs in the same memory.
 */

interface Block {
  address: number;
  bytes: number;
}

const ALIGNMENT = 64;
const SMALLEST_BLOCK = 1 << 16;

/** By depth of nesting: the block that the last scope left behind for the next one. */
const retained: (Block | undefined)[] = [];
const openScopes: Scope[] = [];
let peakArenaBytes = 0;
let arenaBytes = 0;

function release(block: Block): void {
  heap().free(block.address);
  arenaBytes -= block.bytes;
}

/** Gives back what past scopes left behind; the next ones start anew. */
function releaseRetainedBlocks(): void {
  for (const block of retained) if (block !== undefined) release(block);
  retained.length = 0;
}

/** Heap memory, at the cost of the retained blocks when there is no other. */
export function allocateFromHeap(bytes: number): number {
  try {
    return heap().allocate(bytes);
  } catch (error) {
    if (!(error instanceof OutOfMemoryError) || !retained.some((block) => block !== undefined)) throw error;
    releaseRetainedBlocks();
    return heap().allocate(bytes);
  }
}

/** An open region of memory. Made by `scope` and `openScope`. */
export class Scope {
  readonly name: string;
  readonly #depth: number;
  readonly #blocks: Block[] = [];
  #cursor = 0;
  #end = 0;
  #open = true;
  /** Tensors' storages made in this scope. */
  storages = 0;

  constructor(name: string) {
    this.name = name;
    this.#depth = openScopes.length;
    openScopes.push(this);
  }

  /** Whether it is still open. */
  get open(): boolean {
    return this.#open;
  }

  /** The scope that was current when this one opened and still is open, or null: the heap. */
  get enclosing(): Scope | null {
    const at = openScopes.indexOf(this);
    return at > 0 ? (openScopes[at - 1] as Scope) : null;
  }

  /** Memory that goes back when the scope closes. @internal */
  allocate(bytes: number): number {
    const padded = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    if (this.#cursor + padded > this.#end) this.#grow(padded);
    const address = this.#cursor;
    this.#cursor += padded;
    this.storages++;
    return address;
  }

  #grow(bytes: number): void {
    const left = this.#blocks.length === 0 ? retained[this.#depth] : undefined;
    if (left !== undefined) {
      retained[this.#depth] = undefined;
      if (left.bytes >= bytes) {
        this.#use(left);
        return;
      }
      release(left);
    }
    const last = this.#blocks.at(-1)?.bytes ?? SMALLEST_BLOCK / 2;
    const size = Math.max(bytes, Math.min(2 * last, 1 << 26), SMALLEST_BLOCK);
    const block = { address: allocateFromHeap(size), bytes: size };
    arenaBytes += size;
    if (arenaBytes > peakArenaBytes) peakArenaBytes = arenaBytes;
    this.#use(block);
  }

  #use(block: Block): void {
    this.#blocks.push(block);
    this.#cursor = block.address;
    this.#end = block.address + block.bytes;
  }

  /** Gives all memory back. Closing twice does nothing. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    const at = openScopes.indexOf(this);
    openScopes.splice(at, 1);
    this.#leaveOneBlock();
  }

  #leaveOneBlock(): void {
    const [first] = this.#blocks;
    if (first === undefined) return;
    if (this.#blocks.length === 1 && retained[this.#depth] === undefined) {
      retained[this.#depth] = first;
      return;
    }
    let total = 0;
    for (const block of this.#blocks) {
      total += block.bytes;
      release(block);
    }
    const kept = retained[this.#depth];
    if (kept !== undefined && kept.bytes >= total) return;
    if (kept !== undefined) release(kept);
    retained[this.#depth] = undefined;
    try {
      retained[this.#depth] = { address: heap().allocate(total), bytes: total };
      arenaBytes += total;
    } catch (error) {
      // Without a block that large the next scope grows step by step again.
      if (!(error instanceof OutOfMemoryError)) throw error;
    }
  }

  /** As `close`: for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** The innermost open scope, or null: the heap. */
export function currentScope(): Scope | null {
  return openScopes.length === 0 ? null : (openScopes[openScopes.length - 1] as Scope);
}

export function arenaReport(): { openScopes: number; arenaBytes: number; peakArenaBytes: number; storages: number } {
  let storages = 0;
  for (const scope of openScopes) storages += scope.storages;
  return { openScopes: openScopes.length, arenaBytes, peakArenaBytes, storages };
}
