import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CheckpointError } from "../src/index.ts";
import { loadFolder, loadLanguageModel, saveFolder, saveLanguageModel } from "../src/node.ts";
import { bitsOf, smallModel } from "./fixtures.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "unroll-tasks-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const checkpoint = (text: string) => ({ "model.safetensors": bytes(text), "config.json": bytes(`{"${text}":1}`) });

async function texts(names?: string[]): Promise<Record<string, string>> {
  const files = await loadFolder(folder, names);
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, new TextDecoder().decode(content)]));
}

const old = { "model.safetensors": "old", "config.json": '{"old":1}' };
const fresh = { "model.safetensors": "new", "config.json": '{"new":1}' };

describe("saveFolder and loadFolder", () => {
  test("give back what was saved, over an older one, beside files of others", async () => {
    const deep = join(folder, "a", "b");
    await saveFolder(deep, checkpoint("x"));
    expect(Object.keys(await loadFolder(deep)).sort()).toEqual(["config.json", "model.safetensors"]);
    await writeFile(join(folder, "notes.txt"), "mine");
    await saveFolder(folder, checkpoint("old"));
    await saveFolder(folder, checkpoint("new"));
    expect(await texts()).toEqual(fresh);
    expect((await readdir(folder)).sort()).toEqual(["a", "config.json", "model.safetensors", "notes.txt"]);
    expect(await readFile(join(folder, "notes.txt"), "utf8")).toBe("mine");
    expect(await texts(["config.json", "absent.json"])).toEqual({ "config.json": '{"new":1}' });
  });

  test("a crash while the files are written leaves the old ones", async () => {
    await saveFolder(folder, checkpoint("old"));
    await mkdir(join(folder, ".saving"));
    await writeFile(join(folder, ".saving", "model.safetensors"), "ne");
    expect(await texts()).toEqual(old);
    await saveFolder(folder, checkpoint("new"));
    expect(await texts()).toEqual(fresh);
    expect((await readdir(folder)).sort()).toEqual(["config.json", "model.safetensors"]);
  });

  test("a crash while the files are moved leaves the new ones, however far it came", async () => {
    for (const moved of [[], ["model.safetensors"], ["config.json"], ["config.json", "model.safetensors"]]) {
      await saveFolder(folder, checkpoint("old"));
      const saved = join(folder, ".saved");
      await mkdir(saved);
      for (const [name, content] of Object.entries(checkpoint("new"))) await writeFile(join(saved, name), content);
      for (const name of moved) await rename(join(saved, name), join(folder, name));
      expect(await texts()).toEqual(fresh);
      // The next save tidies up, also when it has fewer files.
      await saveFolder(folder, { "config.json": bytes("{}") });
      expect(await texts()).toEqual({ ...fresh, "config.json": "{}" });
      expect((await readdir(folder)).sort()).toEqual(["config.json", "model.safetensors"]);
    }
  });

  test("a folder that cannot be written or read: what is wrong, in a sentence", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(saveFolder(file, checkpoint("x"))).rejects.toThrow(CheckpointError);
    await expect(saveFolder(file, checkpoint("x"))).rejects.toThrow(
      `saveFolder: ${file} cannot be written (it is not a folder)`,
    );
    await expect(loadFolder(join(folder, "none"))).rejects.toThrow("cannot be read (it does not exist)");
    await expect(loadFolder(file)).rejects.toThrow("cannot be read (it is not a folder)");
    await expect(saveFolder(folder, { "../x.json": bytes("") })).rejects.toThrow("a file must have a plain name");
    await expect(saveFolder(folder, { ".hidden": bytes("") })).rejects.toThrow("a file must have a plain name");
  });

  test.skipIf(process.getuid?.() === 0)("a read-only folder keeps what it has", async () => {
    await saveFolder(folder, checkpoint("old"));
    await chmod(folder, 0o500);
    try {
      await expect(saveFolder(folder, checkpoint("new"))).rejects.toThrow("permission denied");
      expect(await texts()).toEqual(old);
    } finally {
      await chmod(folder, 0o700);
    }
  });
});

describe("saveLanguageModel and loadLanguageModel", () => {
  test("give back the same model", async () => {
    using model = smallModel("abcdefg");
    await saveLanguageModel(folder, model, { metrics: { heldOutLoss: 1.5 } });
    using loaded = await loadLanguageModel(folder);
    expect(bitsOf(loaded)).toEqual(bitsOf(model));
  });

  test("an empty folder is no model", async () => {
    await expect(loadLanguageModel(folder)).rejects.toThrow("config.json is missing; there is no file");
  });
});
