/** The page as it is published, and what its visitors download. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { encodeSafetensors } from "@unroll/checkpoints";
import { tensor } from "@unroll/tensor";
import { build, type InlineConfig } from "vite";
import { LanguageModel } from "../src/model.ts";

const root = resolve(import.meta.dirname, "..");

/** The most that the page may ship, in bytes, gzipped. */
export const LIMIT = 60_000;

/** A script, or whatever else the page asked for; the document and the checkpoint do not count. */
export interface Download {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A trained model: weights by formula. */
export function checkpoint(): Uint8Array {
  const weights = Object.entries(new LanguageModel().stateDict()).map(([name, { shape, size }], k) => {
    const values = Float32Array.from({ length: size }, (_, i) => ((i * 37 + k * 11) % 101) / 101 - 0.5);
    return [name, tensor(values).reshape(shape)] as const;
  });
  return encodeSafetensors(Object.fromEntries(weights));
}

/** Builds the page into dist/<name>, puts a checkpoint beside it, and returns the folder. */
export async function buildPage(name: string, config: InlineConfig = {}): Promise<string> {
  const outDir = join(root, "dist", name);
  await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true }, ...config });
  writeFileSync(join(outDir, "model.safetensors"), checkpoint());
  return outDir;
}

/**
 * One sentence on what the downloads weigh together.
 *
 * @throws {Error} with that sentence when they are heavier than the limit.
 */
export function weigh(downloads: readonly Download[], limit: number = LIMIT): string {
  const number = new Intl.NumberFormat("en");
  const sizes = downloads
    .map(({ name, bytes }) => ({ name, size: gzipSync(bytes).length }))
    .sort((a, b) => b.size - a.size);
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  const largest = sizes
    .slice(0, 4)
    .map(({ name, size }) => `${name} ${number.format(size)}`)
    .join(", ");
  const sentence = `a page that runs a trained GRU ships ${number.format(total)} bytes gzipped: ${largest}`;
  if (total > limit) throw new Error(`${sentence}; the limit is ${number.format(limit)}`);
  return sentence;
}

/** The names of the chunks without their hashes, sorted. */
export function chunkNames(downloads: readonly Download[]): string[] {
  return downloads.map(({ name }) => name.replace(/-[\w-]{8}\.js$/, "")).sort();
}
