import type { ExampleKind } from "./examples.ts";

/** A column: its place, or its name in the objects or the first row. */
export type Column = number | string;

/** A row: fields by their places, or by their names. */
export type Row = readonly unknown[] | Readonly<Record<string, unknown>>;

const names = {
  text: /^(text|sentence|review|utterance|content|phrase|word|name)$/i,
  label: /^(label|class|category|intent|sentiment|topic|genre)$/i,
  source: /^(source|src|english|en)$/i,
  target: /^(target|tgt|french|fr|translation)$/i,
  words: /^(words|tokens)$/i,
  tags: /^\w*tags$|^labels$/i,
};

/** The names of columns, if a first row has them. */
export function headerOf(row: readonly string[] | undefined): string[] | undefined {
  const patterns = Object.values(names);
  return row?.some((cell) => patterns.some((pattern) => pattern.test(cell.trim()))) === true &&
    row.every((cell) => /^[\w .-]{1,40}$/.test(cell))
    ? row.map((cell) => cell.trim())
    : undefined;
}

/** A field of a row; undefined if there is none, whatever its prototype has. */
export function fieldOf(row: Row, column: Column): unknown {
  const key = Array.isArray(row) && typeof column === "number" && column < 0 ? row.length + column : column;
  return Object.hasOwn(row, key) ? (row as Readonly<Record<Column, unknown>>)[key] : undefined;
}

/**
 * What rows are and which columns it is in: by the names of columns, or else a label is one word and there are few of them.
 *
 * @param known - The names of columns, in their order.
 * @param rows - Some rows to look at.
 */
export function guessColumns(
  known: readonly Column[],
  rows: readonly Row[],
  kind: ExampleKind | undefined,
  columns: readonly Column[] | undefined,
): { kind: ExampleKind; columns: readonly Column[] } {
  if (columns !== undefined) return { kind: kind ?? kindOfColumns(columns, rows), columns };
  const named = (pattern: RegExp): Column | undefined =>
    known.find((column) => typeof column === "string" && pattern.test(column));
  const strings = known.filter((column) => rows.every((row) => isPlain(fieldOf(row, column))));
  const lists = known.filter((column) => rows.every((row) => Array.isArray(fieldOf(row, column))));
  // Ids are all different, but a word each; rows of tags are long, but have few words.
  const richest = (others: readonly Column[]): Column | undefined =>
    [...others].sort((a, b) => wordsOf(b, rows) - wordsOf(a, rows) || lengthOf(b, rows) - lengthOf(a, rows))[0];

  if (kind === "tagged sentences" || (kind === undefined && lists.length > 1)) {
    const words = named(names.words) ?? lists[0] ?? known[0];
    const tags = named(names.tags) ?? [...lists, ...known].find((column) => column !== words);
    return { kind: "tagged sentences", columns: given(words, tags) };
  }
  const [source, target] = [named(names.source), named(names.target)];
  if (kind === "pairs" || (kind === undefined && source !== undefined && target !== undefined)) {
    const from = source ?? strings[0] ?? known[0];
    return { kind: "pairs", columns: given(from, target ?? [...strings, ...known].find((each) => each !== from)) };
  }
  const label =
    named(names.label) ??
    strings.find((column) => isLabel(column, rows)) ??
    (kind === undefined ? undefined : [...strings].sort((a, b) => distinct(a, rows) - distinct(b, rows))[0]);
  if (kind === "labelled texts" || (kind === undefined && label !== undefined && strings.length > 1)) {
    const texts = strings.filter((column) => column !== label);
    return { kind: "labelled texts", columns: given(named(names.text) ?? richest(texts), label) };
  }
  if (kind === "texts" || strings.length < 2) {
    return { kind: "texts", columns: given(named(names.text) ?? richest(strings) ?? known[0]) };
  }
  return { kind: "pairs", columns: strings.slice(0, 2) };
}

function given(...columns: (Column | undefined)[]): Column[] {
  return columns.filter((column) => column !== undefined);
}

function kindOfColumns(columns: readonly Column[], rows: readonly Row[]): ExampleKind {
  const [, second] = columns;
  if (second === undefined) return "texts";
  if (rows.every((row) => Array.isArray(fieldOf(row, second)))) return "tagged sentences";
  return isLabel(second, rows) ? "labelled texts" : "pairs";
}

/** A word on each row, of few, but not always the same. */
function isLabel(column: Column, rows: readonly Row[]): boolean {
  const few = distinct(column, rows);
  return (
    few > 1 && few <= 100 && 2 * few <= rows.length && rows.every((row) => !/\s/.test(String(fieldOf(row, column))))
  );
}

function distinct(column: Column, rows: readonly Row[]): number {
  return new Set(rows.map((row) => fieldOf(row, column))).size;
}

/** Different words. */
function wordsOf(column: Column, rows: readonly Row[]): number {
  return new Set(rows.flatMap((row) => String(fieldOf(row, column)).split(" ", 1000))).size;
}

function lengthOf(column: Column, rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + String(fieldOf(row, column)).length, 0);
}

/** What can be shown as a text: what is no list and no object. */
export function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
