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

/** Names the code of a folder: git's name of it, and a checksum of what is not committed. */
export function revision(folder: string): string {
  try {
    const tree = git("rev-parse", "--short=10", `HEAD:${folder}`).trim();
    const changes = git("diff", "HEAD", "--", folder) + git("ls-files", "--others", "--exclude-standard", "--", folder);
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
