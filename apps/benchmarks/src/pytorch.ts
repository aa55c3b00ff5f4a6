import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** A Python that has PyTorch. */
export interface PythonWithTorch {
  readonly command: string;
  readonly version: string;
}

/**
 * The Pythons that import torch: those of the given commands or, without any, every `python3` on the PATH, since the first
 * need not be the one that has it.
 */
export async function findPyTorch(commands: readonly string[], path: string): Promise<PythonWithTorch[]> {
  const candidates = commands.length > 0 ? commands : pythonsOn(path);
  const found = await Promise.all(candidates.map(versionOfTorch));
  return found.filter((each) => each !== undefined);
}

function pythonsOn(path: string): string[] {
  const files = path.split(delimiter).map((folder) => join(folder, "python3"));
  const seen = new Set<string>();
  return files.filter((file) => {
    if (!existsSync(file)) return false;
    const real = realpathSync(file);
    return !seen.has(real) && seen.add(real) !== undefined;
  });
}

async function versionOfTorch(command: string): Promise<PythonWithTorch | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ["-c", "import torch; print(torch.__version__)"], {
      timeout: 60_000,
    });
    return { command, version: stdout.trim() };
  } catch {
    return undefined; // No torch, or no Python.
  }
}
