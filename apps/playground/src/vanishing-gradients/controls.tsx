import type { JSX } from "preact";
import { Choice } from "../training/choice.tsx";
import { MainButton } from "../training/main-button.tsx";
import type { Phase } from "../training/phase.ts";
import { distances, type Setup } from "./protocol.ts";

interface ControlsProps {
  phase: Phase;
  setup: Setup;
  /** A choice begins anew. */
  onSetup(setup: Setup): void;
  onTrain(): void;
  onPause(): void;
  onContinue(): void;
  onReset(): void;
}

const distanceOptions = distances.map((value) => ({ value, title: String(value) }));
const gateOptions = [
  { value: "open", title: "open" },
  { value: "half open", title: "half open" },
] as const;
const recurrentOptions = [
  { value: "random", title: "random" },
  { value: "identity", title: "identity" },
] as const;

/** Train, pause, continue, reset; the distance and the first weights. */
export function Controls({ phase, setup, onSetup, onReset, ...actions }: ControlsProps): JSX.Element {
  return (
    <div class="controls">
      <div class="controls-buttons">
        <MainButton phase={phase} {...actions} />
        <button type="button" class="button" disabled={phase === "opening"} onClick={onReset}>
          Reset
        </button>
      </div>
      <Choice
        legend="Distance"
        options={distanceOptions}
        value={setup.distance}
        onChange={(distance) => onSetup({ ...setup, distance })}
      />
      <div class="controls-more">
        <Choice
          legend="Gates begin"
          options={gateOptions}
          value={setup.gates}
          onChange={(gates) => onSetup({ ...setup, gates })}
        />
        <Choice
          legend="RNN weights begin"
          options={recurrentOptions}
          value={setup.recurrent}
          onChange={(recurrent) => onSetup({ ...setup, recurrent })}
        />
      </div>
    </div>
  );
}
