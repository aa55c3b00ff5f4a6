export type {
  AdagradCall,
  AdamCall,
  Address,
  Backend,
  BackendName,
  BinaryOp,
  CompareOp,
  CrossEntropyBackward,
  CrossEntropyCall,
  CrossEntropyForward,
  DropoutCall,
  FloatType,
  InferenceKernels,
  LayerNormBackward,
  LayerNormCall,
  LayerNormForward,
  Loop,
  MatmulCall,
  ReduceOp,
  RmsPropCall,
  Segments,
  SgdCall,
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
