export { defaultRng, manualSeed } from "./default-rng.ts";
export { Rng, type RngState, type RngWords, type Shufflable } from "./rng.ts";
