import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder, unrollHere, unrollInto } from "./command.ts";
import { tiny, writeText } from "./corpus.ts";

/** One line on stderr that begins with `error:`, is no defect of ours, and is not a stack. */
const oneSentence = /^error: (?!unexpected)[^\n]+\n$/;

describe("a text that cannot be learnt from is refused, and nothing is written", () => {
  test.each<[string, (path: string) => void, RegExp]>([
    ["missing", () => {}, /there is no file ".*book\.txt"$/m],
    ["empty", (path) => writeFileSync(path, ""), /book\.txt" is empty$/m],
    ["a folder", (path) => mkdirSync(path), /is a folder, not a text file$/m],
    ["binary", (path) => writeFileSync(path, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff, 0xfe])), /zero byte/],
    ["shorter than one window", (path) => writeText(path, 35), /--batch-size=4 .*--time=8/],
  ])("%s", async (_, make, message) => {
    using folder = temporaryFolder();
    make(folder.join("book.txt"));
    const before = readdirSync(folder.path);
    const { code, stdout, stderr } = await unrollHere([
      ...["train", "lm", folder.join("book.txt"), "--out", folder.join("model"), ...tiny],
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(oneSentence);
    expect(stderr).toMatch(message);
    expect(readdirSync(folder.path)).toEqual(before);
  });

  test("a path keeps the words that are options elsewhere", async () => {
    using folder = temporaryFolder();
    const path = folder.join("hiddenSize", "batchSize.txt");
    const { stderr } = await unrollHere(["train", "lm", path]);
    expect(stderr).toContain(`"${path}"`);
  });

  test("a model larger than memory", async () => {
    using folder = temporaryFolder();
    const call = ["train", "lm", writeText(folder.join("book.txt")), "--out", folder.join("model"), "--steps", "1"];
    const { code, stdout, stderr } = await unrollHere([...call, ...tiny, "--hidden-size", "1000000"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error: memory is too small for this model and batch: [^\n]+\n$/);
    expect(readdirSync(folder.path)).toEqual(["book.txt"]);
  });

  test("an output folder that is a file, or lies in one", async () => {
    using folder = temporaryFolder();
    const file = writeText(folder.join("book.txt"));
    for (const out of [file, folder.join("book.txt", "model")]) {
      const { code, stderr } = await unrollHere(["train", "lm", file, "--out", out, "--steps", "1", ...tiny]);
      expect(code).toBe(1);
      expect(stderr).toMatch(oneSentence);
    }
    expect(readdirSync(folder.path)).toEqual(["book.txt"]);
  });
});

describe("a model that cannot be used is refused", () => {
  const folder = temporaryFolder();
  const model = folder.join("model");

  beforeAll(async () => {
    const call = ["train", "lm", writeText(folder.join("book.txt")), "--out", model, "--steps", "1", ...tiny];
    expect((await unrollHere(call)).code).toBe(0);
    return () => folder[Symbol.dispose]();
  });

  /** Calls `generate` on a copy of the model in which one file is changed. */
  async function refused(name: string, change: (path: string) => void): Promise<string> {
    using copy = temporaryFolder();
    for (const file of readdirSync(model)) {
      writeFileSync(copy.join(file), readFileSync(folder.join("model", file)));
    }
    change(copy.join(name));
    const { code, stdout, stderr } = await unrollHere(["generate", copy.path, "--length", "5"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(oneSentence);
    return stderr;
  }

  test("no such folder, or nothing in it", async () => {
    for (const path of [folder.join("nowhere"), folder.path]) {
      const { code, stdout, stderr } = await unrollHere(["generate", path]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(oneSentence);
    }
  });

  test("cut off, or with a changed byte", async () => {
    const truncated = await refused("model.safetensors", (path) => truncateSync(path, 700));
    expect(truncated).toMatch(/model\.safetensors: must have \d+ bytes.*got 700/);
    const flipped = await refused("model.safetensors", (path) => {
      const bytes = readFileSync(path);
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(path, bytes);
    });
    expect(flipped).toContain("model.safetensors: the checksum");
  });

  test("hostile: sizes that would take all memory, a header that lies about its length", async () => {
    const vast = await refused("config.json", (path) => {
      writeFileSync(path, readFileSync(path, "utf8").replace('"hiddenSize": 8', '"hiddenSize": 800000000'));
    });
    expect(vast).toContain("config.json");
    await refused("model.safetensors", (path) => {
      const bytes = readFileSync(path);
      bytes.writeBigUInt64LE(2n ** 62n);
      writeFileSync(path, bytes);
    });
    await refused("tokenizer.json", (path) => writeFileSync(path, "[".repeat(100_000)));
  });

  test.skipIf(!existsSync("/dev/full"))("an output on a disk that is full", () => {
    const full = openSync("/dev/full", "w");
    try {
      const sentence = "cannot write the output: the disk is full";
      expect(unrollInto(full, ["generate", model, "--length", "5"])).toEqual({
        code: 1,
        stderr: `error: ${sentence}\n`,
      });
      expect(unrollInto(full, ["generate", model, "--length", "5", "--json"])).toEqual({
        code: 1,
        stderr: `${JSON.stringify({ type: "error", code: "CommandError", message: sentence })}\n`,
      });
    } finally {
      closeSync(full);
    }
  });

  test("a prompt with a character that it has never seen", async () => {
    const { code, stdout, stderr } = await unrollHere(["generate", model, "--prompt", "call Ω"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(oneSentence);
    expect(stderr).toContain('--prompt has "Ω" (U+03A9)');
  });
});
