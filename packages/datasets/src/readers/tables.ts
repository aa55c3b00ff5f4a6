import type { TextPair } from "../text-pair.ts";
import type { LineStream, ReaderOptions, TextSource } from "./lines.ts";
import { type Reader, reader, readLines } from "./reader.ts";

/** What readers of tables take. */
export interface TableOptions extends ReaderOptions {
  /** How many columns every row must have. Default: as many as the first row. */
  columns?: number;
}

/** What {@link readCsv} takes. */
export interface CsvOptions extends TableOptions {
  /** What stands between fields, one character. Default: a comma. */
  delimiter?: string;
}

/** A row of more columns is no row of a table. */
export const mostColumns = 100_000;

/** A quote that is not closed must not take the rest of a large file for its field. */
const longestField = 2 ** 24;

/** Refuses a row of another length than the first, or than was asked. */
function columnCheck(lines: LineStream, columns: number | undefined): (row: string[], line: number) => string[] {
  let wanted = columns;
  let reason = "";
  return (row, line) => {
    if (row.length > mostColumns) throw lines.malformed(line, `has more than ${mostColumns} columns`);
    if (wanted === undefined) {
      wanted = row.length;
      reason = `, as line ${line} has`;
    }
    if (row.length === wanted) return row;
    throw lines.malformed(line, `must have ${wanted} column${wanted === 1 ? "" : "s"}${reason}; got ${row.length}`);
  };
}

/**
 * The rows of a table whose columns are divided by tabs. There are no quotes; blank lines are passed over.
 *
 * @param source - See {@link TextSource}.
 * @param options - See {@link TableOptions}.
 * @throws CorpusError while it is read: "malformed" with the line if a row has another number of columns, and as
 * {@link readLines}.
 *
 * @example
 * ```ts
 * import { readTsv } from "@unroll/datasets";
 *
 * await readTsv("go\tva\nstop\tarrête\n").all(); // => [["go", "va"], ["stop", "arrête"]]
 * await readTsv("go\tva\nstop\n", { name: "pairs.tsv" }).all(); // throws CorpusError: readTsv: line 2 of "pairs.tsv" must have 2 columns, as line 1 has; got 1.
 * ```
 */
export function readTsv(source: TextSource, options: TableOptions = {}): Reader<string[]> {
  return reader("readTsv", source, options, async function* (lines) {
    const check = columnCheck(lines, options.columns);
    for await (const { text, number } of lines)
      if (text.trim() !== "") yield check(text.split("\t", mostColumns + 1), number);
  });
}

/**
 * Pairs of texts from two columns of a table whose columns are divided by tabs. Other columns are passed over.
 *
 * @param source - See {@link TextSource}.
 * @param options - The places of the two columns, counted from 0 (default: 0 and 1), and the name for errors.
 * @throws CorpusError while it is read: "malformed" with the line if a row has too few columns, and as {@link readLines}.
 *
 * @example
 * ```ts
 * import { readPairs } from "@unroll/datasets";
 *
 * await readPairs("go\tva\tCC BY\n").all(); // => [{ source: "go", target: "va" }]
 * await readPairs("train\tgo\tva\n", { columns: [1, 2] }).all(); // => [{ source: "go", target: "va" }]
 * ```
 */
export function readPairs(
  source: TextSource,
  options: ReaderOptions & { columns?: readonly [number, number] } = {},
): Reader<TextPair> {
  const [from, to] = options.columns ?? [0, 1];
  return reader("readPairs", source, options, async function* (lines) {
    for await (const { text, number } of lines) {
      if (text.trim() === "") continue;
      const row = text.split("\t", mostColumns + 1);
      const [a, b] = [row[from], row[to]];
      if (a === undefined || b === undefined) {
        throw lines.malformed(number, `must have ${Math.max(from, to) + 1} columns or more; got ${row.length}`);
      }
      yield { source: a, target: b };
    }
  });
}

