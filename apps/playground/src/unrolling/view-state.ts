/** What the page shows of the network on a text, and how each thing that happens changes it. */
import type { CalculatorEvent, Trace } from "./protocol.ts";

/** Everything that the worker has said. */
export interface ViewState {
  trace: Trace | null;
  /** One sentence, when something went wrong. */
  error: string | null;
}

/** The state before the worker has said anything. */
export const initialState: ViewState = { trace: null, error: null };

/** The state after `event`. */
export function reduce(state: ViewState, event: CalculatorEvent): ViewState {
  return event.type === "trace" ? { trace: event.trace, error: null } : { ...state, error: event.message };
}
