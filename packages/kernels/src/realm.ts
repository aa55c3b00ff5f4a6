import type { Backend, BackendName, FloatType } from "./backend.ts";
import { HEAP_BASE, VERSION } from "./generated/layout.ts";
import { LinearHeap } from "./heap.ts";

/**
 * The number of this arrangement: where the heap begins, what a `Realm` holds, and the interfaces of its parts. Copies
 * of this package that agree in it can share a realm, whatever their versions. Any change to one of those raises it.
 */
const LAYOUT = 2;

const KEY = Symbol.for("@unroll/kernels");

/** What all copies of this package in one JavaScript realm share. */
export interface Realm {
  readonly layout: number;
  /** The version of the copy that made it. */
  readonly version: string;
  readonly memory: WebAssembly.Memory;
  readonly heap: LinearHeap;
  /** The executors made so far: a module's static data stand in the memory once, so its instance is shared too. */
  readonly executors: Map<`${BackendName} ${FloatType}`, Backend>;
  /** The executor that was asked for; undefined until one was needed. */
  backend: BackendName | undefined;
  reproducible: boolean;
}

/**
 * The realm, made at first use.
 *
 * @throws {Error} when another copy of this package has made one of another layout.
 */
export function realm(): Realm {
  const holder = globalThis as { [KEY]?: Realm };
  const present = holder[KEY];
  if (present !== undefined) {
    if (present.layout !== LAYOUT) throw incompatible(present);
    return present;
  }
  const memory = new WebAssembly.Memory({ initial: HEAP_BASE / 65536 });
  const made: Realm = {
    layout: LAYOUT,
    version: VERSION,
    memory,
    heap: new LinearHeap(memory, HEAP_BASE),
    executors: new Map(),
    backend: undefined,
    reproducible: false,
  };
  // Configurable, so that a test can begin anew.
  Object.defineProperty(globalThis, KEY, { value: made, configurable: true });
  return made;
}

function incompatible(present: Realm): Error {
  return new Error(
    `@unroll/kernels: versions ${present.version} (memory layout ${present.layout}) and ${VERSION} (memory layout ${LAYOUT}) ` +
      "cannot run side by side; `npm ls @unroll/kernels` shows who asks for which, and `npm dedupe` merges what can be one",
  );
}
