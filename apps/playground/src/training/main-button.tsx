import type { JSX } from "preact";
import type { Phase } from "./phase.ts";

interface MainButtonProps {
  phase: Phase;
  onTrain(): void;
  onPause(): void;
  onContinue(): void;
}

/** One button whose meaning follows the phase, so that Space pauses and Space goes on. */
export function MainButton({ phase, onTrain, onPause, onContinue }: MainButtonProps): JSX.Element {
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
