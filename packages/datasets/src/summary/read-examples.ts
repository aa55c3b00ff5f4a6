import { CorpusError } from "../errors.ts";
import { type ConlluSentence, readConll, readConllu } from "../readers/conll.ts";
import { readJsonl } from "../readers/jsonl.ts";
import type { ReaderOptions, TextSource } from "../readers/lines.ts";
import { readLines } from "../readers/reader.ts";
import { readCsv, readTsv } from "../readers/tables.ts";
import { beginningOf } from "./beginning.ts";
import type { CorpusExample, ExampleKind } from "./examples.ts";
import { type Column, fieldOf, guessColumns, headerOf, isPlain, type Row } from "./guess-columns.ts";
import { type CorpusFormat, guessFormat } from "./guess-format.ts";

/** How {@link readExamples} reads; what is not said is guessed. */
export interface ReadExamplesOptions extends ReaderOptions {
  /** The format. Default: by the ending of the name, or else by the beginning of the text. */
  format?: CorpusFormat;
  /** What the examples are. Default: by the columns. */
  kind?: ExampleKind;
  /**
   * The columns that are the text, or the text and its label, the source and the target, the words and the tags: places counted from
   * 0, from -1 backwards, or names in the first row, in the objects or of CoNLL-U.
   */
  columns?: readonly (number | string)[];
}

/** What a file holds, and how it was understood. */
export interface ReadExamples {
  readonly format: CorpusFormat;
  readonly kind: ExampleKind;
  /** The columns, by their names if they have some. */
  readonly columns: readonly (number | string)[];
  /** The examples as they are read; a text can be read again, a stream once. */
  readonly examples: AsyncIterable<CorpusExample>;
}

/** So many rows are looked at to guess what their columns are. */
const sampleRows = 1000;

/**
 * The examples of a file of any format that this package reads. Format, kind and columns are guessed from the name and the first 64 kB
 * where you do not say them; the result says what was guessed.
 *
 * - Plain text: every line that is not blank is a text.
 * - Tables (TSV, CSV) and JSON lines: a text and a label if a column has few different values of one word, else pairs of the first two
 *   columns of text. Names of columns, such as "text" and "label", tell too; a first row that has some is no example.
 * - CoNLL: the first column and the last. CoNLL-U: forms and UPOS tags.
 *
 * @param source - See {@link TextSource}.
 * @param options - See {@link ReadExamplesOptions}.
 * @throws CorpusError here or while the examples are read: what the reader of the format throws, or "malformed" if a row has no such
 * column, or something else there.
 *
 * @example
 * ```ts
 * import { readExamples } from "@unroll/datasets";
 *
 * const films = "label,text\npos,good film\nneg,bad film\n";
 * const { kind, columns, examples } = await readExamples(films, { name: "films.csv" });
 * kind; // => "labelled texts"
 * columns; // => ["text", "label"]
 * for await (const example of examples) Object.keys(example); // => ["text", "label"]
 * ```
 */
export async function readExamples(source: TextSource, options: ReadExamplesOptions = {}): Promise<ReadExamples> {
  const { name = "text" } = options;
  const { beginning, whole } = await beginningOf(source);
  const format = options.format ?? guessFormat(name, beginning);
  const sample = await rowsOf(beginning, format, beginning.length < 65_536);
  const isTable = format === "tsv" || format === "csv";
  const header = isTable ? headerOf(sample[0] as string[] | undefined) : undefined;
  if (header !== undefined) sample.shift();
  const known = header ?? Object.keys(sample[0] ?? [""]).map((key) => (Array.isArray(sample[0]) ? Number(key) : key));
  const wanted = options.columns ?? (format === "conllu" ? ["form", "upos"] : format === "conll" ? [0, -1] : undefined);
  const rows = header === undefined ? sample : sample.map((row) => named(row as readonly unknown[], header));
  const { kind, columns } = guessColumns(known, rows, options.kind, wanted);
  const size = kind === "texts" ? 1 : 2;
  if (columns.length !== size) {
    throw new CorpusError(
      `readExamples: columns of ${JSON.stringify(name)} must be ${size} for ${kind}; got ${columns.length}.`,
      { problem: "malformed", corpus: name },
    );
  }
  return {
    format,
    kind,
    columns,
    examples: {
      async *[Symbol.asyncIterator]() {
        let number = 0;
        for await (const row of reader(whole, format, name)) {
          if (++number === 1 && header !== undefined) continue;
          const fields = columns.map((column) => field(row, column, header));
          const example = exampleOf(kind, fields);
          if (example === undefined) throw wrong(name, number, kind, columns, fields);
          yield example;
        }
      },
    },
  };
}

