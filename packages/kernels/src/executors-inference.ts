/**
 * What stands in for executors.ts in a program built with the condition `@unroll/inference`: one executor, the fastest
 * that the engine can run, without the kernels of training. It is chosen and loaded before the program begins, so that
 * nothing need be awaited later; for that, this module alone has a statement at its top level.
 */
import type { Backend, BackendName, FloatType } from "./backend.ts";
import type { Heap } from "./heap.ts";
import { assemble } from "./wasm/assemble.ts";
import { supports } from "./wasm/support.ts";

interface Loaded {
  readonly name: BackendName;
  readonly dtypes: readonly FloatType[];
  create(dtype: FloatType, memory: WebAssembly.Memory, heap: Heap): Backend;
}

const loaded: Loaded = await load();

/** The one executor that is loaded. */
export function executorNames(): BackendName[] {
  return [loaded.name];
}

/**
 * Makes an executor.
 *
 * @throws {Error} when it is not loaded.
 */
export function createExecutor(_: BackendName, dtype: FloatType, memory: WebAssembly.Memory, heap: Heap): Backend {
  if (!loaded.dtypes.includes(dtype)) throw leftOut("float64");
  return loaded.create(dtype, memory, heap);
}

async function load(): Promise<Loaded> {
  if (!supports("strict")) {
    const { createReference } = await import("./reference/create-reference.ts");
    return {
      name: "reference",
      dtypes: ["float32", "float64"],
      create: (dtype, _, heap) => createReference(heap, dtype),
    };
  }
  const relaxed = supports("relaxed");
  const [inference, extra] = await (relaxed
    ? Promise.all([import("./generated/inference-relaxed.ts"), import("./generated/extra-relaxed.ts")])
    : Promise.all([import("./generated/inference-strict.ts"), import("./generated/extra-strict.ts")]));
  const name = relaxed ? "wasm-relaxed" : "wasm-strict";
  const parts = {
    inference: inference.wasm,
    extra: extra.wasm,
    training() {
      throw leftOut("training (gradients, losses, dropout, optimizers)");
    },
  };
  return { name, dtypes: ["float32"], create: (_, memory, heap) => assemble(name, parts, memory, heap) };
}

function leftOut(what: string): Error {
  return new Error(`@unroll/kernels: ${what} is left out of programs built with the condition "@unroll/inference"`);
}
