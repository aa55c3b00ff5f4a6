import type { Backend, BackendName, FloatType } from "./backend.ts";
import type { Heap } from "./heap.ts";
import { createReference } from "./reference/create-reference.ts";
import { createWasm } from "./wasm/executor.ts";
import { supports } from "./wasm/support.ts";

/** The executors for float32 that this engine can run, the fastest first. */
export function executorNames(): BackendName[] {
  const names: BackendName[] = [];
  if (supports("relaxed")) names.push("wasm-relaxed");
  if (supports("strict")) names.push("wasm-strict");
  names.push("reference");
  return names;
}

/** Makes an executor. */
export function createExecutor(name: BackendName, dtype: FloatType, memory: WebAssembly.Memory, heap: Heap): Backend {
  return name === "reference" ? createReference(heap, dtype) : createWasm(name, memory, heap);
}
