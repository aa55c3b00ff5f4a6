import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CorpusError,
  type Reader,
  readConll,
  readConllu,
  readCsv,
  readJsonl,
  readLines,
  readPairs,
  readParallel,
  readTsv,
  type TextSource,
} from "../../src/index.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The text in pieces of these lengths, again and again. */
function* pieces(text: Uint8Array, lengths: number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < text.length; at += lengths[i++ % lengths.length]!) {
    yield text.subarray(at, at + lengths[i % lengths.length]!);
  }
}

async function failure(reader: Reader<unknown>): Promise<CorpusError> {
  const error: unknown = await reader.all().catch((e: unknown) => e);
  expect(error).toBeInstanceOf(CorpusError);
  expect((error as CorpusError).message).toMatch(/^read\w+: [^\n]*\.$/);
  return error as CorpusError;
}

describe("lines", () => {
  test("byte-order marks go, endings are counted, and a last line needs none", async () => {
    const reader = readLines("\uFEFFa\nb\r\n\rc\uFEFF");
    expect(await reader.all()).toEqual(["a", "b", "", "c\uFEFF"]);
    expect(reader.endings).toEqual({ lf: 1, crlf: 1, cr: 1 });
    expect(await reader.all()).toEqual(["a", "b", "", "c\uFEFF"]);
    expect(reader.endings).toEqual({ lf: 1, crlf: 1, cr: 1 });
    expect(await readLines(bytes("\uFEFFa\r\n")).all()).toEqual(["a"]);
  });

  test("pieces of any lengths, bytes or strings, are the same text", async () => {
    const anyText = fc.array(fc.constantFrom("a", "é", "\u{1F600}", "\n", "\r\n", "\r", "\uFEFF", '"', "\t"), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        async (units, lengths) => {
          const text = units.join("");
          const body = text.replace(/^\uFEFF/, "");
          fc.pre(body !== "");
          const expected = body.split(/\r\n|\n|\r/);
          if (expected.at(-1) === "") expected.pop();
          expect(await readLines(text).all()).toEqual(expected);
          expect(await readLines(pieces(bytes(text), lengths)).all()).toEqual(expected);
          expect(await readLines(text).all()).toEqual(await readLines([...text]).all());
        },
      ),
      { numRuns: 300 },
    );
  });

  test("streams are read as they come", async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<string> {
      for (;;) yield `line ${++asked}\n`;
    }
    for await (const line of readLines(endless())) if (line === "line 3") break;
    expect(asked).toBe(3);
    expect(await readLines(new Response("a\nb").body as unknown as TextSource).all()).toEqual(["a", "b"]);
  });

  test("nothing is refused", async () => {
    for (const nothing of ["", "\uFEFF", bytes("\uFEFF"), [], [""]]) {
      const error = await failure(readLines(nothing, { name: "e.txt" }));
      expect(error).toMatchObject({
        problem: "empty",
        corpus: "e.txt",
        line: undefined,
        message: 'readLines: "e.txt" is empty.',
      });
    }
  });

  test("Latin-1 is refused with its line, whatever the pieces", async () => {
    const latin1 = Uint8Array.from("one\ntwo\ncaf\xe9\nfour", (c) => c.charCodeAt(0));
    for (const source of [latin1, pieces(latin1, [1]), pieces(latin1, [5])]) {
      const error = await failure(readLines(source, { name: "f.txt" }));
      expect(error).toMatchObject({ problem: "binary", line: 3 });
      expect(error.message).toContain('line 3 of "f.txt" is not UTF-8; if it is Latin-1,');
    }
    expect(await failure(readLines(Uint8Array.of(97, 10, 0, 98)))).toMatchObject({ problem: "binary", line: 2 });
  });
});

describe("tables", () => {
  test("a row of another number of columns is refused with its line", async () => {
    const error = await failure(readTsv("a\tb\r\n\r\nc\td\te\n", { name: "x.tsv" }));
    expect(error).toMatchObject({ problem: "malformed", corpus: "x.tsv", line: 3 });
    expect(error.message).toBe('readTsv: line 3 of "x.tsv" must have 2 columns, as line 1 has; got 3.');
    expect((await failure(readTsv("a\n", { columns: 3 }))).message).toBe(
      'readTsv: line 1 of "text" must have 3 columns; got 1.',
    );
    expect((await failure(readCsv('a,b\n"c\nd",e\nf\n'))).message).toBe(
      'readCsv: line 4 of "text" must have 2 columns, as line 1 has; got 1.',
    );
    expect((await failure(readPairs("a\tb\nc\n"))).message).toBe(
      'readPairs: line 2 of "text" must have 2 columns or more; got 1.',
    );
  });

  test("empty fields are fields", async () => {
    expect(await readTsv("\tb\na\t\n").all()).toEqual([
      ["", "b"],
      ["a", ""],
    ]);
    expect(await readCsv(',\n"",b\n').all()).toEqual([
      ["", ""],
      ["", "b"],
    ]);
  });

  test("what is written by RFC 4180 is read again, in pieces too", async () => {
    const field = fc.array(fc.constantFrom("a", ",", '"', "\n", "\r\n", " ", "é")).map((units) => units.join(""));
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 7 }), async (rows, length) => {
        const text = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")).join("\r\n");
        expect(await readCsv(text).all()).toEqual(rows);
        expect(await readCsv(pieces(bytes(text), [length])).all()).toEqual(rows);
      }),
      { numRuns: 300 },
    );
  });

  test("quotes at the wrong place are refused", async () => {
    expect(await failure(readCsv('a,b"c\n'))).toMatchObject({ problem: "malformed", line: 1 });
    expect((await failure(readCsv('a\n"b"c\n'))).message).toBe(
      'readCsv: line 2 of "text" has something behind the closing quote of a field.',
    );
    expect((await failure(readCsv('a\n\n"b\n\nc'))).message).toBe(
      'readCsv: line 3 of "text" begins a row whose quotes are not closed.',
    );
    expect(() => readCsv("a", { delimiter: "::" })).toThrow(RangeError);
    expect(await readCsv("a;b,c", { delimiter: ";" }).all()).toEqual([["a", "b,c"]]);
  });

  test("parallel texts of different lengths are refused", async () => {
    expect(await readParallel("a\n\nb", "c\r\nd\r\ne\r\n").all()).toEqual([
      { source: "a", target: "c" },
      { source: "", target: "d" },
      { source: "b", target: "e" },
    ]);
    expect(await failure(readParallel("a\nb", "c"))).toMatchObject({ problem: "malformed", line: 2 });
    expect(await failure(readParallel("a", "b\nc"))).toMatchObject({ problem: "malformed", line: 2 });
  });
});

