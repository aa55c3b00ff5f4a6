export { CheckpointError } from "./checkpoint-error.ts";
export { decodeNpy, encodeNpy } from "./npy.ts";
export { decodeNpz, encodeNpz, type NpzOptions } from "./npz.ts";
export type { PlainData } from "./plain-data.ts";
export { type Checkpoint, decodePt } from "./pt.ts";
export { decodeSafetensors, type EncodeOptions, encodeSafetensors, type Safetensors } from "./safetensors.ts";
