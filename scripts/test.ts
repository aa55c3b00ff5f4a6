/**
 * `npm test`: every check of the repository, through turbo, which remembers what has passed. Extra arguments go to turbo:
 * `npm test -- --filter=@unroll/tensor`.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { findChromium, noChromium } from "./chromium.ts";

const tasks = [
  "lint",
  "check:rules",
  "check:imports",
  "check:dead",
  "typecheck",
  "test:scripts",
  "test",
  "test:browser",
  "build",
  "pack",
  "check",
];

const root = resolve(import.meta.dirname, "..");
const start = performance.now();
const chromium = await findChromium();
if (chromium === undefined && process.env.CI === "true") {
  console.error(`The browser tests cannot run: ${noChromium}.`);
  process.exit(1);
}

const logs = logFolders().flatMap((folder) =>
  ["test", "test$colon$browser", "test$colon$scripts"].map((task) => join(folder, ".turbo", `turbo-${task}.log`)),
);
for (const log of logs) rmSync(log, { force: true });
const { status } = spawnSync(
  "turbo",
  ["run", ...tasks, "--output-logs=errors-only", "--continue=dependencies-successful", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", UNROLL_CHROMIUM: chromium?.executablePath ?? "none" },
  },
);

if (chromium === undefined) console.log(`SKIPPED the browser tests: ${noChromium}.`);
const seconds = Math.round((performance.now() - start) / 1000);
console.log(`${status === 0 ? "Every check passed" : "Some checks FAILED (see above)"}, ${seconds} s.`);
const { passed, failed, skipped } = countTests();
console.log(`tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = status ?? 1;

function logFolders(): string[] {
  const inside = ["packages", "apps"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
  );
  return [root, join(root, "docs"), ...inside];
}

/** Sums up vitest's own closing lines, which turbo keeps for cached runs, too. */
function countTests(): { passed: number; failed: number; skipped: number } {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const log of logs) {
    let text: string;
    try {
      text = stripVTControlCharacters(readFileSync(log, "utf8"));
    } catch {
      continue; // This package has no such tests.
    }
    for (const line of text.match(/^.*\bTests {2}.*$/gm) ?? []) {
      for (const [, count, kind] of line.matchAll(/(\d+) (passed|failed|skipped)/g)) {
        sum[kind as keyof typeof sum] += Number(count);
      }
    }
  }
  return sum;
}
