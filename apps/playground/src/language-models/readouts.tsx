import type { JSX } from "preact";
import { formatChoices, formatCount, formatDuration, formatLoss } from "../format.ts";
import type { Phase } from "../training/phase.ts";
import { nothingYet, Readout } from "../training/readout.tsx";
import { heldOutLoss, type Run } from "./view-state.ts";

/** Time, speed and loss of the training, as figures that keep their places. */
export function Readouts({ run, phase }: { run: Run | null; phase: Phase }): JSX.Element {
  const loss = heldOutLoss(run);
  const speed = run === null || run.charactersPerSecond === 0 ? nothingYet : formatCount(run.charactersPerSecond);
  return (
    <dl class="readouts" data-phase={phase}>
      <Readout name="Time" unit="of training" value={formatDuration(run?.seconds ?? 0)} />
      <Readout
        name="Step"
        unit={run === null ? "" : `of ${formatCount(run.steps)}`}
        value={run === null ? nothingYet : formatCount(run.step)}
      />
      <Readout name="Speed" unit="characters/s" value={speed} />
      <Readout
        name="Held-out loss"
        unit="nats per character"
        value={loss === null ? nothingYet : formatLoss(loss)}
        main
      />
      <Readout name="Perplexity" unit="equal choices" value={loss === null ? nothingYet : formatChoices(loss)} />
    </dl>
  );
}
