import { heap, OutOfMemoryError } from "@unroll/kernels";
import { DisposedTensorError } from "../errors.ts";
import { formatShape, type Shape } from "../shape.ts";
import { allocateFromHeap, currentScope, type Scope } from "./scope.ts";

/** How many storages live on the persistent heap, and their bytes. */
const persistent = { count: 0, bytes: 0 };

/** Memory beside a storage: something made of its contents, good for as long as these do not change. */
export interface Derived {
  readonly address: number;
  readonly bytes: number;
}

interface Lease {
  address: number;
  bytes: number;
  derived: Derived | undefined;
}

function giveBack(lease: Lease): void {
  heap().free(lease.address);
  persistent.count--;
  persistent.bytes -= lease.bytes;
  giveBackDerived(lease);
}

function giveBackDerived(lease: Lease): void {
  if (lease.derived === undefined) return;
  heap().free(lease.derived.address);
  persistent.bytes -= lease.derived.bytes;
  lease.derived = undefined;
}

/** A backstop, not the mechanism: it serves the tensors that somebody made outside a scope and forgot. */
let forgotten: FinalizationRegistry<Lease> | undefined;

/** A piece of memory that one or more arrays look at: in a scope's arena, or on the persistent heap. */
export class Storage {
  readonly address: number;
  readonly bytes: number;
  /** null: the persistent heap. */
  readonly owner: Scope | null;
  /** Counts changes in place, so that a graph notices that a value it needs is no longer the one it saved. */
  version = 0;
  #disposed = false;
  /** null in a scope. */
  readonly #lease: Lease | null = null;

  constructor(bytes: number, owner: Scope | null) {
    this.bytes = bytes > 0 ? bytes : 1; // an address of its own even when empty: 0 means "not given" to a kernel
    this.owner = owner;
    if (owner !== null) {
      this.address = owner.allocate(this.bytes);
      return;
    }
    this.address = allocateFromHeap(this.bytes);
    persistent.count++;
    persistent.bytes += this.bytes;
    forgotten ??= new FinalizationRegistry(giveBack);
    this.#lease = { address: this.address, bytes: this.bytes, derived: undefined };
    forgotten.register(this, this.#lease, this);
  }

  /**
   * Persistent memory that goes back with this storage, at the latest; at most one piece at a time. Its contents are the
   * caller's; undefined when there is no room. Only for a storage on the persistent heap.
   */
  derive(bytes: number): Derived | undefined {
    this.dropDerived();
    try {
      const derived = { address: allocateFromHeap(bytes), bytes };
      (this.#lease as Lease).derived = derived;
      persistent.bytes += bytes;
      return derived;
    } catch (error) {
      if (error instanceof OutOfMemoryError) return undefined;
      throw error;
    }
  }

  /** What `derive` gave last, unless it was dropped. */
  get derived(): Derived | undefined {
    return this.#lease?.derived;
  }

  /** Gives back what `derive` gave. */
  dropDerived(): void {
    if (this.#lease !== null) giveBackDerived(this.#lease);
  }

  /** Whether the memory is still its own. */
  get alive(): boolean {
    return !this.#disposed && (this.owner === null || this.owner.open);
  }

  /** Gives persistent memory back at once; memory of a scope goes back with the scope. Disposing twice does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#lease === null) return;
    forgotten?.unregister(this);
    giveBack(this.#lease);
  }

  /** Throws the error that says why this memory is gone. */
  refuse(shape: Shape, operation?: string): never {
    const what = `${operation === undefined ? "" : `${operation}: `}the tensor ${formatShape(shape)}`;
    if (this.#disposed) throw new DisposedTensorError(`${what} was disposed and cannot be used any more`);
    throw new DisposedTensorError(
      `${what} was freed when its scope "${this.owner?.name}" closed; return it from the scope to keep it`,
    );
  }
}

/** Memory in the current scope, or on the heap when none is open. */
export function allocate(bytes: number): Storage {
  return new Storage(bytes, currentScope());
}

export function persistentReport(): { count: number; bytes: number } {
  return { ...persistent };
}
