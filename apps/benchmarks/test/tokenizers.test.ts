import { Tokenizer } from "@unroll/tokenizers";
import { expect, test } from "vitest";
import { type TokenizerCase, tokenizerModels } from "../src/cases.ts";
import { prepare } from "../src/entrants/unroll.ts";
import { match } from "../src/matching.ts";
import { textAndFile, tokenizerFile, tokenizerText } from "../src/tokenizer-inputs.ts";
import { type Named, valuesOf } from "../src/values.ts";

const text = "The whale, the white whale!\n\nThe sea; the sea's whales 1851";
const tokenizer = (changes: Partial<TokenizerCase> = {}): TokenizerCase => ({
  ...{ kind: "tokenizer", group: "tokenizers", model: "gpt2", script: "latin", fresh: false },
  ...changes,
});

async function run(each: TokenizerCase, inputs: Named): Promise<Named> {
  const common = { form: "reset after", threads: 1, clock: "wall", backend: "reference" } as const;
  const prepared = await prepare({ ...common, case: each, inputs: "", outputs: "" }, inputs);
  const values = await prepared.check();
  await prepared.step();
  expect(prepared.facts.runs).toBe("JavaScript");
  return values;
}

test.each(tokenizerModels)("%s gives the ids of all lines, from its file and warm", async (model) => {
  const file = tokenizerFile(model, text, 20);
  const inputs = textAndFile(text, file);
  const opened = Tokenizer.fromJSON(file);
  const lines = text.split("\n").map((line) => Array.from(opened.encode(line).ids));
  const values = await run(tokenizer({ model }), inputs);
  expect([...valuesOf(values, "ids").data]).toEqual(lines.flat());
  expect([...valuesOf(values, "lengths").data]).toEqual(lines.map(({ length }) => length));
  expect(await run(tokenizer({ model, fresh: true }), inputs)).toEqual(values);
  expect(new Set(lines.flat()).size).toBeGreaterThan(10); // not all of them unknown
});

test("another id is a reason to refuse", async () => {
  const file = tokenizerFile("gpt2", text, 20);
  const values = await run(tokenizer(), textAndFile(text, file));
  const other = await run(tokenizer(), textAndFile(text, tokenizerFile("gpt2", text, 2)));
  expect(match(values, values, () => false).matches).toBe(true);
  expect(match(values, other, () => false)).toMatchObject({ matches: false, reason: expect.stringMatching(/lengths/) });
});

test("the text is Moby Dick, and in Cyrillic letters it has as many words", async () => {
  const latin = await tokenizerText("latin");
  expect(latin).toContain("Call me Ishmael.");
  const cyrillic = await tokenizerText("cyrillic");
  expect(cyrillic).toContain("Цалл ме Исхмаел.");
  expect(new Set(cyrillic.split(/\s+/)).size).toBe(new Set(latin.split(/\s+/)).size);
});
