export { type CrossEntropyOptions, crossEntropy, type Reduction } from "@unroll/tensor";
export { Adam, type AdamOptions } from "./adam.ts";
export { clipGradNorm } from "./clip-grad-norm.ts";
export { Embedding } from "./embedding.ts";
export {
  createParameter,
  type Initializer,
  normalInitializer,
  type ParameterOptions,
  uniformInitializer,
} from "./initializers.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { requireSizes } from "./sizes.ts";
