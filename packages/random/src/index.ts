export { defaultRng, manualSeed } from "./default-rng.ts";
export { Rng, type Shufflable } from "./rng.ts";
export type { RngState, RngWords } from "./rng-state.ts";
