import type { JSX } from "preact";

interface MatrixProps {
  rows: readonly (readonly number[])[];
  /** What a screen reader says before the numbers. */
  label: string;
  /** What stands above the columns. */
  columns?: readonly string[] | undefined;
  digits?: number;
}

/** So many columns fit on a phone. */
const widest = 5;

/** Numbers in brackets. A vector is one row. */
export function MatrixOf({ rows, label, columns, digits = 4 }: MatrixProps): JSX.Element {
  const figures = rows.map((row) => row.map((value) => formatSigned(value, digits)));
  const matrix = (
    <span class="matrix" role="img" aria-label={`${label}: ${figures.map((row) => row.join(", ")).join("; ")}`}>
      {columns !== undefined && (
        <span class="matrix-row matrix-head">
          {columns.map((column, i) => (
            <span key={i}>{column}</span>
          ))}
        </span>
      )}
      <span class="matrix-body">
        {figures.map((row, i) => (
          <span key={i} class="matrix-row">
            {row.map((figure, j) => (
              <span key={j}>{figure}</span>
            ))}
          </span>
        ))}
      </span>
    </span>
  );
  if ((rows[0]?.length ?? 0) <= widest) return matrix;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section class="matrix-wide" tabIndex={0} aria-label={label}>
      {matrix}
    </section>
  );
}

/** With a minus that is as wide as a digit; what rounds to nothing has no sign. */
function formatSigned(value: number, digits: number): string {
  const figure = value.toFixed(digits);
  return Number(figure) === 0 ? figure.replace("-", "") : figure.replace("-", "−");
}
