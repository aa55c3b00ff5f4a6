import type { ComponentChildren, JSX } from "preact";

/** One thing over another. */
export function Fraction({ over, under }: { over: ComponentChildren; under: ComponentChildren }): JSX.Element {
  return (
    <span class="fraction">
      <span>{over}</span>
      <span>{under}</span>
    </span>
  );
}
