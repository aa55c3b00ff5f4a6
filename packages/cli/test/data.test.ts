import { mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { temporaryFolder, unrollHere } from "./command.ts";

const train = "good film\tpos\nbad film\tneg\nfine\tpos\nawful\tneg\nbad film\tneg\n";
const dev = "good film\tpos\nawful mess\tneg\n";

test("sums up files as the parts of one corpus, in 80 columns", async () => {
  using folder = temporaryFolder();
  const files = [folder.join("train.tsv"), folder.join("dev.tsv")] as const;
  writeFileSync(files[0], train);
  writeFileSync(files[1], dev);
  const { code, stdout, stderr } = await unrollHere(["data", ...files]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "Read as tsv, columns 1 and 2; --format, --as and --columns say it otherwise.\n",
  });
  const lines = stdout.split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines[0]).toBe("7 labelled texts");
  expect(lines).toContain("train.tsv   text         5          34      8         5");
  expect(lines).toContain("dev.tsv     text         2          19      4         4  25.0%");
  expect(lines).toContain("dev.tsv     in train.tsv         1  50.0%");
});

test("gives the same as an object, for scripts", async () => {
  using folder = temporaryFolder();
  const file = folder.join("a.csv");
  writeFileSync(file, "id,fr,en\n1,va,go\n2,arrête,stop\n");
  const call = ["data", file, "--json", "--columns", "en,2", "--as", "pairs", "--unit", "characters", "--top", "1"];
  const { code, stdout, stderr } = await unrollHere(call);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    type: "data",
    files: [{ file, format: "csv", columns: ["en", 2] }],
    kind: "pairs",
    unit: "characters",
    splits: [
      {
        name: "a.csv",
        examples: 2,
        fields: [
          { name: "source", units: 6 },
          { name: "target", units: 8 },
        ],
      },
    ],
    overlaps: [],
  });
});

test("files of one name are told apart by their folders", async () => {
  using folder = temporaryFolder();
  for (const name of ["a", "b"]) {
    mkdirSync(folder.join(name));
    writeFileSync(folder.join(name, "x.txt"), "text\n");
  }
  const files = [folder.join("a", "x.txt"), folder.join("b", "x.txt")];
  const { stdout } = await unrollHere(["data", ...files, "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ splits: files.map((name) => ({ name })) });
});

describe("what cannot be read ends with code 1 and one sentence", () => {
  test.each<[string, string | Uint8Array | undefined, string[], RegExp]>([
    ["no file", undefined, [], /^error: cannot use '.*f\.tsv': it does not exist\n$/],
    ["nothing", "", [], /^error: ".*f\.tsv" is empty\n$/],
    ["blank lines", "\n\n", ["--format", "text"], /^error: splits must have examples; got none\n$/],
    [
      "Latin-1",
      Uint8Array.from("caf\xe9\tX\n", (c) => c.charCodeAt(0)),
      [],
      /line 1 of ".*" is not UTF-8; if it is Latin-1,/,
    ],
    ["binary", Uint8Array.of(137, 80, 78, 71, 0, 1, 2), [], /line 1 of ".*" has a zero byte; it is no text/],
    [
      "a row too short",
      "a\tb\r\nc\n",
      ["-f", "tsv"],
      /line 2 of ".*f\.tsv" must have 2 columns, as line 1 has; got 1\n$/,
    ],
    ["no such column", "a\tb\n", ["-c", "1,9"], /example 1 of ".*" must have the column number 9; there is none\n$/],
  ])("%s", async (_, content, options, message) => {
    using folder = temporaryFolder();
    const file = folder.join("f.tsv");
    if (content !== undefined) writeFileSync(file, content);
    const { code, stdout, stderr } = await unrollHere(["data", file, ...options]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
  });

  test("a folder", async () => {
    using folder = temporaryFolder();
    const message = `error: '${folder.path}' is a folder, not a file\n`;
    expect(await unrollHere(["data", folder.path])).toEqual({ code: 1, stdout: "", stderr: message });
  });

  test("a file given twice, which is a mistake in the call", async () => {
    using folder = temporaryFolder();
    const file = folder.join("a.txt");
    writeFileSync(file, "text\n");
    const message = `error: the file '${file}' is given twice\n`;
    expect(await unrollHere(["data", file, file])).toEqual({ code: 2, stdout: "", stderr: message });
    expect((await unrollHere(["data", file])).stderr).toBe(
      "Read as text; --format, --as and --columns say it otherwise.\n",
    );
  });
});