function reader(source: TextSource, format: CorpusFormat, name: string): AsyncIterable<Row> {
  switch (format) {
    case "text":
      return mapped(readLines(source, { name }), (line) => (line.trim() === "" ? undefined : [line]));
    case "tsv":
      return readTsv(source, { name });
    case "csv":
      return readCsv(source, { name });
    case "jsonl":
      return mapped(readJsonl(source, { name }), (value) =>
        typeof value === "object" && value !== null ? (value as Row) : [value],
      );
    case "conll":
      return mapped(readConll(source, { name }), (tokens) =>
        tokens[0]!.map((_, i) => tokens.map((token) => token[i]!)),
      );
    case "conllu":
      return mapped(readConllu(source, { name }), conlluColumns);
  }
}

async function* mapped<T>(items: AsyncIterable<T>, rowOf: (item: T) => Row | undefined): AsyncGenerator<Row> {
  for await (const item of items) {
    const row = rowOf(item);
    if (row !== undefined) yield row;
  }
}

function conlluColumns({ words }: ConlluSentence): Row {
  const column = (name: "form" | "lemma" | "upos" | "xpos" | "feats" | "deprel"): string[] =>
    words.map((word) => word[name] ?? "_");
  return {
    form: column("form"),
    lemma: column("lemma"),
    upos: column("upos"),
    xpos: column("xpos"),
    feats: column("feats"),
    deprel: column("deprel"),
  };
}

/** The first rows, up to one that cannot be read: whoever reads the examples is told of it. */
async function rowsOf(beginning: string, format: CorpusFormat, isWhole: boolean): Promise<Row[]> {
  const lines = isWhole ? beginning : beginning.slice(0, beginning.lastIndexOf("\n") + 1) || beginning;
  const rows: Row[] = [];
  try {
    for await (const row of reader(lines, format, "")) if (rows.push(row) > sampleRows) break;
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error;
  }
  return rows;
}

function named(row: readonly unknown[], header: readonly string[]): Row {
  return Object.fromEntries(header.map((name, i) => [name, row[i]]));
}

function field(row: Row, column: Column, header: readonly string[] | undefined): unknown {
  return fieldOf(row, header !== undefined && typeof column === "string" ? header.indexOf(column) : column);
}

function exampleOf(kind: ExampleKind, [first, second]: readonly unknown[]): CorpusExample | undefined {
  if (kind === "tagged sentences") {
    const [words, tags] = [tokens(first), tokens(second)];
    return words === undefined || words.length !== tags?.length ? undefined : { words, tags };
  }
  if (!isPlain(first)) return undefined;
  if (kind === "texts") return String(first);
  if (!isPlain(second)) return undefined;
  return kind === "pairs"
    ? { source: String(first), target: String(second) }
    : { text: String(first), label: String(second) };
}

/** A list of words, or the words of a text. */
function tokens(value: unknown): string[] | undefined {
  if (typeof value === "string") return value.match(/\S+/g) ?? [];
  return Array.isArray(value) && value.every(isPlain) ? value.map(String) : undefined;
}

function wrong(
  name: string,
  number: number,
  kind: ExampleKind,
  columns: readonly Column[],
  fields: readonly unknown[],
): CorpusError {
  const missing = columns.filter((_, i) => fields[i] === undefined);
  const place = missing.map((column) => (typeof column === "number" ? `number ${column + 1}` : JSON.stringify(column)));
  const problem =
    missing.length > 0
      ? `must have the column ${place.join(" and ")}; there is none`
      : kind === "tagged sentences"
        ? "must have as many tags as words"
        : "must have texts in its columns; got a list, an object or null";
  return new CorpusError(`readExamples: example ${number} of ${JSON.stringify(name)} ${problem}.`, {
    problem: "malformed",
    corpus: name,
  });
}
