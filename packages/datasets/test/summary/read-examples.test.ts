import { describe, expect, test } from "vitest";
import { CorpusError, type CorpusExample, type ReadExamplesOptions, readExamples } from "../../src/index.ts";

async function read(source: string, options: ReadExamplesOptions = {}) {
  const { examples, ...understood } = await readExamples(source, options);
  const all: CorpusExample[] = [];
  for await (const example of examples) all.push(example);
  return { ...understood, all };
}

const ten = (id: number, form: string, tag: string) => `${id}\t${form}\t_\t${tag}\t_\t_\t0\troot\t_\t_\n`;
const labelled = { text: "good film", label: "pos" };
const pair = { source: "go away", target: "va t'en" };
const tagged = { words: ["EU", "rejects"], tags: ["B-ORG", "O"] };

describe("what is not said is guessed", () => {
  test.each<[string, string, string, string, CorpusExample, (string | number)[]]>([
    ["book.txt", "Call me Ishmael.\n\nSome years ago\n", "text", "texts", "Call me Ishmael.", [0]],
    ["poem.txt", "two words\nor three\n\nno tags\n", "text", "texts", "two words", [0]],
    ["a.tsv", "good film\tpos\nbad film\tneg\nfine\tpos\nawful\tneg\n", "tsv", "labelled texts", labelled, [0, 1]],
    ["a.txt", "pos\tgood film\nneg\tbad film\npos\tfine\nneg\tawful\n", "tsv", "labelled texts", labelled, [1, 0]],
    ["a", "go away\tva t'en\tCC\nstop it\tarrête ça\tCC\n", "tsv", "pairs", pair, [0, 1]],
    ["a.csv", "label,text\npos,good film\n", "csv", "labelled texts", labelled, ["text", "label"]],
    ["a.csv", 'source,target\ngo away,"va t\'en"\n', "csv", "pairs", pair, ["source", "target"]],
    ["a.jsonl", '{"id":1,"text":"good film","label":"pos"}\n', "jsonl", "labelled texts", labelled, ["text", "label"]],
    ["a.dat", '{"source":"go away","target":"va t\'en"}\n', "jsonl", "pairs", pair, ["source", "target"]],
    ["a.ndjson", '"one"\n"two"\n', "jsonl", "texts", "one", [0]],
    [
      "a.jsonl",
      '{"tokens":["EU","rejects"],"ner_tags":["B-ORG","O"]}\n',
      "jsonl",
      "tagged sentences",
      tagged,
      ["tokens", "ner_tags"],
    ],
    ["a.txt", "EU B-ORG\nrejects O\n\nPeter B-PER\n", "conll", "tagged sentences", tagged, [0, -1]],
    ["a.tsv", "EU\tB-ORG\nrejects\tO\n\nPeter\tB-PER\n", "conll", "tagged sentences", tagged, [0, -1]],
    ["a.bio", "EU x B-ORG\nrejects x O\n", "conll", "tagged sentences", tagged, [0, -1]],
    [
      "a.txt",
      `${ten(1, "EU", "B-ORG")}${ten(2, "rejects", "O")}`,
      "conllu",
      "tagged sentences",
      tagged,
      ["form", "upos"],
    ],
  ])("%s %j", async (name, text, format, kind, first, columns) => {
    const { all, ...understood } = await read(text, { name });
    expect({ ...understood, first: all[0] }).toEqual({ format, kind, columns, first });
  });

  test("rows of tags are no text, and ids are none", async () => {
    const rows = [
      "good film here\tO O O\ta1\tX",
      "bad film there\tO O O\ta2\tY",
      "fine\tO\ta3\tX",
      "awful one\tO O\ta4\tY",
    ];
    expect(await read(rows.join("\n"))).toMatchObject({ kind: "labelled texts", columns: [0, 3] });
  });
});

test("what is said holds", async () => {
  expect((await read("a\tb\n", { format: "text" })).all).toEqual(["a\tb"]);
  expect((await read("a\tb\tc\n", { columns: [2, 0] })).all).toEqual([{ source: "c", target: "a" }]);
  expect((await read("a\tb\n", { kind: "labelled texts", columns: [0, -1] })).all).toEqual([{ text: "a", label: "b" }]);
  const slots = "Get\tin Rome\tO B-city\n";
  expect((await read(slots, { kind: "tagged sentences", columns: [1, 2] })).all).toEqual([
    { words: ["in", "Rome"], tags: ["O", "B-city"] },
  ]);
  expect((await read(ten(1, "a", "X"), { columns: ["form", "deprel"] })).all).toEqual([
    { words: ["a"], tags: ["root"] },
  ]);
});

test("pieces are read once, and closed when nobody reads on", async () => {
  let closed = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      for (let i = 0; ; i++) yield new TextEncoder().encode(`line ${i} é\n`);
    } finally {
      closed++;
    }
  }
  const { examples } = await readExamples(pieces());
  let read = 0;
  for await (const example of examples) {
    expect(example).toBe(`line ${read} é`);
    if (++read === 9000) break;
  }
  expect(closed).toBe(1);
});

describe("bad files end in one sentence:", () => {
  test.each<[string, string, ReadExamplesOptions, string]>([
    ["nothing", "", {}, 'readLines: "f" is empty.'],
    [
      "a row too long",
      "a\tb\nc\td\te\n",
      { format: "tsv" },
      'readTsv: line 2 of "f" must have 2 columns, as line 1 has; got 3.',
    ],
    [
      "no such column",
      "a\tb\n",
      { columns: [0, 5] },
      'readExamples: example 1 of "f" must have the column number 6; there is none.',
    ],
    [
      "a prototype's",
      '{"a":"b"}\n',
      { columns: ["a", "constructor"] },
      'must have the column "constructor"; there is none.',
    ],
    [
      "a null",
      '{"text":null}\n',
      {},
      'readExamples: example 1 of "f" must have texts in its columns; got a list, an object or null.',
    ],
    [
      "fewer tags",
      '{"words":["a","b"],"tags":["X"]}\n',
      {},
      'readExamples: example 1 of "f" must have as many tags as words.',
    ],
    ["one column", "a\nb\n", { kind: "pairs" }, 'readExamples: columns of "f" must be 2 for pairs; got 1.'],
    [
      "no such field",
      ten(1, "a", "X"),
      { columns: ["form", "x"] },
      'readExamples: example 1 of "f" must have the column "x"; there is none.',
    ],
    ["no JSON", '{"text":"a"}\n{"text":\n', { format: "jsonl" }, 'readJsonl: line 2 of "f" must be a value in JSON.'],
  ])("%s", async (_, text, options, message) => {
    const error: unknown = await read(text, { name: "f", ...options }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(CorpusError);
    expect((error as Error).message).toContain(message);
  });
});
