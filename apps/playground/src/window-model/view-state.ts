/** What the page shows of a training, and how each thing that happens changes it. */
import { formatCount, formatLoss } from "../format.ts";
import type { Phase } from "../training/phase.ts";
import type { Facts, Moment, TrainerEvent } from "./protocol.ts";

/** Everything the chapter draws. */
export interface ViewState {
  phase: Phase;
  facts: Facts | null;
  moment: Moment | null;
  /** One sentence, when something went wrong. */
  error: string | null;
  /** What a screen reader is told. */
  announcement: string;
}

/** The state before the worker has said anything. */
export const initialState: ViewState = { phase: "opening", facts: null, moment: null, error: null, announcement: "" };

/** The state after `event`. */
export function reduce(state: ViewState, event: TrainerEvent): ViewState {
  switch (event.type) {
    case "fresh":
      return { ...initialState, phase: "ready", facts: event.facts };
    case "moment":
      return { ...state, moment: event.moment };
    case "paused":
      return { ...state, phase: "paused", announcement: `Paused at step ${formatCount(state.moment?.step ?? 0)}.` };
    case "continued":
      return { ...state, phase: "training", announcement: "Training." };
    case "finished":
      return {
        ...state,
        phase: "finished",
        announcement: `Finished. Held-out loss ${formatLoss(state.moment?.loss ?? 0)}.`,
      };
    case "failed":
      return { ...state, phase: "failed", error: event.message, announcement: "" };
  }
}
