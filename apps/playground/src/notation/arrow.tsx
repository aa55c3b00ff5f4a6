import type { JSX } from "preact";

interface ArrowProps {
  from: readonly [number, number];
  to: readonly [number, number];
}

/** A straight arrow of a diagram. */
export function Arrow({ from: [x1, y1], to: [x2, y2] }: ArrowProps): JSX.Element {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const back = (side: number): string => `${x2 - 5 * ux - side * 3 * uy} ${y2 - 5 * uy + side * 3 * ux}`;
  return <path class="unrolled-arrow" d={`M${x1} ${y1}L${x2} ${y2}M${back(1)}L${x2} ${y2}L${back(-1)}`} />;
}
