import { heap } from "@unroll/kernels";
import { copyInto } from "../arrays/layout.ts";
import { describe } from "../describe.ts";
import { bytesPerElement, type DType } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";
import { Tensor } from "../tensor.ts";
import { arenaReport, Scope } from "./scope.ts";
import { persistentReport, Storage } from "./storage.ts";

/** A tensor that leaves a scope: copied to where the scope was opened, without its history. */
function rescue(value: Tensor<DType>, scope: Scope): Tensor<DType> {
  const { array, node } = value;
  if (array.storage.owner !== scope) return node?.scope === scope ? value.detach() : value;
  const { dtype, shape, size } = array;
  const storage = new Storage(size * bytesPerElement[dtype], scope.enclosing);
  const copied = NDArray.in(storage, dtype, shape);
  copyInto(copied, array);
  return new Tensor(copied);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * An object of a class that holds tensors, and can be made again with others in their place: it leaves a scope as arrays and
 * plain objects do.
 */
export interface TensorHolder {
  /** The same object with `change` of each tensor in its place. */
  mapTensors(change: <D extends DType>(tensor: Tensor<D>) => Tensor<D>): TensorHolder;
}

function isTensorHolder(value: unknown): value is TensorHolder {
  return typeof (value as TensorHolder | null | undefined)?.mapTensors === "function";
}

/** The same value with the tensors in it (itself, in arrays, plain objects and holders) rescued from the scope. */
function survive(value: unknown, scope: Scope): unknown {
  if (value instanceof Tensor) return rescue(value, scope);
  if (Array.isArray(value)) return value.map((item) => survive(item, scope));
  if (isTensorHolder(value)) return value.mapTensors((tensor) => rescue(tensor, scope) as typeof tensor);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, survive(item, scope)]));
}

/**
 * Runs `fn`, gives back the memory of everything made in it, and returns what it returned: tensors in the result (itself, in arrays,
 * in plain objects and in {@link TensorHolder}s) are copied out, without their history.
 *
 * Parameters, their gradients and optimizer state are never in a scope. Scopes nest.
 *
 * @param name stands in the error of a tensor that is used after its scope.
 * @throws TypeError when `fn` is asynchronous: use {@link openScope} there.
 * @example
 * ```ts
 * import { memory, ones, scope } from "@unroll/tensor";
 * const total = scope(() => ones([1000]).mul(2).sum());
 * total.item(); // => 2000
 * ```
 */
export function scope<T>(fn: () => T, name = "scope"): T {
  if (typeof fn !== "function") throw new TypeError(`scope: fn must be a function; got ${describe(fn)}`);
  const opened = new Scope(name);
  try {
    const result = fn();
    if (typeof (result as { then?: unknown } | null)?.then === "function") {
      throw new TypeError(
        "scope: the function is asynchronous, so its tensors would be freed too early; use openScope and close it when done",
      );
    }
    return survive(result, opened) as T;
  } finally {
    opened.close();
  }
}

/**
 * Opens a scope that stays open until `close()`, or until the end of the block of a `using` declaration. For asynchronous code, and
 * to keep a graph for a while.
 *
 * @example
 * ```ts
 * import { openScope, tensor } from "@unroll/tensor";
 * const opened = openScope("batch");
 * const x = tensor([1, 2, 3]);
 * const kept = x.sum().item();
 * opened.close();
 * kept; // => 6
 * ```
 */
export function openScope(name = "scope"): Scope {
  return new Scope(name);
}

/** What the memory holds, in bytes and tensors. */
export interface MemoryReport {
  /** The size of the linear memory; it grows and never shrinks. */
  readonly memoryBytes: number;
  /** Allocated in it: persistent tensors, the blocks of the arena, working memory of kernels. */
  readonly usedBytes: number;
  /** Persistent tensors. */
  readonly persistentTensors: number;
  /** Theirs, and those of the copies of weights that are packed for products with few rows. */
  readonly persistentBytes: number;
  /** Tensors made in scopes that are open. Views share one. */
  readonly scopedTensors: number;
  readonly openScopes: number;
  /** The blocks of open scopes and those kept for the next ones. */
  readonly arenaBytes: number;
  /** The most that the arena has held. */
  readonly peakArenaBytes: number;
}

/** Reports what the memory holds. */
export function memory(): MemoryReport {
  const { memoryBytes, usedBytes } = heap().report();
  const arena = arenaReport();
  const persistent = persistentReport();
  return {
    memoryBytes,
    usedBytes,
    persistentTensors: persistent.count,
    persistentBytes: persistent.bytes,
    scopedTensors: arena.storages,
    openScopes: arena.openScopes,
    arenaBytes: arena.arenaBytes,
    peakArenaBytes: arena.peakArenaBytes,
  };
}
