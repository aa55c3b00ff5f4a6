import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SequenceCase } from "../src/cases.ts";
import { measure } from "../src/conductor.ts";
import type { Entrant } from "../src/entrants.ts";

const node = [process.execPath, "--conditions=@unroll/source"];
const program = resolve(import.meta.dirname, "../src/entrants/process.ts");
const unroll: Entrant = { id: "unroll", kind: "unroll", command: [...node, program, "unroll"] };
// Unroll in the place of a peer: it must match itself.
const twin: Entrant = { id: "twin", kind: "jax", command: [...node, program, "unroll"] };
const stranger = (id: string): Entrant => ({
  id,
  kind: "jax",
  command: [...node, resolve(import.meta.dirname, "strange-peer.ts"), id],
});

const layer: SequenceCase = {
  ...{ kind: "sequence", group: "train", mode: "train", cell: "gru", ragged: false },
  shape: { batch: 2, time: 3, inputSize: 5, hiddenSize: 7 },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "unroll-bench-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("entrants take turns; who computes something else is refused, and who fails says why", async () => {
  const pace = { warmUp: 1, slice: 1, rounds: 3, enough: 1000 };
  const entrants = [unroll, twin, stranger("wrong"), stranger("complaining"), stranger("dying"), stranger("slow")];
  const setting = {
    entrants,
    backend: "reference",
    threads: 1,
    clock: "wall" as const,
    pace,
    folder,
    notify: () => {},
  };
  const { rows, name } = await measure(layer, setting);

  expect(name).toBe("train gru 2,3,5,7");
  const outcomes = Object.fromEntries(rows.map(({ entrant, outcome }) => [entrant, outcome]));
  expect(outcomes.unroll).toMatchObject({ status: "measured", facts: { version: expect.stringMatching(/^\d/) } });
  expect(outcomes.twin).toMatchObject({ status: "measured", difference: 0, timing: { n: expect.any(Number) } });
  expect(outcomes.twin?.status === "measured" && outcomes.twin.timing.n).toBeGreaterThanOrEqual(3);
  expect(outcomes.wrong).toMatchObject({
    status: "refused",
    reason: expect.stringMatching(/^output differs by .* of its largest number; allowed is 0.0001$/),
  });
  expect(outcomes.complaining).toEqual({ status: "failed", reason: "I do not feel like it" });
  expect(outcomes.dying).toEqual({ status: "failed", reason: "its process ended; the last it said: Goodbye" });
  // It says that its steps take six seconds: one warm run is enough.
  expect(outcomes.slow).toMatchObject({ status: "measured", timing: { n: 1, median: 6000 } });
  expect(readdirSync(folder)).toEqual([]);
});
