/** What the page shows of a training of the three networks, and how each thing that happens changes it. */
import { formatCount, formatDuration, formatPercent } from "../format.ts";
import type { Phase } from "../training/phase.ts";
import {
  type Kind,
  kinds,
  type Measurement,
  type Moment,
  type Setup,
  type TaskFacts,
  type TrainerEvent,
} from "./protocol.ts";

/** Three networks and their training so far. */
export interface Run {
  setup: Setup;
  task: TaskFacts;
  /** In the order of their steps. */
  moments: readonly Moment[];
}

/** Everything the chapter draws. */
export interface ViewState {
  phase: Phase;
  run: Run | null;
  /** One sentence, when something went wrong. */
  error: string | null;
  /** What a screen reader is told: milestones, not every moment. */
  announcement: string;
}

/** The state before the worker has said anything. */
export const initialState: ViewState = { phase: "opening", run: null, error: null, announcement: "" };

/** The networks' names, as the page writes them. */
export const names: Readonly<Record<Kind, string>> = { rnn: "RNN", gru: "GRU", lstm: "LSTM" };

/** Steps between two milestones. */
const milestone = 200;

/** The state after `event`. */
export function reduce(state: ViewState, event: TrainerEvent): ViewState {
  switch (event.type) {
    case "fresh":
      return {
        phase: "ready",
        run: { setup: event.setup, task: event.task, moments: [] },
        error: null,
        announcement: "",
      };
    case "failed":
      return { ...state, phase: "failed", error: event.message, announcement: "" };
    default:
      return state.run === null ? state : reduceRun(state, state.run, event);
  }
}

type RunEvent = Exclude<TrainerEvent, { type: "fresh" | "failed" }>;

function reduceRun(state: ViewState, run: Run, event: RunEvent): ViewState {
  switch (event.type) {
    case "moment": {
      const { moment } = event;
      const told = moment.step > 0 && moment.step % milestone === 0;
      return {
        ...state,
        run: { ...run, moments: [...run.moments, moment] },
        announcement: told ? `Step ${formatCount(moment.step)}. ${results(moment)}.` : state.announcement,
      };
    }
    case "paused":
      return { ...state, phase: "paused", announcement: `Paused at step ${formatCount(stepOf(run) ?? 0)}.` };
    case "continued":
      return { ...state, phase: "training", announcement: "Training." };
    case "finished": {
      const last = run.moments.at(-1);
      const announcement =
        last === undefined ? "Finished." : `Finished after ${formatDuration(last.seconds)}. ${results(last)}.`;
      return { ...state, phase: "finished", announcement };
    }
  }
}

function results({ networks }: Moment): string {
  const each = kinds.map((kind) => `${names[kind]} ${formatPercent(networks[kind].accuracy)}`);
  return `Right answers: ${each.join(", ")}`;
}

/** The last step there was; null before there are networks. */
export function stepOf(run: Run | null): number | null {
  return run?.moments.at(-1)?.step ?? null;
}

/** What is known of a network now. */
export function latest(run: Run | null, kind: Kind): Measurement | null {
  return run?.moments.at(-1)?.networks[kind] ?? null;
}

/** The steps of all moments, and for each network its accuracy at each of them: as a chart takes them. */
export function accuracyCurves(run: Run | null): [steps: number[], ...accuracies: number[][]] {
  const moments = run?.moments ?? [];
  return [
    moments.map(({ step }) => step),
    ...kinds.map((kind) => moments.map(({ networks }) => networks[kind].accuracy)),
  ];
}

/**
 * How much of the gradient at the last step arrives at each step: |dLoss/dh(t)| / |dLoss/dh(T)|. A network that has
 * learnt has a small loss, and so a small gradient everywhere; a share is small only where the gradient vanishes.
 */
export function shares({ gradient }: Measurement): number[] {
  const whole = gradient.at(-1) ?? 0;
  return gradient.map((norm) => (whole === 0 ? 0 : norm / whole));
}
