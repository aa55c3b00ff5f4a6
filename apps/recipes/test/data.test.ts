import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DataError, type DataFile, dataFolder, readData } from "../src/data.ts";

const file: DataFile = {
  path: "words/hello.txt",
  origin: "https://example.org/words, version 3",
  sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "unroll-recipes-"));
  mkdirSync(join(folder, "words"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

describe("the folder of data is", () => {
  test("the one that is given, before that of UNROLL_DATA", () => {
    vi.stubEnv("UNROLL_DATA", join(folder, "b"));
    expect(dataFolder(join(folder, "a"))).toBe(join(folder, "a"));
  });

  test("that of UNROLL_DATA, before that of the repository", () => {
    vi.stubEnv("UNROLL_DATA", join(folder, "b"));
    expect(dataFolder()).toBe(join(folder, "b"));
  });

  test("data/ of the repository", () => {
    vi.stubEnv("UNROLL_DATA", "");
    expect(dataFolder()).toBe(resolve(import.meta.dirname, "../../..", "data"));
  });

  test("as seen from where the command was typed", () => {
    vi.stubEnv("INIT_CWD", folder);
    expect(dataFolder("a")).toBe(join(folder, "a"));
  });
});

test("a file that is there is read", () => {
  writeFileSync(join(folder, file.path), "hello");
  expect(new TextDecoder().decode(readData(file, folder))).toBe("hello");
});

test("one that is not there: the message says where it comes from", () => {
  const path = join(folder, file.path);
  const source = `it comes from ${file.origin}; its SHA-256 is ${file.sha256}`;
  const message = `${path} is not there; ${source}; --data or UNROLL_DATA name another folder`;
  expect(() => readData(file, folder)).toThrow(new DataError(message));
});

test("another file of the same name is refused", () => {
  writeFileSync(join(folder, file.path), "hello!");
  expect(() => readData(file, folder)).toThrow(/hello\.txt is another file, of SHA-256 ce06092f[^\n]*2cf24dba/);
});

test("a folder in its place cannot be read", () => {
  mkdirSync(join(folder, file.path));
  expect(() => readData(file, folder)).toThrow(/hello\.txt cannot be read \(EISDIR[^\n]*; it comes from https/);
});
