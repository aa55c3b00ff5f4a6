import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CorpusError } from "../src/index.ts";
import { readTextFile } from "../src/node.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "unroll-text-file-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function file(content: string | Uint8Array, name = "file.txt"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function failure(path: string): Promise<CorpusError> {
  const error: unknown = await readTextFile(path).then(
    () => new Error("it was read"),
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(CorpusError);
  expect((error as CorpusError).corpus).toBe(path);
  // One line, one sentence, with the path in it.
  expect((error as CorpusError).message).toMatch(/^readTextFile: [^\n]*\.$/);
  expect((error as CorpusError).message).toContain(JSON.stringify(path));
  return error as CorpusError;
}

test("reads UTF-8; the name is the file's, the source its path", async () => {
  const path = await file("naïve \u{1F600}\n", "book.txt");
  expect(await readTextFile(path)).toEqual({
    name: "book.txt",
    text: "naïve \u{1F600}\n",
    licence: undefined,
    source: path,
  });
});

test("a byte-order mark goes, line endings become LF", async () => {
  const path = await file("\uFEFFa\r\nb\rc\n\r\n\uFEFFd");
  expect((await readTextFile(path)).text).toBe("a\nb\nc\n\n\uFEFFd");
});

test("follows links and reads pipes", async () => {
  const path = await file("linked");
  await symlink(path, join(folder, "link"));
  expect((await readTextFile(join(folder, "link"))).text).toBe("linked");
  const pipe = join(folder, "pipe");
  await promisify(execFile)("mkfifo", [pipe]);
  const [corpus] = await Promise.all([readTextFile(pipe), writeFile(pipe, "piped")]);
  expect(corpus.text).toBe("piped");
});

describe("refuses", () => {
  test("a missing file", async () => {
    const error = await failure(join(folder, "none.txt"));
    expect(error).toMatchObject({ problem: "missing", cause: { code: "ENOENT" } });
    const path = await file("x");
    expect((await failure(join(path, "below-a-file"))).problem).toBe("missing");
  });

  test("a folder and a device", async () => {
    const error = await failure(folder);
    expect(error.problem).toBe("not-a-file");
    expect(error.message).toContain("is a folder, not a text file");
    expect((await failure("/dev/zero")).problem).toBe("not-a-file");
  });

  test("a file that may not be read", async (context) => {
    const path = await file("secret", "secret.txt");
    await chmod(path, 0o000);
    if (process.getuid?.() === 0) context.skip("root may read everything");
    expect(await failure(path)).toMatchObject({ problem: "unreadable", cause: { code: "EACCES" } });
  });

  test("a path that the system does not take", async () => {
    expect(await failure(join(folder, "x".repeat(300)))).toMatchObject({
      problem: "unreadable",
      cause: { code: "ENAMETOOLONG" },
    });
  });

  test("an empty file, and one that is only a byte-order mark", async () => {
    expect(await failure(await file(""))).toMatchObject({ problem: "empty" });
    expect(await failure(await file("\uFEFF"))).toMatchObject({ problem: "empty" });
  });

  test("more than fits into a string, without reading it", async () => {
    const path = await file("x", "huge.txt");
    await truncate(path, 2 ** 33); // a hole: it takes no room
    const error = await failure(path);
    expect(error.problem).toBe("too-large");
    expect(error.message).toContain("has 8589934592 bytes");
    await rm(path);
  });

  test("zero bytes", async () => {
    const error = await failure(await file(Uint8Array.of(0x61, 0x62, 0, 0x63)));
    expect(error.problem).toBe("binary");
    expect(error.message).toContain("has a zero byte at offset 2; it is not a text file");
  });

  test("UTF-16, with a hint", async () => {
    const bytes = Buffer.concat([Uint8Array.of(0xff, 0xfe), Buffer.from("abc", "utf16le")]);
    expect((await failure(await file(bytes))).message).toContain("it looks like UTF-16, save it as UTF-8");
  });

  test.each([
    ["Latin-1", "line\nline\ncaf\xe9 au lait", 13, 3],
    ["Latin-1 at the end", "\ncaf\xe9", 4, 2],
    ["a byte that never begins a character", "ab\xff", 2, 1],
    ["a character that the file cuts short", "ab\xe2\x82", 2, 1],
    ["a long way form", "a\xc0\xaf", 1, 1],
    ["half a pair of surrogates", "\xed\xa0\x80", 0, 1],
  ])("%s, with the offset and the line", async (_, latin1, offset, line) => {
    const error = await failure(await file(Buffer.from(latin1, "latin1")));
    expect(error.problem).toBe("binary");
    expect(error.message).toContain(`the bytes from offset ${offset}, in line ${line}, are no character`);
  });
});

test("a path with a line break is named on one line", async () => {
  await failure(join(folder, "a\nb"));
  await mkdir(join(folder, "c\nd"));
  await failure(join(folder, "c\nd"));
});