/**
 * Pairs of lines of two texts, as parallel corpora come: line i of one is the translation of line i of the other.
 *
 * @param source - The one text: see {@link TextSource}.
 * @param target - The other.
 * @param options - See {@link ReaderOptions}.
 * @throws CorpusError while they are read: "malformed" with the line if one text has more lines, and as {@link readLines}.
 *
 * @example
 * ```ts
 * import { readParallel } from "@unroll/datasets";
 *
 * await readParallel("go\nstop\n", "va\narrête\n").all(); // => [{ source: "go", target: "va" }, { source: "stop", target: "arrête" }]
 * ```
 */
export function readParallel(source: TextSource, target: TextSource, options: ReaderOptions = {}): Reader<TextPair> {
  return reader("readParallel", source, options, async function* (lines) {
    const others = readLines(target, options)[Symbol.asyncIterator]();
    let last = 0;
    for await (const { text, number } of lines) {
      last = number;
      const other = await others.next();
      if (other.done === true) throw lines.malformed(number, "must have its pair in the other text; it ends before");
      yield { source: text, target: other.value };
    }
    if ((await others.next()).done !== true) {
      throw lines.malformed(last + 1, "must be the pair of a line in the other text; there is none");
    }
  });
}

/**
 * The rows of a table in CSV: fields in double quotes may hold delimiters, line endings and, doubled, quotes. Blank lines are
 * passed over; spaces count.
 *
 * Source: RFC 4180.
 *
 * @param source - See {@link TextSource}.
 * @param options - See {@link CsvOptions}.
 * @throws CorpusError while it is read: "malformed" with the line if a row has another number of columns, if a quote stands inside
 * a field without quotes or is not closed, and as {@link readLines}.
 * @throws RangeError if the delimiter is not one character, or a quote or a line ending.
 *
 * @example
 * ```ts
 * import { readCsv } from "@unroll/datasets";
 *
 * await readCsv('label,text\npos,"so ""good"", really"\n').all(); // => [["label", "text"], ["pos", 'so "good", really']]
 * ```
 */
export function readCsv(source: TextSource, options: CsvOptions = {}): Reader<string[]> {
  const { delimiter = "," } = options;
  if (delimiter.length !== 1 || '"\r\n'.includes(delimiter)) {
    throw new RangeError(
      `readCsv: delimiter must be one character, no quote and no line ending; got ${JSON.stringify(delimiter)}.`,
    );
  }
  return reader("readCsv", source, options, async function* (lines) {
    const check = columnCheck(lines, options.columns);
    let row: string[] = [];
    let open: string[] | undefined; // what a field in quotes holds so far
    let size = 0;
    let first = 0;
    for await (const { text, number, ending } of lines) {
      if (open === undefined) {
        if (text === "") continue;
        first = number;
      }
      let at = 0;
      for (;;) {
        if (open === undefined && text[at] !== '"') {
          const end = text.indexOf(delimiter, at);
          const field = end < 0 ? text.slice(at) : text.slice(at, end);
          if (field.includes('"'))
            throw lines.malformed(number, "has a quote inside a field that does not begin with one");
          row.push(field);
          if (end < 0 || row.length > mostColumns) break;
          at = end + 1;
          continue;
        }
        if (open === undefined) {
          open = [];
          size = 0;
          at++;
        }
        const quote = text.indexOf('"', at);
        if (quote < 0) {
          size += text.length - at + 1;
          if (size > longestField) {
            throw lines.malformed(first, `begins a row whose quotes are not closed in ${longestField} characters`);
          }
          open.push(text.slice(at), ending);
          break;
        }
        open.push(text.slice(at, quote));
        at = quote + 1;
        if (text[at] === '"') {
          open.push('"');
          at++;
          continue;
        }
        row.push(open.join(""));
        open = undefined;
        if (at === text.length || row.length > mostColumns) break;
        if (text[at] !== delimiter) throw lines.malformed(number, "has something behind the closing quote of a field");
        at++;
      }
      if (open !== undefined) continue;
      yield check(row, first);
      row = [];
    }
    if (open !== undefined) throw lines.malformed(first, "begins a row whose quotes are not closed");
  });
}
