import { expect, test } from "vitest";
import { CorpusError, readConll, readConllu, readCsv, readLines, readPairs, readTsv } from "../../src/index.ts";

/** What a source that ends only if it is read on has been asked for. */
function endless(piece: string | Uint8Array): { source: Generator<string | Uint8Array>; asked: () => number } {
  let asked = 0;
  function* source(): Generator<string | Uint8Array> {
    for (; asked < 100_000; asked++) yield piece;
  }
  return { source: source(), asked: () => asked };
}

async function failure(reader: { all(): Promise<unknown[]> }): Promise<CorpusError> {
  const error: unknown = await reader.all().catch((e: unknown) => e);
  expect(error).toBeInstanceOf(CorpusError);
  return error as CorpusError;
}

test("zeros are refused when the first come", async () => {
  const { source, asked } = endless(new Uint8Array(65_536));
  expect(await failure(readLines(source))).toMatchObject({ problem: "binary", line: 1 });
  expect(asked()).toBe(0);
});

test("a line that does not end is refused, bytes and strings", async () => {
  for (const piece of [new Uint8Array(2 ** 20).fill(97), "a".repeat(2 ** 20)]) {
    const { source, asked } = endless(piece);
    const error = await failure(readLines(source, { name: "x" }));
    expect(error).toMatchObject({ problem: "too-large", line: 1 });
    expect(error.message).toBe('readLines: line 1 of "x" has more than 268435456 bytes.');
    expect(asked()).toBe(256);
  }
});

test("a long line is read whole, in pieces or at once", async () => {
  const text = `${"é".repeat(20_000_000)}\nend`;
  const bytes = new TextEncoder().encode(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 65_537) }, (_, i) =>
    bytes.subarray(65_537 * i, 65_537 * (i + 1)),
  );
  for (const source of [bytes, pieces]) {
    const lines = await readLines(source).all();
    expect(lines.map((line) => line.length)).toEqual([20_000_000, 3]);
  }
});

test("rows of too many columns are refused before they are made", async () => {
  const many = 10_000_000;
  const problem = "has more than 100000 columns";
  expect((await failure(readTsv(`a${"\t".repeat(many)}`))).message).toContain(problem);
  expect((await failure(readCsv(",".repeat(many)))).message).toContain(problem);
  expect((await failure(readCsv('"a",'.repeat(many / 10)))).message).toContain(problem);
  expect((await failure(readConll(`a${" b".repeat(many)}`))).message).toContain(problem);
  expect((await failure(readConllu(`1${"\t".repeat(many)}`))).message).toContain("must have 10 columns");
  expect(await readPairs(`a${"\t".repeat(many)}`).all()).toEqual([{ source: "a", target: "" }]);
});

test("a quote that is never closed does not take all that follows", async () => {
  const { source, asked } = endless(`${"a".repeat(1023)}\n`.repeat(64));
  function* opened(): Generator<string | Uint8Array> {
    yield '1,2\n"';
    yield* source;
  }
  const error = await failure(readCsv(opened()));
  expect(error).toMatchObject({ problem: "malformed", line: 2 });
  expect(error.message).toContain("quotes are not closed");
  expect(asked()).toBeLessThan(300);
});

test("a file of tokens without a blank line is refused", async () => {
  const { source, asked } = endless("a O\n".repeat(10_000));
  expect(await failure(readConll(source))).toMatchObject({ problem: "malformed", line: 1_000_001 });
  expect(asked()).toBe(100);
});

test("a hundred thousand empty nodes are read in a moment", async () => {
  const rest = "\te\t_\t_\t_\t_\t_\t_\t_\t_\n";
  const nodes = Array.from({ length: 100_000 }, (_, i) => `0.${i + 1}${rest}`).join("");
  const [sentence] = await readConllu(`${nodes}1\ta\t_\t_\t_\t_\t0\t_\t_\t_\n`).all();
  expect(sentence!.emptyNodes.at(-1)).toMatchObject({ after: 0, index: 100_000 });
});
