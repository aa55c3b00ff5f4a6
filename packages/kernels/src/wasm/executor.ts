import type { Backend, InferenceKernels, TrainingKernels } from "../backend.ts";
import { wasm as inferenceRelaxed } from "../generated/inference-relaxed.ts";
import { wasm as inferenceStrict } from "../generated/inference-strict.ts";
import { wasm as trainingRelaxed } from "../generated/training-relaxed.ts";
import { wasm as trainingStrict } from "../generated/training-strict.ts";
import type { Heap } from "../heap.ts";
import { wasmInference } from "./inference.ts";
import { Scratch } from "./scratch.ts";
import { wasmTraining } from "./training.ts";

/** A float32 executor over the WebAssembly kernels. Each of its two modules is compiled when it is first asked for. */
export function createWasm(name: "wasm-strict" | "wasm-relaxed", memory: WebAssembly.Memory, heap: Heap): Backend {
  const relaxed = name === "wasm-relaxed";
  const scratch = new Scratch(heap);
  let inference: InferenceKernels | undefined;
  let training: TrainingKernels | undefined;
  return {
    name,
    dtype: "float32",
    get inference() {
      inference ??= wasmInference(relaxed ? inferenceRelaxed : inferenceStrict, memory, heap, scratch);
      return inference;
    },
    get training() {
      training ??= wasmTraining(relaxed ? trainingRelaxed : trainingStrict, memory, scratch);
      return training;
    },
  };
}
