export { CheckpointError } from "./checkpoint-error.ts";
export { decodeSafetensors, type EncodeOptions, encodeSafetensors, type Safetensors } from "./safetensors.ts";
