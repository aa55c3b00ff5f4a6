import type { JSX } from "preact";
import { rollPath } from "../roll.tsx";
import { formatCount } from "./format.ts";
import type { Run } from "./view-state.ts";

/** How far the training has come: a scroll that is unrolled. */
export function Progress({ run }: { run: Run | null }): JSX.Element {
  const fraction = run === null ? 0 : Math.min(1, run.step / run.steps);
  return (
    <div
      class="progress"
      style={{ "--fraction": String(fraction) }}
      role="progressbar"
      aria-label="Training"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(100 * fraction)}
      aria-valuetext={run === null ? "Not begun" : `Step ${formatCount(run.step)} of ${formatCount(run.steps)}`}
    >
      <svg class="progress-roll" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
        <path d={rollPath} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
      </svg>
    </div>
  );
}
