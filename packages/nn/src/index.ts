export { type CrossEntropyOptions, crossEntropy, type Reduction } from "@unroll/tensor";
export { Adagrad, type AdagradOptions } from "./adagrad.ts";
export { Adam, type AdamOptions } from "./adam.ts";
export { clipGradNorm } from "./clip-grad-norm.ts";
export { Dropout, type DropoutOptions } from "./dropout.ts";
export { Embedding, type EmbeddingOptions } from "./embedding.ts";
export {
  constantInitializer,
  createParameter,
  glorotInitializer,
  type Initializer,
  identityInitializer,
  normalInitializer,
  orthogonalInitializer,
  type ParameterOptions,
  uniformInitializer,
} from "./initializers.ts";
export { LayerNorm, type LayerNormModuleOptions } from "./layer-norm.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { Optimizer, type OptimizerOptions } from "./optimizer.ts";
export { RMSProp, type RMSPropOptions } from "./rms-prop.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
export { requireSizes } from "./sizes.ts";
