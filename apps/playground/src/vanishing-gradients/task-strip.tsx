import type { JSX } from "preact";
import { formatPercent } from "../format.ts";
import type { Distance } from "./protocol.ts";
import { guessingAccuracy, symbols } from "./task.ts";
import type { Run } from "./view-state.ts";

/** So many letters of the example are shown at its beginning and at its end. */
const shown = { first: 5, last: 3 };

/** The task in words and one sequence of it. */
export function Task({ run, distance }: { run: Run | null; distance: Distance }): JSX.Element {
  const example = run?.task.example ?? "";
  const left = example.length - shown.first - shown.last;
  const head = [...(left > 0 ? example.slice(0, shown.first) : example)];
  const tail = left > 0 ? [...example.slice(-shown.last)] : [];
  return (
    <div class="task">
      <p class="task-text">
        Remember the first letter. Each network reads {distance + 1} letters, drawn at random from {symbols[0]} to{" "}
        {symbols.at(-1)}, and after the last one names the first. Who guesses is right in{" "}
        {formatPercent(guessingAccuracy, 1)} of all cases.
      </p>
      <p
        class="task-strip"
        role="img"
        aria-label={`An example: ${[...example].join(" ")}. The answer: ${example[0] ?? ""}.`}
      >
        {head.map((letter, index) => (
          <span key={index} class={index === 0 ? "task-letter task-first" : "task-letter"}>
            {letter}
          </span>
        ))}
        {left > 0 && <span class="task-left">{left} more</span>}
        {tail.map((letter, index) => (
          <span key={index} class="task-letter">
            {letter}
          </span>
        ))}
        <span class="task-answer">
          → <span class="task-first">{example[0] ?? ""}</span>?
        </span>
      </p>
    </div>
  );
}
