import { type Line, type LineEndings, LineStream, type ReaderOptions, type TextSource } from "./lines.ts";

/**
 * What a text holds, one after the other as it is read: a file need not fit into memory. A byte-order mark at the beginning is
 * passed over, and lines may end with LF, CR LF or CR, mixed too.
 *
 * @example
 * ```ts
 * import { readLines } from "@unroll/datasets";
 *
 * const reader = readLines("one\ntwo\r\nthree");
 * for await (const line of reader) line.length > 0; // => true
 * reader.endings; // => { lf: 1, crlf: 1, cr: 0 }
 * ```
 */
export interface Reader<T> extends AsyncIterable<T> {
  /** How many lines ended with which characters, as far as has been read. */
  readonly endings: Readonly<LineEndings>;
  /** Everything, as a list. A text is read again each time; a stream can be read once. */
  all(): Promise<T[]>;
}

/** A reader that makes something of lines. */
export function reader<T>(
  asker: string,
  source: TextSource,
  options: ReaderOptions,
  parse: (lines: LineStream) => AsyncGenerator<T, void, undefined>,
): Reader<T> {
  const lines = new LineStream(asker, source, options);
  return {
    endings: lines.endings,
    [Symbol.asyncIterator]: () => parse(lines),
    all: async () => {
      const items: T[] = [];
      for await (const item of parse(lines)) items.push(item);
      return items;
    },
  };
}

/**
 * The lines of a text, without their endings.
 *
 * @param source - See {@link TextSource}.
 * @param options - See {@link ReaderOptions}.
 * @throws CorpusError while it is read: "empty" if there is nothing, "binary" with the line if it is no UTF-8.
 *
 * @example
 * ```ts
 * import { readLines } from "@unroll/datasets";
 *
 * await readLines("\uFEFFone\r\ntwo\n").all(); // => ["one", "two"]
 * await readLines(["o", "ne\ntw", "o"]).all(); // => ["one", "two"]
 * ```
 */
export function readLines(source: TextSource, options: ReaderOptions = {}): Reader<string> {
  return reader("readLines", source, options, async function* (lines) {
    for await (const { text } of lines) yield text;
  });
}

/** A sentence of more tokens is a file without blank lines, which must not be held whole. */
const longestBlock = 1_000_000;

/** Groups of lines between blank ones. */
export async function* blocks(lines: LineStream): AsyncGenerator<Line[], void, undefined> {
  let block: Line[] = [];
  for await (const line of lines) {
    if (line.text.trim() !== "") {
      if (block.length === longestBlock) {
        throw lines.malformed(line.number, `must be blank after ${longestBlock} lines of one sentence`);
      }
      block.push(line);
    } else if (block.length > 0) {
      yield block;
      block = [];
    }
  }
  if (block.length > 0) yield block;
}
