import { scope } from "@unroll/tensor";
import fc from "fast-check";
import { expect } from "vitest";
import { CheckpointError } from "../src/index.ts";

/** The same files in every run. */
export const SEED = 2;

/** Runs a reader on bytes that may be anything: what comes is either tensors or one clear sentence. */
export function readOrRefuse(read: () => unknown): "read" | "refused" {
  return scope(() => {
    try {
      read();
      return "read";
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      expect(error.message).toMatch(/^[a-zA-Z]+: \S[^\n]*$/);
      return "refused";
    }
  });
}

/** Files that differ from `start` in one to four places: bytes overwritten, cut out, or put in; at times `pieces`. */
export function mutations(start: Uint8Array, pieces: readonly string[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat({ max: 12 }),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.constantFrom(...pieces).map((piece) => new TextEncoder().encode(piece)),
    ),
  });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    let bytes = start;
    for (const { at, remove, insert } of changes) {
      const from = Math.floor(at * bytes.length);
      bytes = Uint8Array.of(...bytes.subarray(0, from), ...insert, ...bytes.subarray(from + remove));
    }
    return bytes;
  });
}
