import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { availableParallelism, cpus, platform, release } from "node:os";
import { resolve } from "node:path";

/** The machine, as far as it decides about speed. */
export function machine(): { cpu: string; system: string; node: string; cores: number } {
  return {
    cpu: cpus()[0]?.model.trim() ?? "an unknown processor",
    system: `${platform()} ${release()} ${process.arch}`,
    node: process.versions.node,
    cores: availableParallelism(),
  };
}

const root = resolve(import.meta.dirname, "../../..");

/** Names the code that is measured: git's name of the packages, and a checksum of what is not committed. */
export function revision(): string {
  try {
    const measured = ["packages", "apps/benchmarks/src/entrants"];
    const tree = git("rev-parse", "--short=10", "HEAD:packages").trim();
    const changes =
      git("diff", "HEAD", "--", ...measured) + git("ls-files", "--others", "--exclude-standard", "--", ...measured);
    return changes === "" ? tree : `${tree} and changes ${checksum(changes)}`;
  } catch {
    return "no git repository";
  }
}

function git(...args: string[]): string {
  return execFileSync("git", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** Ten hexadecimal digits that stand for a text. */
export function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}
