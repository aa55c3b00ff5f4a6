export {
  availableBackends,
  type BackendName,
  backend,
  isReproducible,
  OutOfMemoryError,
  setBackend,
  setReproducible,
} from "@unroll/kernels";
export { manualSeed, type Rng } from "@unroll/random";
export { contiguous } from "./arrays/layout.ts";
export { AnomalyError, isDetectingAnomaly, setDetectAnomaly } from "./autograd/anomaly.ts";
export { GradcheckError, gradcheck, type Outputs } from "./autograd/gradcheck.ts";
export type { GradientHook, GraphValue, Node } from "./autograd/node.ts";
export { type Outcome, single } from "./autograd/outcome.ts";
export { type Gradient, PartialGradient } from "./autograd/partial-gradient.ts";
export { isGradEnabled, isRecording, noGrad } from "./autograd/recording.ts";
export {
  arange,
  type CreateOptions,
  eye,
  full,
  ones,
  type RandomOptions,
  rand,
  randn,
  tensor,
  zeros,
} from "./create.ts";
export type { DType, FloatDType, TypedArrays } from "./dtype.ts";
export { DisposedTensorError, DTypeError, GraphError, ShapeError } from "./errors.ts";
export type { Nested } from "./format.ts";
export { bmm, crossEntropy, embedding, grad, linear, oneHot, where } from "./functions.ts";
export { chunk, concat, split, stack, unbind } from "./joining.ts";
export type { Scope } from "./memory/scope.ts";
export type { Derived, Storage } from "./memory/storage.ts";
export { type MemoryReport, memory, openScope, scope, type TensorHolder } from "./memory/survivors.ts";
export { type LoadReport, type StateDifference, StateReport } from "./modules/load-report.ts";
export { Module, type State, type StateDict, StateDictError } from "./modules/module.ts";
export { Buffer, copyValues, Parameter } from "./modules/parameter.ts";
export { type Moment, type OptimizerSteps, ParameterTable } from "./modules/parameter-table.ts";
export { NDArray } from "./ndarray.ts";
export { requireTensor } from "./operand.ts";
export type { CrossEntropyOptions, Reduction } from "./ops/cross-entropy.ts";
export { type GruOptions, gru } from "./recurrent/gru.ts";
export { type LstmOptions, lstm } from "./recurrent/lstm.ts";
export { type RnnOptions, rnn } from "./recurrent/rnn.ts";
export type { SequenceOptions, SequenceWeights, WalkOptions } from "./recurrent/sequence.ts";
export { dropout, type LayerNormOptions, layerNorm } from "./regularization.ts";
export { formatShape, type Shape } from "./shape.ts";
export { apply as customOperation, applyAll as customOperations } from "./tensor/apply.ts";
export type { BackwardOptions } from "./tensor/base.ts";
export type { DeviationOptions, ReductionOptions } from "./tensor/reductions.ts";
export { Tensor } from "./tensor.ts";
