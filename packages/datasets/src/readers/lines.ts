import { CorpusError, type CorpusProblem } from "../errors.ts";

/**
 * Where a reader reads: a text, or its pieces as they come, bytes in UTF-8 or strings. A file in Node is `createReadStream(path)`,
 * a download is `response.body`.
 */
export type TextSource = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** How many lines end with which characters. The last line may end with none. */
export interface LineEndings {
  /** Line feeds, as on Unix. */
  lf: number;
  /** Carriage returns with line feeds, as on Windows. */
  crlf: number;
  /** Carriage returns alone. */
  cr: number;
}

/** What every reader takes. */
export interface ReaderOptions {
  /** What to call the text in errors: a path or a title. Default: "text". */
  name?: string;
}

/** A line without its ending. */
export interface Line {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
  readonly ending: "" | "\n" | "\r\n" | "\r";
}

/** The lines of a text on their way, and what is known of it for errors. */
export class LineStream implements AsyncIterable<Line> {
  readonly endings: LineEndings = { lf: 0, crlf: 0, cr: 0 };
  readonly #source: TextSource;
  readonly #asker: string;
  readonly #name: string;

  constructor(asker: string, source: TextSource, options: ReaderOptions) {
    this.#source = source;
    this.#asker = asker;
    this.#name = options.name ?? "text";
  }

  /** An error about a line: the sentence goes on after its number and the name. */
  malformed(line: number, rest: string, cause?: unknown): CorpusError {
    return this.#refuse("malformed", `line ${line} of ${JSON.stringify(this.#name)} ${rest}`, line, cause);
  }

  #refuse(problem: CorpusProblem, sentence: string, line?: number, cause?: unknown): CorpusError {
    const fields = { problem, corpus: this.#name, cause };
    return new CorpusError(`${this.#asker}: ${sentence}.`, line === undefined ? fields : { ...fields, line });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Line, void, undefined> {
    Object.assign(this.endings, { lf: 0, crlf: 0, cr: 0 });
    let number = 0;
    const tooLong = (): CorpusError =>
      this.#refuse(
        "too-large",
        `line ${number + 1} of ${JSON.stringify(this.#name)} has more than ${longestLine} bytes`,
        number + 1,
      );
    for await (const block of wholeLines(this.#source, tooLong)) {
      let text = typeof block === "string" ? block : this.#decode(block, number);
      if (number === 0 && text.startsWith("\uFEFF")) text = text.slice(1);
      for (const line of this.#cut(text, number)) {
        number = line.number;
        if (line.text.length > longestLine) throw tooLong();
        yield line;
      }
    }
    if (number === 0) throw this.#refuse("empty", `${JSON.stringify(this.#name)} is empty`);
  }

  *#cut(text: string, before: number): Generator<Line, void, undefined> {
    const ends = /\r\n|\n|\r/g;
    let number = before;
    let start = 0;
    for (let match = ends.exec(text); match !== null; match = ends.exec(text)) {
      const ending = match[0] as "\n" | "\r\n" | "\r";
      this.endings[ending === "\n" ? "lf" : ending === "\r" ? "cr" : "crlf"]++;
      yield { text: text.slice(start, match.index), number: ++number, ending };
      start = match.index + ending.length;
    }
    if (start < text.length) yield { text: text.slice(start), number: ++number, ending: "" };
  }

  #decode(bytes: Uint8Array, linesBefore: number): string {
    const zero = bytes.indexOf(0);
    const line = (end: number): number =>
      linesBefore + 1 + bytes.subarray(0, end).reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
    if (zero >= 0) {
      throw this.#refuse(
        "binary",
        `line ${line(zero)} of ${JSON.stringify(this.#name)} has a zero byte; it is no text in UTF-8`,
        line(zero),
      );
    }
    try {
      return decodeUtf8(bytes);
    } catch (cause) {
      // Which line it is: the first that cannot be decoded alone, since no character of UTF-8 contains a line feed.
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        try {
          decodeUtf8(bytes.subarray(start, end));
        } catch {
          break;
        }
        start = end + 1;
      }
      throw this.#refuse(
        "binary",
        `line ${line(start)} of ${JSON.stringify(this.#name)} is not UTF-8; if it is Latin-1, decode it with new TextDecoder("latin1") first`,
        line(start),
        cause,
      );
    }
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  // The byte-order mark is taken away once, at the beginning of the text, for bytes and strings alike.
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** A longer line is no line of a corpus, and may never end: 256 MiB. */
const longestLine = 2 ** 28;

/** Bytes that are there at once are decoded in pieces of about this size: a string cannot hold them all. */
const pieceSize = 2 ** 24;

/** The source in pieces that end with a line feed, but for the last; `refuse` makes the error about a line that is too long. */
async function* wholeLines(
  source: TextSource,
  refuse: () => CorpusError,
): AsyncGenerator<string | Uint8Array, void, undefined> {
  if (typeof source === "string") {
    if (source.length > 0) yield source;
    return;
  }
  let parts: (string | Uint8Array)[] = []; // of a line that goes on
  let size = 0;
  for await (const chunk of source instanceof Uint8Array ? piecesOf(source) : source) {
    const cut = (typeof chunk === "string" ? chunk.lastIndexOf("\n") : chunk.lastIndexOf(10)) + 1;
    if (cut > 0) {
      yield* joined([...parts, chunk.slice(0, cut)]);
      parts = [];
      size = 0;
    }
    if (cut === chunk.length) continue;
    parts.push(chunk.slice(cut));
    size += chunk.length - cut;
    // A file of zeros has no end of a line: it need not be read to its own.
    if (size > longestLine) throw refuse();
    if (typeof chunk !== "string" && chunk.includes(0)) break;
  }
  yield* joined(parts);
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
}

/** The pieces as one, or as two where strings and bytes follow each other. */
function* joined(parts: readonly (string | Uint8Array)[]): Generator<string | Uint8Array> {
  const bytes = parts.filter((part) => typeof part !== "string");
  const strings = parts.filter((part) => typeof part === "string");
  if (bytes.length === 1) yield bytes[0]!;
  else if (bytes.length > 1) {
    const whole = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of bytes) {
      whole.set(part, at);
      at += part.length;
    }
    yield whole;
  }
  if (strings.length > 0) yield strings.join("");
}
