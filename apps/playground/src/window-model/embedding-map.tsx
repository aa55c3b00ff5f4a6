import type { JSX } from "preact";
import { visible } from "../notation/visible.ts";
import type { Point } from "./protocol.ts";

const size = { width: 560, height: 420, margin: 24 };

/** The embeddings as a map: what is used alike comes to lie near. */
export function EmbeddingMap({ points }: { points: readonly Point[] }): JSX.Element {
  const place = frame(points);
  return (
    <figure class="map">
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="img"
        aria-label={`The embeddings of ${points.length} tokens as points of a map.`}
      >
        {points.map((point) => {
          const [x, y] = place(point);
          return (
            <text key={point.token} class={/^[aeiou]$/i.test(point.token) ? "map-vowel" : ""} x={x} y={y}>
              {visible(point.token)}
            </text>
          );
        })}
      </svg>
      <figcaption class="chart-key">
        The two numbers of each embedding as a place on a map; vowels are coloured. Tokens that are used alike move
        together while it learns.
      </figcaption>
    </figure>
  );
}

/** Fits all points into the picture. */
function frame(points: readonly Point[]): (point: Point) => [number, number] {
  const { width, height, margin } = size;
  const range = (of: (point: Point) => number): [number, number] => {
    const values = points.map(of);
    const least = Math.min(...values);
    return [least, Math.max(...values) - least || 1];
  };
  const [left, across] = range(({ x }) => x);
  const [bottom, up] = range(({ y }) => y);
  return ({ x, y }) => [
    margin + ((x - left) / across) * (width - 2 * margin),
    height - margin - ((y - bottom) / up) * (height - 2 * margin),
  ];
}
