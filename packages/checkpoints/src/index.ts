export { CheckpointError } from "./checkpoint-error.ts";
export { mapNames, type NameRule } from "./map-names.ts";
export { decodeNpy, encodeNpy } from "./npy.ts";
export { decodeNpz, encodeNpz, type NpzOptions } from "./npz.ts";
export type { PlainData } from "./plain-data.ts";
export { type Checkpoint, decodePt } from "./pt.ts";
export { readCheckpoint } from "./read-checkpoint.ts";
export { decodeSafetensors, type EncodeOptions, encodeSafetensors, type Safetensors } from "./safetensors.ts";
export { decodeSharded } from "./sharded.ts";
