import { mkdir, open, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError } from "@unroll/checkpoints";
import type { CheckpointFiles } from "./events.ts";
import { refusal } from "./refusal.ts";

/**
 * How a folder is replaced without a moment in which a crash could leave half of it:
 *
 * 1. all files are written to `.saving`. A crash leaves rubbish there, and the old files as they were;
 * 2. `.saving` is renamed to `.saved`. From this moment the new files count: readers look there first;
 * 3. each file is moved from `.saved` over the old one. A crash leaves some of them in `.saved`, where readers still find them.
 */
const SAVING = ".saving";
const SAVED = ".saved";

const KNOWN = /^[^.].*\.(safetensors|json|md)$/;

/**
 * Writes the files of a model or of a checkpoint into a folder, all or none: whenever the process dies, `loadFolder` gives either the
 * files that were there or the new ones. Other files in the folder are left alone.
 *
 * @param folder is made if it does not exist.
 * @param files plain names, no paths.
 * @throws CheckpointError when the files cannot be written; what was there before is then still there.
 */
export async function saveFolder(folder: string, files: CheckpointFiles): Promise<void> {
  for (const name of Object.keys(files)) {
    if (name.startsWith(".") || /[/\\\0]/.test(name)) {
      throw new CheckpointError(`saveFolder: a file must have a plain name; got ${JSON.stringify(name)}`);
    }
  }
  const saving = join(folder, SAVING);
  try {
    await mkdir(folder, { recursive: true });
    await moveSaved(folder); // what a crash has left
    await rm(saving, { recursive: true, force: true });
    await mkdir(saving);
    for (const [name, bytes] of Object.entries(files)) await writeToDisk(join(saving, name), bytes);
    await rename(saving, join(folder, SAVED));
    await moveSaved(folder);
  } catch (error) {
    await rm(saving, { recursive: true, force: true }).catch(() => undefined);
    throw refusal(
      `saveFolder: ${folder} cannot be written (${reasonOf(error)}); nothing that was saved before is lost`,
      error,
    );
  }
}

/**
 * The files of a model or of a checkpoint in a folder: those that end in `.safetensors`, `.json` and `.md`.
 *
 * @param names reads only these, and leaves out what does not exist.
 * @throws CheckpointError when there is no such folder, or when a file cannot be read.
 */
export async function loadFolder(folder: string, names?: readonly string[]): Promise<CheckpointFiles> {
  const files: CheckpointFiles = {};
  const wanted = (name: string): boolean => names?.includes(name) ?? KNOWN.test(name);
  try {
    const saved = (await listFiles(join(folder, SAVED))).filter(wanted);
    for (const name of saved) {
      const bytes = await readIfThere(join(folder, SAVED, name));
      if (bytes !== undefined) files[name] = bytes;
    }
    const present = await readdir(folder, { withFileTypes: true });
    for (const { name } of present.filter((entry) => entry.isFile() && wanted(entry.name))) {
      files[name] ??= plain(await readFile(join(folder, name)));
    }
    return files;
  } catch (error) {
    throw refusal(`loadFolder: ${folder} cannot be read (${reasonOf(error)})`, error);
  }
}

/** Moves what is complete but not yet in its place. */
async function moveSaved(folder: string): Promise<void> {
  const saved = join(folder, SAVED);
  const names = await listFiles(saved);
  for (const name of names) await rename(join(saved, name), join(folder, name));
  await rmdir(saved).catch(ignoreMissing);
  await syncFolder(folder);
}

async function writeToDisk(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(bytes);
    await file.sync(); // or a loss of power could keep the rename and lose the content
  } finally {
    await file.close();
  }
}

/** Not every system lets a folder be opened; there the renames reach the disk when it sees fit. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function listFiles(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(ignoreMissing)) ?? [];
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  const bytes = await readFile(path).catch(ignoreMissing);
  return bytes === undefined ? undefined : plain(bytes);
}

/** The same memory as a Uint8Array: the `slice` of Node's Buffer does not copy. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function ignoreMissing(error: unknown): void {
  if ((error as { code?: unknown }).code !== "ENOENT") throw error;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOENT: "it does not exist",
  ENOTDIR: "it is not a folder",
  EEXIST: "it is not a folder",
};

function reasonOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return reasons[String(code)] ?? (error instanceof Error ? error.message : String(error));
}
