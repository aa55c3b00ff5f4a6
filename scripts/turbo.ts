/** Runs turbo for the scripts beside this file. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

/**
 * Runs tasks and returns when all are done. A failure has been printed by turbo, and ends this process.
 * What turbo prints goes to stdout, or to the file descriptor `out`.
 */
export function runTurbo(args: string[], out: "inherit" | number = "inherit"): void {
  const { status } = spawnSync("turbo", ["run", ...args, "--output-logs=errors-only"], {
    cwd: resolve(import.meta.dirname, ".."),
    stdio: ["ignore", out, "inherit"],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  });
  if (status !== 0) process.exit(status ?? 130);
}
