import type { Case, Form } from "./cases.ts";

/** What the conductor says to an entrant, one JSON object a line. */
export type Request =
  | ({ readonly do: "prepare" } & Task)
  /** Takes steps until `milliseconds` are over: at least one. */
  | { readonly do: "run"; readonly milliseconds: number };

/** What an entrant shall do. */
export interface Task {
  readonly case: Case;
  readonly form: Form;
  readonly threads: number;
  readonly clock: Clock;
  /** What computes in Unroll. */
  readonly backend: string;
  /** The file of weights and inputs. */
  readonly inputs: string;
  /** Where the entrant writes its outputs and gradients, for comparison. */
  readonly outputs: string;
}

/**
 * Which time is taken: that on the wall, or that which the process had the processor for. On a machine that others use, the
 * second is the one that can be compared.
 */
export type Clock = "wall" | "cpu";

/** What an entrant answers, one JSON object a line. */
export type Answer =
  | { readonly ready: Facts }
  /** Milliseconds of each step. */
  | { readonly steps: readonly number[] }
  | { readonly error: string };

/** What an entrant says about itself: its version, what computes, and with how many threads. */
export interface Facts {
  readonly version: string;
  readonly runs: string;
  /** What was done in another way than the library offers it. */
  readonly remark?: string;
}
