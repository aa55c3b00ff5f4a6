import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** A file that recipes read and the repository does not hold. */
export interface DataFile {
  /** Inside the folder of data, with slashes. */
  readonly path: string;
  /** Where anyone can get it, as a message says it. */
  readonly origin: string;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** Data that are not there, or are others than they should be. The message is one sentence that says what to do. */
export class DataError extends Error {
  override readonly name = "DataError";
}

/** Git ignores it. */
export const repositoryData: string = resolve(import.meta.dirname, "../../../data");

/** Where recipes look for data: in the folder that is given, else in that of UNROLL_DATA, else in data/ of the repository. */
export function dataFolder(given?: string): string {
  const folder = given ?? (process.env.UNROLL_DATA || undefined);
  // npm runs scripts in the folder of their package; what was typed is meant from where it was typed.
  return folder === undefined ? repositoryData : resolve(process.env.INIT_CWD ?? process.cwd(), folder);
}

/**
 * Reads a file of the folder of data.
 *
 * @throws DataError when it is not there, saying where it comes from; or when it is another one, by its SHA-256.
 */
export function readData(file: DataFile, folder: string): Uint8Array {
  const path = join(folder, file.path);
  const source = `it comes from ${file.origin}; its SHA-256 is ${file.sha256}`;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem =
      code === "ENOENT" || code === "ENOTDIR" ? `${path} is not there` : `${path} cannot be read (${message})`;
    throw new DataError(`${problem}; ${source}; --data or UNROLL_DATA name another folder`);
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== file.sha256) {
    throw new DataError(`${path} is another file, of SHA-256 ${sha256}; ${source}`);
  }
  return bytes;
}
