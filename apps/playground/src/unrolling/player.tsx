import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { Moment } from "./moments.ts";

interface PlayerProps {
  index: number;
  /** How many moments there are. */
  count: number;
  moment: Moment;
  onMove(index: number): void;
}

/** Where the walk stands, and the way to walk it: buttons, and a slider for the arrow keys. */
export function Player({ index, count, moment, onMove }: PlayerProps): JSX.Element {
  const id = useId();
  const last = count - 1;
  const place = `${moment.pass === "forward" ? "Forward" : "Backward"}, step ${moment.step + 1}`;
  return (
    <div class="player">
      <button type="button" class="button" aria-disabled={index === 0} onClick={() => index > 0 && onMove(index - 1)}>
        <span aria-hidden="true">←</span> Back
      </button>
      <button
        type="button"
        class="button button-main"
        aria-disabled={index === last}
        onClick={() => index < last && onMove(index + 1)}
      >
        Step <span aria-hidden="true">→</span>
      </button>
      <div class="player-line">
        <label for={id}>
          <span class="hidden">Moment of the walk: </span>
          <output for={id}>{place}</output>
        </label>
        <input
          id={id}
          type="range"
          min={0}
          max={last}
          step={1}
          value={index}
          aria-valuetext={`${place} of ${count / 2}`}
          onInput={(event) => onMove(event.currentTarget.valueAsNumber)}
        />
        <p class="player-ends" aria-hidden="true">
          <span>forward</span> <span>there and back</span> <span>backward</span>
        </p>
      </div>
    </div>
  );
}
