/** What the page shows of a training, and how each thing that happens changes it. */
import { formatCount, formatDuration, formatLoss } from "../format.ts";
import type { Phase } from "../training/phase.ts";
import type { Baselines, CorpusFacts, ModelSize, Sample, TrainerEvent } from "./protocol.ts";

/** Losses over the course of training, in nats per character. */
export interface Curve {
  steps: readonly number[];
  losses: readonly number[];
}

/** One model and its training so far. */
export interface Run {
  size: ModelSize;
  parameters: number;
  /** The last step there will be. */
  steps: number;
  charactersPerStep: number;
  /** The last step there was. */
  step: number;
  seconds: number;
  charactersPerSecond: number;
  training: Curve;
  heldOut: Curve;
  samples: readonly Sample[];
}

/** Everything the chapter draws. */
export interface ViewState {
  phase: Phase;
  corpus: CorpusFacts | null;
  baselines: Baselines | null;
  run: Run | null;
  /** One sentence, when something went wrong. */
  error: string | null;
  /** What a screen reader is told: milestones, not every step. */
  announcement: string;
}

/** The state before the worker has said anything. */
export const initialState: ViewState = {
  phase: "opening",
  corpus: null,
  baselines: null,
  run: null,
  error: null,
  announcement: "",
};

const emptyCurve: Curve = { steps: [], losses: [] };

/** The state after `event`. */
export function reduce(state: ViewState, event: TrainerEvent): ViewState {
  switch (event.type) {
    case "corpus":
      return { ...state, corpus: event.corpus, phase: state.phase === "opening" ? "ready" : state.phase };
    case "baselines":
      return { ...state, baselines: event.baselines };
    case "start": {
      const { size, parameters, steps, charactersPerStep } = event;
      return {
        ...state,
        phase: "training",
        error: null,
        announcement: `Training a ${size} model with ${formatCount(parameters)} numbers to adjust.`,
        run: {
          size,
          parameters,
          steps,
          charactersPerStep,
          step: 0,
          seconds: 0,
          charactersPerSecond: 0,
          training: emptyCurve,
          heldOut: emptyCurve,
          samples: [],
        },
      };
    }
    case "failed":
      return { ...state, phase: "failed", error: event.message, announcement: "" };
    default:
      return state.run === null ? state : reduceRun(state, state.run, event);
  }
}

type RunEvent = Exclude<TrainerEvent, { type: "corpus" | "baselines" | "start" | "failed" }>;

function reduceRun(state: ViewState, run: Run, event: RunEvent): ViewState {
  switch (event.type) {
    case "progress": {
      const { seconds, charactersPerSecond } = event;
      const training: Curve = {
        steps: [...run.training.steps, ...event.steps],
        losses: [...run.training.losses, ...event.losses],
      };
      const step = training.steps.at(-1) ?? run.step;
      return { ...state, run: { ...run, training, step, seconds, charactersPerSecond } };
    }
    case "evaluation": {
      const heldOut: Curve = {
        steps: [...run.heldOut.steps, event.step],
        losses: [...run.heldOut.losses, event.loss],
      };
      return {
        ...state,
        run: { ...run, heldOut, seconds: event.seconds },
        announcement: `Step ${formatCount(event.step)}: held-out loss ${formatLoss(event.loss)}.`,
      };
    }
    case "sample":
      return { ...state, run: { ...run, samples: [...run.samples, event.sample] } };
    case "paused":
      return { ...state, phase: "paused", announcement: `Paused at step ${formatCount(run.step)}.` };
    case "continued":
      return { ...state, phase: "training", announcement: "Training goes on." };
    case "finished": {
      const loss = heldOutLoss(run);
      const result = loss === null ? "" : ` Held-out loss ${formatLoss(loss)}.`;
      return {
        ...state,
        phase: "finished",
        announcement: `Finished after ${formatDuration(run.seconds)}.${result}`,
      };
    }
  }
}

/** The last held-out loss of a run, in nats per character. */
export function heldOutLoss(run: Run | null): number | null {
  return run?.heldOut.losses.at(-1) ?? null;
}