test("JSONL: the line of what is no JSON", async () => {
  expect(await readJsonl('{"a":1}\r\n\n"\\u00e9"\nnull').all()).toEqual([{ a: 1 }, "é", null]);
  const error = await failure(readJsonl("1\n{a: 1}\n", { name: "d.jsonl" }));
  expect(error).toMatchObject({ line: 2, message: 'readJsonl: line 2 of "d.jsonl" must be a value in JSON.' });
  expect(error.cause).toBeInstanceOf(SyntaxError);
});

describe("CoNLL", () => {
  test("columns by spaces or tabs, sentences by any number of blank lines", async () => {
    const expected = [
      [
        ["#", "O"],
        ["EU", "B"],
      ],
      [["a", "O"]],
    ];
    expect(await readConll("# O\nEU  B\n\n \n\na O").all()).toEqual(expected);
    expect(await readConll("\n#\tO\r\nEU\tB\r\n\r\na\tO\r\n").all()).toEqual(expected);
    expect(await readConll("a b\tO\n").all()).toEqual([[["a b", "O"]]]);
    expect((await failure(readConll("a O\n\nb\n"))).message).toBe(
      'readConll: line 3 of "text" must have 2 columns, as the first token has; got 1.',
    );
  });

  const word = (id: string, form: string, head = "0", rest = "_\t_"): string =>
    [id, form, form, "X", "_", "_", head, "dep", rest].join("\t");

  test("CoNLL-U: comments, multiword tokens, empty nodes", async () => {
    const text = [
      "# sent_id = 1",
      "#text = a",
      word("0.1", "e0", "_"),
      word("1-2", "ab", "_", "_\tSpaceAfter=No"),
      word("1", "a", "2"),
      word("2", "b"),
      word("2.1", "e1", "_"),
      word("2.2", "e2", "_"),
      word("3", "_", "2"),
      "",
      "# only a comment",
      "",
      word("1", "c", "_"),
    ].join("\n");
    const sentences = await readConllu(text).all();
    expect(sentences.length).toBe(2);
    const [first, second] = sentences;
    expect(first!.comments).toEqual(["sent_id = 1", "text = a"]);
    expect(first!.words.map(({ id, form, lemma, head }) => [id, form, lemma, head])).toEqual([
      [1, "a", "a", 2],
      [2, "b", "b", 0],
      [3, "_", "_", 2],
    ]);
    expect(first!.multiwords).toEqual([{ first: 1, last: 2, form: "ab", misc: "SpaceAfter=No" }]);
    expect(first!.emptyNodes.map(({ after, index, form }) => [after, index, form])).toEqual([
      [0, 1, "e0"],
      [2, 1, "e1"],
      [2, 2, "e2"],
    ]);
    expect(first!.words[0]).toMatchObject({ upos: "X", xpos: undefined, feats: undefined, deprel: "dep" });
    expect(second!.words[0]!.head).toBeUndefined();
  });

  test.each([
    ["nine columns", "1\ta\ta\tX\t_\t_\t0\tdep\t_", 1],
    ["spaces for tabs", "1 a", 1],
    ["an id that leaves one out", `${word("1", "a")}\n${word("3", "b")}`, 2],
    ["an id that is no number", word("x", "a"), 1],
    ["an id out of all bounds", word("99999999999999999999", "a"), 1],
    ["a range that begins late", word("2-3", "a"), 1],
    ["a range that goes backwards", word("1-0", "a"), 1],
    [
      "ranges that overlap",
      `${word("1-3", "a")}\n${word("1", "a")}\n${word("2-3", "b")}\n${word("2", "b")}\n${word("3", "c")}`,
      3,
    ],
    ["a range beyond the end", `${word("1-3", "ab")}\n${word("1", "a")}\n${word("2", "b")}`, 1],
    ["an empty node after no word", word("1.1", "a"), 1],
    ["an empty node that leaves one out", word("0.2", "a"), 1],
    ["a head that is no word", `${word("1", "a", "3")}\n${word("2", "b")}`, 1],
    ["a head that is no number", word("1", "a", "-1"), 1],
  ])("CoNLL-U with %s is refused", async (_, text, line) => {
    expect(await failure(readConllu(text))).toMatchObject({ problem: "malformed", line });
  });
});

test("hostile bytes end in a list or a CorpusError, for every reader", async () => {
  const readers = [readLines, readTsv, readPairs, readCsv, readJsonl, readConll, readConllu];
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (hostile) => {
      for (const read of readers) {
        const result: unknown = await read(hostile)
          .all()
          .catch((e: unknown) => e);
        expect(Array.isArray(result) || result instanceof CorpusError).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});
