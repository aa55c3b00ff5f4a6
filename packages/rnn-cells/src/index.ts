export type { Lengths } from "./checks.ts";
export { GRU, type GRUForwardOptions, type GRUOptions, type GRUOutput } from "./gru.ts";
export { GRUCell, type GRUCellOptions } from "./gru-cell.ts";
export type { CellState, RecurrentCell } from "./recurrent-cell.ts";
export { type RunOptions, type RunResult, runCell } from "./run-cell.ts";
