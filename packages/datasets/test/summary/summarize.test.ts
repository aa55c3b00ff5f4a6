import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CorpusError, type CorpusExample, readLines, summarizeCorpus, summaryTable } from "../../src/index.ts";

test("texts: sizes, lengths, vocabularies and what they cover, by hand", async () => {
  const { splits, vocabularies, overlaps, kind } = await summarizeCorpus({
    train: ["a b a", "a", "", "a b a", "c d e f g \u{1F600}"],
    dev: readLines("a h\na\n"),
  });
  expect(kind).toBe("texts");
  expect(splits[0]).toMatchObject({ name: "train", examples: 5, repeated: 1 });
  expect(splits[0]!.fields).toEqual([
    {
      name: "text",
      characters: 22,
      units: 13,
      distinct: 8,
      unseen: 0,
      lengths: {
        min: 0,
        mean: 2.6,
        median: 3,
        percentile95: 6,
        max: 6,
        histogram: [
          { from: 0, to: 0, examples: 1 },
          { from: 1, to: 1, examples: 1 },
          { from: 2, to: 2, examples: 0 },
          { from: 3, to: 4, examples: 2 },
          { from: 5, to: 8, examples: 1 },
        ],
      },
    },
  ]);
  expect(splits[1]!.fields[0]).toMatchObject({ units: 3, distinct: 2, unseen: 1 });
  expect(vocabularies).toEqual([
    {
      field: "text",
      size: 8,
      once: 6,
      coverage: [{ size: 8, share: 1 }],
      frequent: [["a", 5], ["b", 2], ..."cdefg", "\u{1F600}"].map((each) => {
        return typeof each === "string" ? { text: each, count: 1 } : { text: each[0], count: each[1] };
      }),
    },
  ]);
  expect(overlaps).toEqual([{ first: "train", second: "dev", examples: 1 }]);
});

test("coverage: the 10 most frequent, the 100 most frequent, all", async () => {
  const words = Array.from({ length: 150 }, (_, i) => `w${i}`);
  const text = [...words, ...words.slice(0, 10).flatMap((word) => Array<string>(4).fill(word))].join(" ");
  const { vocabularies } = await summarizeCorpus({ all: [text] });
  expect(vocabularies[0]!.coverage).toEqual([
    { size: 10, share: 50 / 190 },
    { size: 100, share: 140 / 190 },
    { size: 150, share: 1 },
  ]);
  expect(vocabularies[0]!.once).toBe(140);
});

test("labels and tags are counted, whatever their names", async () => {
  const labelled = ["__proto__", "constructor", "constructor"].map((label, i) => ({ text: `t${i}`, label }));
  const summary = await summarizeCorpus({ train: labelled }, { top: 1 });
  expect(summary.splits[0]!.labels).toEqual({
    total: 3,
    distinct: 2,
    frequent: [{ text: "constructor", count: 2 }],
  });
  const tagged = [{ words: ["New York", "is"], tags: ["N", "V"] }];
  const { splits } = await summarizeCorpus({ train: tagged }, { unit: "characters" });
  expect(splits[0]).toMatchObject({ fields: [{ name: "words", units: 10, characters: 10 }], labels: { total: 2 } });
});

test("the input alone decides what stands twice; parts of a map keep their order", async () => {
  const summary = await summarizeCorpus(
    new Map([
      ["2", [{ source: "a", target: "x" }]],
      [
        "1",
        [
          { source: "a", target: "y" },
          { source: "a", target: "z" },
          { source: "b", target: "x" },
        ],
      ],
    ]),
  );
  expect(summary.splits.map(({ name, repeated }) => [name, repeated])).toEqual([
    ["2", 0],
    ["1", 1],
  ]);
  expect(summary.overlaps).toEqual([{ first: "2", second: "1", examples: 2 }]);
});

test("the histogram has every example once, in ranges without gaps", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1 }), async (lengths) => {
      const summary = await summarizeCorpus(
        { all: lengths.map((length) => "a".repeat(length)) },
        { unit: "characters" },
      );
      const { histogram, min, max, mean } = summary.splits[0]!.fields[0]!.lengths;
      for (const [i, { from, to, examples }] of histogram.entries()) {
        expect(examples).toBe(lengths.filter((length) => length >= from && length <= to).length);
        if (i > 0) expect(from).toBe(histogram[i - 1]!.to + 1);
      }
      expect(histogram.reduce((sum, { examples }) => sum + examples, 0)).toBe(lengths.length);
      expect([min, max]).toEqual([Math.min(...lengths), Math.max(...lengths)]);
      expect(mean).toBeCloseTo(lengths.reduce((a, b) => a + b) / lengths.length, 9);
    }),
  );
});

describe("refused with one sentence:", () => {
  test.each<[string, Record<string, CorpusExample[]>, string]>([
    ["nothing", {}, "summarizeCorpus: splits must have examples; got none."],
    ["empty parts", { train: [], dev: [] }, "summarizeCorpus: splits must have examples; got none."],
    [
      "two kinds",
      { train: ["a"], dev: [{ source: "a", target: "b" }] },
      'summarizeCorpus: example 1 of "dev" must be one of texts, as the first is; got one of pairs.',
    ],
    [
      "no kind",
      { train: [3 as unknown as string] },
      'summarizeCorpus: example 1 of "train" must be one of texts, labelled texts, pairs or tagged sentences; got one of no such kind.',
    ],
  ])("%s", async (_, splits, message) => {
    const error: unknown = await summarizeCorpus(splits).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(CorpusError);
    expect((error as Error).message).toBe(message);
  });

  test("a number of words that is none", async () => {
    await expect(summarizeCorpus({ a: ["a"] }, { top: -1 })).rejects.toThrow(RangeError);
  });
});

test("tables have at most 80 columns, whatever names and words there are", async () => {
  const strange = "\u001b[31m\u202E車車車車車車車車車車車車\u{1F600}e\u0301\u0000";
  const examples = Array.from({ length: 2000 }, (_, i) => ({
    text: `${strange}${i} ${"x".repeat(100_000 * Number(i === 5))}`,
    label: `${strange}${i % 30}`,
  }));
  const parts = new Map(["a", "b", "c", "d"].map((name) => [`${strange.repeat(9)}${name}`, examples]));
  const table = summaryTable(await summarizeCorpus(parts));
  const columns = (line: string): number =>
    [...line].reduce((sum, c) => sum + (/\p{Mn}/u.test(c) ? 0 : c === "車" || c > "\uFFFF" ? 2 : 1), 0);
  expect(table.split("\n").filter((line) => columns(line) > 80)).toEqual([]);
  expect(/[\p{Cc}\u202E]/u.exec(table.replaceAll("\n", ""))).toBeNull();
  expect(table).toContain("labels: 30 in ");
});
