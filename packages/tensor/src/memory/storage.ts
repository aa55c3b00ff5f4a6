import { heap } from "@unroll/kernels";
import { DisposedTensorError } from "../errors.ts";
import { formatShape, type Shape } from "../shape.ts";
import { allocateFromHeap, currentScope, type Scope } from "./scope.ts";

/** How many storages live on the persistent heap, and their bytes. */
const persistent = { count: 0, bytes: 0 };

interface Lease {
  address: number;
  bytes: number;
}

function giveBack(lease: Lease): void {
  heap().free(lease.address);
  persistent.count--;
  persistent.bytes -= lease.bytes;
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
    forgotten.register(this, { address: this.address, bytes: this.bytes }, this);
  }

  /** Whether the memory is still its own. */
  get alive(): boolean {
    return !this.#disposed && (this.owner === null || this.owner.open);
  }

  /** Gives persistent memory back at once; memory of a scope goes back with the scope. Disposing twice does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.owner !== null) return;
    forgotten?.unregister(this);
    giveBack(this);
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
