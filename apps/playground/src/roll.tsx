import type { JSX } from "preact";

/** The path of a rolled-up scroll that stands on its unrolled part, in a box of 24 by 24. */
export const rollPath: string = spiral(12, 12, 10.5, 3, 2.25);

/** The house's mark: a scroll being unrolled. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 40 24" width="40" height="24" aria-hidden="true">
      <path
        d={`M1 22.5H28 ${spiral(28, 12, 10.5, 2.5, 2.25)}`}
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
      />
    </svg>
  );
}

/** A spiral that starts below its centre and winds inwards, anticlockwise as seen, in `turns` turns. */
function spiral(x: number, y: number, outer: number, inner: number, turns: number): string {
  const pieces = Math.round(turns * 24);
  let path = "";
  for (let i = 0; i <= pieces; i++) {
    const angle = Math.PI / 2 - (i / 24) * 2 * Math.PI;
    const radius = outer + ((inner - outer) * i) / pieces;
    path += `${i === 0 ? "M" : "L"}${(x + radius * Math.cos(angle)).toFixed(2)} ${(y + radius * Math.sin(angle)).toFixed(2)}`;
  }
  return path;
}
