import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Entrant, Peer } from "./entrants.ts";
import { findPyTorch } from "./pytorch.ts";

/** Who takes part, and one sentence for each peer that was not found. */
export interface LineUp {
  readonly entrants: readonly Entrant[];
  readonly absent: string[];
}

// glibc gives large buffers back to the system after every step and fetches them again, up to 1.8 times the time of
// PyTorch's large cases. Nobody who trains for long would leave that be.
const keepMemory = {
  MALLOC_MMAP_MAX_: "0",
  MALLOC_TRIM_THRESHOLD_: "4000000000",
  MALLOC_TOP_PAD_: "268435456",
};

/** Unroll, the peak, and the chosen peers as far as they are there. */
export async function lineUp(chosen: readonly Peer[], pythons: readonly string[], peak: boolean): Promise<LineUp> {
  const here = (name: string): string => join(import.meta.dirname, "entrants", name);
  const node = (kind: Entrant["kind"]): Entrant => ({
    id: kind,
    kind,
    command: [process.execPath, ...process.execArgv, here("process.ts"), kind],
  });
  const javascript = chosen.filter((kind) => kind !== "pytorch").map(node);
  const wanted = chosen.includes("pytorch");
  const found = wanted ? await findPyTorch(pythons, process.env.PATH ?? "") : [];
  const python = found.map(
    ({ command }, i): Entrant => ({
      id: i === 0 ? "pytorch" : `pytorch-${i + 1}`,
      kind: "pytorch",
      command: [command, here("pytorch-entrant.py")],
      environment: keepMemory,
    }),
  );
  const absent =
    wanted && found.length === 0
      ? [
          `PyTorch: left out, since ${pythons.length > 0 ? `${pythons.join(", ")} cannot` : "no python3 on the PATH can"} import torch`,
        ]
      : [];
  return { entrants: [node("unroll"), ...javascript, ...python, ...(peak ? [node("peak")] : [])], absent };
}

/** Installs the peers from their own manifest, unless that was done before. */
export function installPeers(notify: (message: string) => void): void {
  const folder = resolve(import.meta.dirname, "../peers");
  const lock = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  const stamp = join(folder, "node_modules", ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  notify("installing the peers (once)");
  const { status, stderr } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm ci in ${folder} failed: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  writeFileSync(stamp, lock);
}
