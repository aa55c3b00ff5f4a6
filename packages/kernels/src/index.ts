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
export type {
  GruBackward,
  GruCall,
  GruForward,
  LstmBackward,
  LstmCall,
  LstmForward,
  RnnBackward,
  RnnCall,
  RnnForward,
  SequenceBackward,
  SequenceCall,
  SequenceForward,
} from "./recurrences.ts";
