import type { Backend, InferenceKernels, TrainingKernels } from "../backend.ts";
import { wasm as extraRelaxed } from "../generated/extra-relaxed.ts";
import { wasm as extraStrict } from "../generated/extra-strict.ts";
import { wasm as inferenceRelaxed } from "../generated/inference-relaxed.ts";
import { wasm as inferenceStrict } from "../generated/inference-strict.ts";
import { wasm as trainingRelaxed } from "../generated/training-relaxed.ts";
import { wasm as trainingStrict } from "../generated/training-strict.ts";
import type { Heap } from "../heap.ts";
import type { ExtraExports } from "./extra.ts";
import { wasmInference } from "./inference.ts";
import { instantiate } from "./module.ts";
import { Scratch } from "./scratch.ts";
import { wasmTraining } from "./training.ts";

/** A float32 executor over the WebAssembly kernels. Each of its modules is compiled when it is first asked for. */
export function createWasm(name: "wasm-strict" | "wasm-relaxed", memory: WebAssembly.Memory, heap: Heap): Backend {
  const relaxed = name === "wasm-relaxed";
  const scratch = new Scratch(heap);
  let inference: InferenceKernels | undefined;
  let training: TrainingKernels | undefined;
  let extras: ExtraExports | undefined;
  const extra = () => {
    extras ??= instantiate<ExtraExports>(relaxed ? extraRelaxed : extraStrict, memory);
    return extras;
  };
  return {
    name,
    dtype: "float32",
    get inference() {
      inference ??= wasmInference(relaxed ? inferenceRelaxed : inferenceStrict, memory, heap, scratch, extra);
      return inference;
    },
    get training() {
      training ??= wasmTraining(relaxed ? trainingRelaxed : trainingStrict, memory, scratch, extra);
      return training;
    },
  };
}
