import { constants } from "node:fs";
import { access, mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { loadFolder } from "@unroll/tasks/node";
import { CommandError } from "./errors.ts";

/** What stands in the folder that a model is to go to. */
export type FolderContent =
  /** Nothing: the folder does not exist or is empty. */
  | { readonly kind: "nothing" }
  /** A run that was interrupted. */
  | {
      readonly kind: "run";
      /** Null where its file is damaged. */
      readonly step: number | null;
      readonly steps: number | null;
      readonly backend: string | null;
    }
  /** A trained model. */
  | { readonly kind: "model" }
  /** Something that is not ours. */
  | { readonly kind: "other"; readonly example: string };

/** While a run is not done, its folder holds these beside the model. */
const runFiles = ["training.json", "training.safetensors"];

/** Left by a process that died while it was saving: see `saveFolder`. */
const leftovers = new Set([".saving"]);

/**
 * Looks at a folder without changing anything.
 *
 * @throws CommandError when the path is no folder, or cannot be read.
 */
export async function inspectFolder(folder: string): Promise<FolderContent> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => !leftovers.has(name)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { kind: "nothing" };
    if (code === "ENOTDIR") throw new CommandError(`'${folder}' is a file, not a folder`);
    throw error;
  }
  const [example] = names;
  if (example === undefined) return { kind: "nothing" };
  const files = await loadFolder(folder, ["config.json", "training.json"]);
  if (!isOurs(files, names)) return { kind: "other", example };
  if (files["training.json"] === undefined) return { kind: "model" };
  const { step, steps, backend } = jsonOf(files["training.json"]);
  return {
    kind: "run",
    step: typeof step === "number" ? step : null,
    steps: typeof steps === "number" ? steps : null,
    backend: typeof backend === "string" ? backend : null,
  };
}

/** Whether a model stands there, also a damaged one: that it is damaged is told by who reads it, and not by "something else". */
function isOurs(files: Readonly<Record<string, Uint8Array>>, names: readonly string[]): boolean {
  if (jsonOf(files["config.json"]).format === "unroll-language-model") return true;
  if (jsonOf(files["training.json"]).format === "unroll-training") return true;
  const complete = ["config.json", "model.safetensors", "tokenizer.json"].every((name) => names.includes(name));
  return complete && parsed(files["config.json"]) === undefined; // what can be read is somebody's
}

/**
 * Decides whether a run may write into a folder.
 *
 * @throws CommandError in all cases in which something would be lost, or there is nothing to resume.
 */
export function requireUsable(
  folder: string,
  content: FolderContent,
  options: { resume: boolean; force: boolean },
): void {
  const { resume, force } = options;
  if (content.kind === "other") {
    throw new CommandError(
      `'${folder}' holds something else (${content.example}), which is left alone; name another folder with --out`,
    );
  }
  if (resume) {
    if (content.kind === "run") return;
    const why = content.kind === "model" ? "its model is trained to the end" : "there is no run in it";
    throw new CommandError(`'${folder}' has nothing to resume: ${why}`);
  }
  if (content.kind === "nothing" || force) return;
  if (content.kind === "model") {
    throw new CommandError(`'${folder}' holds a trained model; --force replaces it, or name another folder with --out`);
  }
  const of = content.steps === null ? "" : ` of ${content.steps}`;
  const where = content.step === null ? "whose training.json is damaged" : `step ${content.step}${of}`;
  throw new CommandError(
    `'${folder}' holds an interrupted run (${where}); --resume goes on with it, --force starts anew`,
  );
}

/** A folder that can be written to. */
export interface PreparedFolder {
  /** Takes the folder away again, if it was made here and nothing came to stand in it. */
  removeIfEmpty(): Promise<void>;
}

/** Makes the folder where there is none, so that what forbids it is known before the work and not after it. */
export async function prepareFolder(folder: string): Promise<PreparedFolder> {
  const made = await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  return {
    removeIfEmpty: async () => {
      if (made !== undefined) await rmdir(folder).catch(() => undefined);
    },
  };
}

/** Leaves the model alone in its folder: the run is done. */
export async function removeRunFiles(folder: string): Promise<void> {
  // training.json first: without it, what is left is a model, whole.
  for (const name of runFiles) await rm(join(folder, name), { force: true });
}

function jsonOf(bytes: Uint8Array | undefined): Readonly<Record<string, unknown>> {
  const value = parsed(bytes);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Undefined for what is no JSON. */
function parsed(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
