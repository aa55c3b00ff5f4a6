import type { Palette } from "./terminal.ts";

/** One row of a table; a marked row is drawn in bold. */
export interface Row {
  cells: readonly string[];
  marked?: boolean;
}

/**
 * Lines of a table: the first column to the left, the numbers to the right, a rule under the head.
 *
 * @param head - The names of the columns.
 * @param rows - As many cells in each as there are columns.
 */
export function tableLines(head: readonly string[], rows: readonly Row[], palette: Palette): string[] {
  const widths = head.map((name, column) =>
    Math.max(width(name), ...rows.map((row) => width(row.cells[column] ?? ""))),
  );
  const line = (cells: readonly string[]): string =>
    widths.map((size, column) => pad(cells[column] ?? "", size, column > 0)).join("   ");
  return [
    palette.dim(line(head)),
    palette.dim(widths.map((size) => "─".repeat(size)).join("───")),
    ...rows.map((row) => (row.marked ? palette.bold(line(row.cells)) : line(row.cells))),
  ];
}

function pad(text: string, size: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, size - width(text)));
  return right ? space + text : text + space;
}

// Code points, so that a name in any script is padded nearly right.
function width(text: string): number {
  return [...text].length;
}
