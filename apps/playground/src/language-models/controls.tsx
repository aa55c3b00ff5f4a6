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
function MainButton({ phase, onTrain, onPause, onContinue }: ControlsProps): JSX.Element {
  const [label, act] = {
    opening: ["Train", null] as const,
    ready: ["Train", onTrain] as const,
    training: ["Pause", onPause] as const,
    paused: ["Continue", onContinue] as const,
    finished: ["Finished", null] as const,
    failed: ["Train", null] as const,
  }[phase];
  // Not the attribute `disabled`: it would take the keyboard's focus away when the training ends.
  return (
    <button type="button" class="button button-main" aria-disabled={act === null} onClick={() => act?.()}>
      {label}
    </button>
  );
}
