import { readFileSync } from "node:fs";

/** What an array is, by goldens/numpy-files.py. */
export interface GoldenContents {
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: readonly (number | boolean)[];
}

interface GoldenFile {
  readonly name: string;
  /** In base64. */
  readonly file: string;
}

/** What numpy wrote; goldens/numpy-files.py says what is what. */
export const golden = JSON.parse(readFileSync(new URL("../goldens/numpy-files.json", import.meta.url), "utf8")) as {
  readonly arrays: readonly (GoldenFile & GoldenContents & { readonly saved: boolean })[];
  readonly refused: readonly GoldenFile[];
  readonly archives: readonly (GoldenFile & { readonly entries: readonly GoldenContents[] })[];
};

/** The bytes of a golden file. */
export function bytesOf({ file }: GoldenFile): Uint8Array {
  return new Uint8Array(Buffer.from(file, "base64"));
}
