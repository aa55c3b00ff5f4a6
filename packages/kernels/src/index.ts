export type {
  AdamCall,
  Address,
  Backend,
  BackendName,
  BinaryOp,
  CompareOp,
  CrossEntropyBackward,
  CrossEntropyCall,
  CrossEntropyForward,
  FloatType,
  GruBackward,
  GruCall,
  GruForward,
  InferenceKernels,
  Loop,
  MatmulCall,
  ReduceOp,
  Segments,
  TrainingKernels,
  UnaryOp,
} from "./backend.ts";
export { MAX_RANK } from "./backend.ts";
export type { Heap, HeapReport } from "./heap.ts";
export { OutOfMemoryError } from "./heap.ts";
export { availableBackends, backend, executor, heap, isReproducible, setBackend, setReproducible } from "./mode.ts";
