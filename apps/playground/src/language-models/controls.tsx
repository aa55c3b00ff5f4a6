import type { JSX } from "preact";
import { Choice } from "../training/choice.tsx";
import { MainButton } from "../training/main-button.tsx";
import type { Phase } from "../training/phase.ts";
import type { ModelSize } from "./protocol.ts";

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

const sizes: readonly { value: ModelSize; title: string; note: string }[] = [
  { value: "small", title: "Small", note: "learns fast" },
  { value: "medium", title: "Medium", note: "learns more" },
];

/** Train, pause, continue, restart; the size of the model. */
export function Controls(props: ControlsProps): JSX.Element {
  const { phase, runningSize, size } = props;
  const begun = runningSize !== null;
  return (
    <div class="controls">
      <div class="controls-buttons">
        <MainButton {...props} />
        <button type="button" class="button" disabled={!begun} onClick={props.onTrain}>
          Restart
        </button>
      </div>
      <Choice legend="Model" options={sizes} value={size} onChange={props.onSize} />
      <p class="controls-hint">
        {begun && size !== runningSize && phase !== "failed" ? `Restart to train the ${size} model.` : ""}
      </p>
    </div>
  );
}
