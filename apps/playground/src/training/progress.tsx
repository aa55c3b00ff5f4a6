import type { JSX } from "preact";
import { formatCount } from "../format.ts";
import { rollPath } from "../roll.tsx";

/** How far a training has come. */
interface ProgressProps {
  /** The last step there was; null before there is a model. */
  step: number | null;
  /** The last step there will be. */
  steps: number;
}

/** How far the training has come: a scroll that is unrolled. */
export function Progress({ step, steps }: ProgressProps): JSX.Element {
  const fraction = step === null ? 0 : Math.min(1, step / steps);
  return (
    <div
      class="progress"
      style={{ "--fraction": String(fraction) }}
      role="progressbar"
      aria-label="Training"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(100 * fraction)}
      aria-valuetext={step === null ? "Not begun" : `Step ${formatCount(step)} of ${formatCount(steps)}`}
    >
      <svg class="progress-roll" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
        <path d={rollPath} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
      </svg>
    </div>
  );
}
