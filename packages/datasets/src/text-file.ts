import { constants } from "node:buffer";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Corpus, textCorpus } from "./corpus.ts";
import { CorpusError, type CorpusProblem } from "./errors.ts";

/**
 * Reads a text file in UTF-8.
 *
 * A byte-order mark is removed, and the line endings CR LF and CR become LF, as in most languages' text mode: a model should not
 * learn which machine a file was written on. For the text as it is, read it yourself and use `textCorpus`.
 *
 * @param path - The file's path, or that of a pipe such as /dev/stdin.
 * @returns The corpus; its name is the file's name, its source the path.
 * @throws CorpusError naming the path, with the problem "missing", "not-a-file", "unreadable", "too-large", "empty" or "binary".
 *
 * @example
 * ```ts
 * import { CorpusError } from "@unroll/datasets";
 * import { readTextFile } from "@unroll/datasets/node";
 *
 * const error: unknown = await readTextFile("no-such-file.txt").catch((e: unknown) => e);
 * if (!(error instanceof CorpusError)) throw error;
 * error.problem; // => "missing"
 * error.message; // => 'readTextFile: there is no file "no-such-file.txt".'
 * ```
 */
export async function readTextFile(path: string): Promise<Corpus> {
  const shown = JSON.stringify(path);
  const refuse = (problem: CorpusProblem, sentence: string, cause?: unknown): CorpusError =>
    new CorpusError(`readTextFile: ${sentence}.`, { problem, corpus: path, cause });

  let bytes: Uint8Array;
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw refuse("not-a-file", `${shown} is a folder, not a text file`);
    if (!info.isFile() && !info.isFIFO()) throw refuse("not-a-file", `${shown} is a device, not a text file`);
    if (info.size > constants.MAX_STRING_LENGTH) {
      throw refuse(
        "too-large",
        `${shown} has ${info.size} bytes; the most that fit are ${constants.MAX_STRING_LENGTH}`,
      );
    }
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof CorpusError) throw error;
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw refuse("missing", `there is no file ${shown}`, error);
    throw refuse("unreadable", `${shown} cannot be read (${code})`, error);
  }

  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    const hint = looksLikeUtf16(bytes) ? "it looks like UTF-16, save it as UTF-8" : "it is not a text file";
    throw refuse("binary", `${shown} has a zero byte at offset ${zero}; ${hint}`);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const offset = firstInvalid(bytes);
    const line = bytes.subarray(0, offset).reduce((count, byte) => count + (byte === 10 ? 1 : 0), 1);
    throw refuse(
      "binary",
      `${shown} is not UTF-8: the bytes from offset ${offset}, in line ${line}, are no character`,
      error,
    );
  }
  if (text === "") throw refuse("empty", `${shown} is empty`);
  return textCorpus(text.replace(/\r\n?/g, "\n"), { name: basename(path), source: path });
}

function looksLikeUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** The offset of the first character that is none, by bisection. */
function firstInvalid(bytes: Uint8Array): number {
  const valid = (length: number, stream: boolean): boolean => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream });
      return true;
    } catch {
      return false;
    }
  };
  let low = 0; // so many bytes are the beginning of a text,
  let high = bytes.length; // and so many are not
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (valid(middle, true)) low = middle;
    else high = middle;
  }
  while (!valid(low, false)) low--; // back to the end of the last whole character
  return low;
}
