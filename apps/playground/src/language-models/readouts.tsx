import type { JSX } from "preact";
import { formatChoices, formatCount, formatDuration, formatLoss } from "./format.ts";
import { heldOutLoss, type Phase, type Run } from "./view-state.ts";

const nothingYet = "–";

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

function Readout({
  name,
  value,
  unit,
  main = false,
}: {
  name: string;
  value: string;
  unit: string;
  main?: boolean;
}): JSX.Element {
  return (
    <div class={main ? "readout readout-main" : "readout"}>
      <dt>{name}</dt>
      <dd>
        <span class="readout-value">{value}</span> <span class="readout-unit">{unit}</span>
      </dd>
    </div>
  );
}
