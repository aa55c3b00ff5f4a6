import pc from "picocolors";
import type { Table } from "./tables.ts";

/** A table for a terminal: names to the left, numbers to the right. */
export function textTable({ title, head, rows, notes }: Table, colour: boolean): string {
  const { bold, dim } = pc.createColors(colour);
  const widths = head.map((name, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0), name.length),
  );
  const line = (row: readonly string[]): string =>
    widths.map((width, column) => (row[column] ?? "")[column === 0 ? "padEnd" : "padStart"](width)).join("  ");
  return [bold(title), dim(line(head)), ...rows.map(line), ...notes.map((note) => dim(note)), ""].join("\n");
}

/** The same in Markdown. */
export function markdownTable({ title, head, rows, notes }: Table): string {
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  return [
    `## ${title}`,
    "",
    line(head),
    line(head.map((_, column) => (column === 0 ? "---" : "---:"))),
    ...rows.map(line),
    "",
    ...notes.flatMap((note) => [note, ""]),
  ].join("\n");
}
