import type { Backend } from "../backend.ts";
import { wasm as extraRelaxed } from "../generated/extra-relaxed.ts";
import { wasm as extraStrict } from "../generated/extra-strict.ts";
import { wasm as inferenceRelaxed } from "../generated/inference-relaxed.ts";
import { wasm as inferenceStrict } from "../generated/inference-strict.ts";
import { wasm as trainingRelaxed } from "../generated/training-relaxed.ts";
import { wasm as trainingStrict } from "../generated/training-strict.ts";
import type { Heap } from "../heap.ts";
import { assemble, type Parts } from "./assemble.ts";
import { wasmTraining } from "./training.ts";

/** A float32 executor with all of its kernels. */
export function createWasm(name: "wasm-strict" | "wasm-relaxed", memory: WebAssembly.Memory, heap: Heap): Backend {
  const relaxed = name === "wasm-relaxed";
  const parts: Parts = {
    inference: relaxed ? inferenceRelaxed : inferenceStrict,
    extra: relaxed ? extraRelaxed : extraStrict,
    training: (scratch, extra) => wasmTraining(relaxed ? trainingRelaxed : trainingStrict, memory, scratch, extra),
  };
  return assemble(name, parts, memory, heap);
}
