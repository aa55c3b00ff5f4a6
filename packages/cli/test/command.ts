import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { main } from "../src/index.ts";

/** What a call of the command left behind. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A call of the command that is still running. */
export interface Call {
  child: ChildProcessWithoutNullStreams;
  /** The first line of stdout that the test asks for. It rejects when the command ends without one. */
  line(wanted: (line: string) => boolean): Promise<string>;
  ended: Promise<Outcome>;
}

const bin = fileURLToPath(new URL("../src/unroll.ts", import.meta.url));
// The source runs without a build in the Node of the workspace, which leaves types out; an older Node cannot.
const workspaceNode = fileURLToPath(new URL("../../../node_modules/.bin/node", import.meta.url));
const node = existsSync(workspaceNode) ? workspaceNode : process.execPath;

/** Starts the real command, from source, as a process of its own. */
export function start(args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Call {
  const child = spawn(node, ["--conditions=@unroll/source", "--no-warnings", bin, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "", FORCE_COLOR: "", UNROLL_DEBUG: "", ...options.env },
  });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const watcher of watchers) watcher();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  const line = (wanted: (line: string) => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = stdout.split("\n").slice(0, -1).find(wanted);
        if (found === undefined) return;
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      look();
      void ended.then(() => reject(new Error(`the command ended without the line\n${stdout}${stderr}`)));
    });
  return { child, line, ended };
}

/** Runs the command with its output going to a file that is open, and gives what it says beside. */
export function unrollInto(output: number, args: string[]): { code: number | null; stderr: string } {
  const { status, stderr } = spawnSync(node, ["--conditions=@unroll/source", "--no-warnings", bin, ...args], {
    stdio: ["ignore", output, "pipe"],
    env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", FORCE_COLOR: "", UNROLL_DEBUG: "" },
    encoding: "utf8",
  });
  return { code: status, stderr };
}

/** Runs the command to its end. */
export function unroll(args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Outcome> {
  return start(args, options).ended;
}

/**
 * Runs the command in this process, for what needs no process of its own: it is ten times faster.
 *
 * The environment is that of the test but for the variables that change what is printed.
 */
export async function unrollHere(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const printed = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  for (const [name, value] of Object.entries({ NO_COLOR: "", FORCE_COLOR: "", UNROLL_DEBUG: "", ...env })) {
    vi.stubEnv(name, value);
  }
  try {
    const code = await main(args);
    return { code, ...printed };
  } finally {
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}

/** A folder that is gone when the test is done: `using folder = temporaryFolder()`. */
export function temporaryFolder(): Disposable & { path: string; join(...parts: string[]): string } {
  const path = mkdtempSync(join(tmpdir(), "unroll-cli-"));
  return {
    path,
    join: (...parts) => join(path, ...parts),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** The objects that a command with --json printed. */
export function events(stdout: string): Record<string, unknown>[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
