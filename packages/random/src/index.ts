export { defaultRng, manualSeed } from "./default-rng.ts";
export { Rng, type RngState, type Shufflable } from "./rng.ts";
