import type { Backend, InferenceKernels, TrainingKernels } from "../backend.ts";
import type { Heap } from "../heap.ts";
import type { Extra, ExtraExports } from "./extra.ts";
import { wasmInference } from "./inference.ts";
import { instantiate } from "./module.ts";
import { Scratch } from "./scratch.ts";

/** What a WebAssembly executor is made of: modules as src/generated/ has them. */
export interface Parts {
  readonly inference: string;
  readonly extra: string;
  /** Makes the kernels of training, or says why it cannot. */
  training(scratch: Scratch, extra: Extra): TrainingKernels;
}

/** A float32 executor over the WebAssembly kernels. Each of its modules is compiled when it is first asked for. */
export function assemble(
  name: "wasm-strict" | "wasm-relaxed",
  parts: Parts,
  memory: WebAssembly.Memory,
  heap: Heap,
): Backend {
  const scratch = new Scratch(heap);
  let inference: InferenceKernels | undefined;
  let training: TrainingKernels | undefined;
  let extras: ExtraExports | undefined;
  const extra = () => {
    extras ??= instantiate<ExtraExports>(parts.extra, memory);
    return extras;
  };
  return {
    name,
    dtype: "float32",
    get inference() {
      inference ??= wasmInference(parts.inference, memory, heap, scratch, extra);
      return inference;
    },
    get training() {
      training ??= parts.training(scratch, extra);
      return training;
    },
  };
}
