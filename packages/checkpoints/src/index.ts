export { CheckpointError } from "./checkpoint-error.ts";
export { decodeNpy, encodeNpy } from "./npy.ts";
export { decodeSafetensors, type EncodeOptions, encodeSafetensors, type Safetensors } from "./safetensors.ts";
