import { expect, test } from "vitest";
import { CorpusError, mobyDick, textCorpus } from "../src/index.ts";
import { readPackageText } from "../src/package-text.ts";

test("textCorpus keeps the text as it is, and what is known about it", () => {
  expect(textCorpus("a\r\nb")).toEqual({ name: "text", text: "a\r\nb", licence: undefined, source: undefined });
  const about = { name: "n", licence: "MIT", source: "s" };
  expect(textCorpus("a", about)).toEqual({ ...about, text: "a" });
  expect(() => textCorpus("", { name: "n" })).toThrow(
    'textCorpus: the text of "n" must have characters; got an empty text.',
  );
});

test("mobyDick is the book, with its licence", async () => {
  const corpus = await mobyDick();
  expect(corpus.name).toBe("Moby Dick");
  expect(corpus.text).toMatch(/^CHAPTER 1\. Loomings\.\n\nCall me Ishmael\./);
  expect(corpus.text.length).toBe(1_190_317);
  expect(new Set(corpus.text).size).toBe(83);
  expect(corpus.licence).toContain("CC0-1.0");
});

test("mobyDick takes the text from elsewhere", async () => {
  expect((await mobyDick({ load: () => Promise.resolve("whale") })).text).toBe("whale");
});

test("without the package, the error says what to install", async () => {
  const absent = {
    asker: "f",
    package: "@unroll/no-such-corpus",
    file: "data.txt",
    load: () => Promise.reject(new Error("called in Node")),
  };
  const error = await readPackageText(absent).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(CorpusError);
  expect(error).toMatchObject({
    problem: "not-installed",
    corpus: "@unroll/no-such-corpus",
    message:
      "f: the text is in the npm package @unroll/no-such-corpus, which cannot be loaded; run `npm install @unroll/no-such-corpus`.",
    cause: { code: "MODULE_NOT_FOUND" },
  });
});
