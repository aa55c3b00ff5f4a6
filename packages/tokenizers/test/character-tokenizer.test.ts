import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CharacterTokenizer, UnknownTokenError, Vocabulary } from "../src/index.ts";

/** Strings of any UTF-16 units, lone surrogates among them, and of any code points. */
const anyText = fc.oneof(
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7ff, max: 0xe000 })))
    .map((units) => String.fromCharCode(...units)),
  fc.array(fc.integer({ min: 0, max: 0x10ffff })).map((points) => String.fromCodePoint(...points)),
);

/** The well-formed string: Node 20 has it, the type library of ES2023 has not. */
function wellFormed(text: string): string {
  return (text as unknown as { toWellFormed(): string }).toWellFormed();
}

test("ids are sorted by code point, beyond the Basic Multilingual Plane too", () => {
  const tokenizer = CharacterTokenizer.train("z\u{1F600}a\uFFFDé\u{10000}\u0000");
  expect(tokenizer.vocabulary.tokens()).toEqual(["\u0000", "a", "z", "é", "\uFFFD", "\u{10000}", "\u{1F600}"]);
  expect(Array.from(tokenizer.encode("\u{1F600}é\u0000"))).toEqual([6, 3, 0]);
});

test("several texts and their concatenation give the same tokenizer", () => {
  expect(CharacterTokenizer.train(new Set(["ba", "cb"]).values()).toJSON()).toEqual(
    CharacterTokenizer.train("bacb").toJSON(),
  );
});

test("decode(encode(text)) is the text, with U+FFFD for each lone surrogate", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const tokenizer = CharacterTokenizer.train(`${text}.`);
      const ids = tokenizer.encode(text);
      expect(tokenizer.decode(ids)).toBe(wellFormed(text));
      expect(ids.length).toBe([...text].length);
    }),
    { numRuns: 200 },
  );
});

test("with an unknown token every text is encoded, one id a character, and the known characters survive", () => {
  fc.assert(
    fc.property(anyText, anyText, (known, text) => {
      const tokenizer = CharacterTokenizer.train(`${known}.`, { unknown: "<unk>" });
      const characters = new Set(tokenizer.vocabulary.tokens());
      const expected = [...wellFormed(text)].map((character) => (characters.has(character) ? character : "<unk>"));
      const ids = tokenizer.encode(text);
      expect(Array.from(ids, (id) => tokenizer.vocabulary.tokenOf(id))).toEqual(expected);
      expect(tokenizer.decode(ids)).toBe(expected.join(""));
    }),
    { numRuns: 200 },
  );
});

test("the unknown token comes first, and is not looked for in the text", () => {
  const tokenizer = CharacterTokenizer.train("<unk>", { unknown: "<unk>" });
  expect(tokenizer.vocabulary.tokens()).toEqual(["<unk>", "<", ">", "k", "n", "u"]);
  expect(Array.from(tokenizer.encode("<unk>!"))).toEqual([1, 5, 4, 3, 2, 0]);
});

test("the unknown token may be a character of the text", () => {
  const tokenizer = CharacterTokenizer.train("a?b", { unknown: "?" });
  expect(tokenizer.vocabulary.tokens()).toEqual(["?", "a", "b"]);
  expect(tokenizer.decode(tokenizer.encode("b?c"))).toBe("b??");
});

test("minCount leaves rare characters out", () => {
  const tokenizer = CharacterTokenizer.train("aaabbc\u{1F600}\u{1F600}", { minCount: 2, unknown: "_" });
  expect(tokenizer.vocabulary.tokens()).toEqual(["_", "a", "b", "\u{1F600}"]);
});

describe("an unknown character", () => {
  test.each([
    ["abc é", "é", 0xe9, 4, '"é" (U+00E9) at position 4'],
    ["a\u{1F600}", "\u{1F600}", 0x1f600, 1, '"\u{1F600}" (U+1F600) at position 1'],
    ["ab\u{D800}c", "\uFFFD", 0xfffd, 2, '"\uFFFD" (U+FFFD) at position 2'],
    ["\u0000", "\u0000", 0, 0, '"\\u0000" (U+0000) at position 0'],
  ])("in %j is named", (text, character, codePoint, position, named) => {
    const encode = (): Int32Array => CharacterTokenizer.train("abc ").encode(text);
    expect(encode).toThrow(UnknownTokenError);
    expect(encode).toThrow(expect.objectContaining({ name: "UnknownTokenError", character, codePoint, position }));
    expect(encode).toThrow(
      `CharacterTokenizer.encode: unknown character ${named}; the vocabulary has 4 characters and no unknown token.`,
    );
  });

  test("counts its position in UTF-16 units, as slice does", () => {
    const text = "\u{1F600}\u{1F600}x";
    try {
      CharacterTokenizer.train("\u{1F600}").encode(text);
      expect.unreachable();
    } catch (error) {
      expect(text.slice((error as UnknownTokenError).position)).toBe("x");
    }
  });
});

test("decode refuses ids outside the vocabulary", () => {
  const tokenizer = CharacterTokenizer.train("abc");
  for (const id of [3, -1, 0.5, Number.NaN]) {
    expect(() => tokenizer.decode([0, id])).toThrow(
      `CharacterTokenizer.decode: ids must be integers from 0 to 2; got ${id} at index 1.`,
    );
  }
  expect(tokenizer.decode([])).toBe("");
});

test("train refuses what gives no vocabulary", () => {
  const prefix = "CharacterTokenizer.train: ";
  expect(() => CharacterTokenizer.train("")).toThrow(
    `${prefix}text must have a character that occurs at least minCount = 1 times; got an empty text.`,
  );
  expect(() => CharacterTokenizer.train("abc", { minCount: 2, unknown: "?" })).toThrow(
    `${prefix}text must have a character that occurs at least minCount = 2 times; got 3 characters, all rarer.`,
  );
  expect(() => CharacterTokenizer.train("aa", { minCount: 2 })).toThrow(
    `${prefix}minCount = 2 leaves characters out, so unknown must name the token that stands for them; got none.`,
  );
  for (const minCount of [0, 1.5, Number.NaN]) {
    expect(() => CharacterTokenizer.train("a", { minCount })).toThrow(`${prefix}minCount must be a positive integer`);
  }
});

test("a vocabulary of longer tokens is refused, except for the unknown token", () => {
  expect(() => new CharacterTokenizer(new Vocabulary(["a", "bc"]))).toThrow(
    'CharacterTokenizer: vocabulary must have tokens of one character; got "bc".',
  );
  expect(() => new CharacterTokenizer(new Vocabulary(["\u{D800}"]))).toThrow("must have tokens of one character");
  expect(() => new CharacterTokenizer(new Vocabulary([]))).toThrow("must have at least one token; got none");
  const tokenizer = new CharacterTokenizer(new Vocabulary(["b", "<unk>", "a"], { unknown: "<unk>" }));
  expect(Array.from(tokenizer.encode("abc"))).toEqual([2, 0, 1]);
});
