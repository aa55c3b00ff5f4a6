import { createExecutor, executorNames } from "#executors";
import type { Backend, BackendName, FloatType } from "./backend.ts";
import type { Heap } from "./heap.ts";
import { realm } from "./realm.ts";

/**
 * The heap of this JavaScript realm: one linear memory, that every tensor and every executor uses.
 *
 * @throws {Error} when an incompatible version of this package is loaded as well; the message names both versions.
 *
 * @example
 * ```ts
 * import { heap } from "@unroll/kernels";
 *
 * const address = heap().allocate(100);
 * address % 64; // => 0
 * heap().free(address);
 * ```
 */
export function heap(): Heap {
  return realm().heap;
}

/**
 * The executors that this engine can run, the fastest first; in a program built with the condition `@unroll/inference`
 * the first of them alone.
 *
 * @example
 * ```ts
 * import { availableBackends } from "@unroll/kernels";
 *
 * availableBackends().at(-1); // => "reference"
 * ```
 */
export function availableBackends(): BackendName[] {
  return executorNames();
}

/**
 * The executor that computes float32 now. By default the fastest one; in Node the environment variable `UNROLL_BACKEND`
 * names another.
 *
 * @throws {RangeError} when `UNROLL_BACKEND` names none of {@link availableBackends}.
 *
 * @example
 * ```ts
 * import { availableBackends, backend } from "@unroll/kernels";
 *
 * availableBackends().includes(backend()); // => true
 * ```
 */
export function backend(): BackendName {
  const shared = realm();
  shared.backend ??= fromEnvironment() ?? availableBackends()[0]!;
  if (!shared.reproducible || shared.backend !== "wasm-relaxed") return shared.backend;
  return "wasm-strict";
}

/**
 * Chooses the executor that computes float32 from now on. Nothing moves: all executors work on the same memory.
 *
 * @throws {RangeError} when `name` is none of {@link availableBackends}.
 *
 * @example
 * ```ts
 * import { backend, setBackend } from "@unroll/kernels";
 *
 * const before = backend();
 * setBackend("reference");
 * backend(); // => "reference"
 * setBackend(before);
 * ```
 */
export function setBackend(name: BackendName): void {
  realm().backend = checked("setBackend", name);
}

/**
 * Whether results must be the same, bit for bit, on every machine and in every browser. Off at first.
 *
 * While it is on, `"wasm-strict"` computes where `"wasm-relaxed"` would: relaxed SIMD rounds a multiply-add once or
 * twice, as the processor likes, and strict SIMD always twice.
 *
 * @throws {Error} when relaxed SIMD is all there is: in a program built with the condition `@unroll/inference`.
 *
 * @example
 * ```ts
 * import { backend, setReproducible } from "@unroll/kernels";
 *
 * setReproducible(true);
 * backend() === "wasm-relaxed"; // => false
 * setReproducible(false);
 * ```
 */
export function setReproducible(on: boolean): void {
  const names = availableBackends();
  if (on && names.includes("wasm-relaxed") && !names.includes("wasm-strict")) {
    throw new Error(
      'setReproducible: wasm-strict is needed; a program built with the condition "@unroll/inference" has only wasm-relaxed',
    );
  }
  realm().reproducible = on;
}

/**
 * Whether {@link setReproducible} is on.
 *
 * @example
 * ```ts
 * import { isReproducible } from "@unroll/kernels";
 *
 * isReproducible(); // => false
 * ```
 */
export function isReproducible(): boolean {
  return realm().reproducible;
}

/**
 * The executor that computes a float type now: float64 is always computed by the reference loops, float32 by
 * {@link backend}.
 *
 * @throws {Error} for float64, and where `training` is used, in a program built with the condition `@unroll/inference`.
 *
 * @example
 * ```ts
 * import { executor, heap } from "@unroll/kernels";
 *
 * const address = heap().allocate(4 * 4);
 * executor("float32").inference.fill(4, 0.5, address);
 * heap().float32()[address / 4 + 3]; // => 0.5
 * heap().free(address);
 * ```
 */
export function executor(dtype: FloatType): Backend {
  return executorOf(dtype === "float64" ? "reference" : backend(), dtype);
}

/**
 * The names of executors in the realm, ready-made: every operation asks for its executor, and a string that is put
 * together is hashed anew.
 */
const KEYS = {
  reference: { float32: "reference float32", float64: "reference float64" },
  "wasm-strict": { float32: "wasm-strict float32", float64: "wasm-strict float64" },
  "wasm-relaxed": { float32: "wasm-relaxed float32", float64: "wasm-relaxed float64" },
} as const;

function executorOf(name: BackendName, dtype: FloatType): Backend {
  const shared = realm();
  const key = KEYS[name][dtype];
  let made = shared.executors.get(key);
  if (made === undefined) {
    made = createExecutor(name, dtype, shared.memory, shared.heap);
    shared.executors.set(key, made);
  }
  return made;
}

function fromEnvironment(): BackendName | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const name = process?.env?.UNROLL_BACKEND;
  return name === undefined || name === "" ? undefined : checked("UNROLL_BACKEND", name);
}

function checked(where: string, name: string): BackendName {
  const names = availableBackends();
  const found = names.find((each) => each === name);
  if (found === undefined) {
    throw new RangeError(`${where}: expected one of ${names.join(", ")}; got ${JSON.stringify(name)}`);
  }
  return found;
}
