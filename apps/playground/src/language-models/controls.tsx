import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { ModelSize } from "./protocol.ts";
import type { Phase } from "./view-state.ts";

interface ControlsProps {
  phase: Phase;
  /** The size of the model in training, if there is one. */
  runningSize: ModelSize | null;
  size: ModelSize;
  onSize(size: ModelSize): void;
  onTrain(): void;
  onPause(): void;
  onContinue(): void;
}

const sizes: readonly { size: ModelSize; title: string; note: string }[] = [
  { size: "small", title: "Small", note: "learns fast" },
  { size: "medium", title: "Medium", note: "learns more" },
];

/** Train, pause, continue, restart; the size of the model. */
export function Controls(props: ControlsProps): JSX.Element {
  const { phase, runningSize, size } = props;
  const name = useId();
  const begun = runningSize !== null;
  return (
    <div class="controls">
      <div class="controls-buttons">
        <MainButton {...props} />
        <button type="button" class="button" disabled={!begun} onClick={props.onTrain}>
          Restart
        </button>
      </div>
      <fieldset class="choice">
        <legend>Model</legend>
        {sizes.map(({ size: value, title, note }) => (
          <label key={value}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={size === value}
              onChange={() => props.onSize(value)}
            />
            <span>
              {title} <small>{note}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <p class="controls-hint">
        {begun && size !== runningSize && phase !== "failed" ? `Restart to train the ${size} model.` : ""}
      </p>
    </div>
  );
}

/** One button whose meaning follows the phase, so that Space pauses and Space goes on. */
function MainButton({ phase, runningSize, onTrain, onPause, onContinue }: ControlsProps): JSX.Element {
  const main = (label: string, act: () => void, disabled = false): JSX.Element => (
    <button type="button" class="button button-main" disabled={disabled} onClick={act}>
      {label}
    </button>
  );
  if (phase === "training") return main("Pause", onPause);
  if (phase === "paused") return main("Continue", onContinue);
  if (phase === "finished") return main("Finished", () => {}, true);
  return main("Train", onTrain, phase === "opening" || (phase === "failed" && runningSize !== null));
}
