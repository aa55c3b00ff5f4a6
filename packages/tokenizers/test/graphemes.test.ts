import fc from "fast-check";
import { expect, test } from "vitest";
import { CharacterTokenizer, Tokenizer, UnknownTokenError, Vocabulary } from "../src/index.ts";
import { anyText, RUNS, wellFormed } from "./any-text.ts";

test("a character is what a reader takes for one", () => {
  const tokenizer = CharacterTokenizer.train("e\u0301e 👩‍👩‍👧🇫🇷🇩🇪\r\n한", { graphemes: true });
  expect(tokenizer.vocabulary.tokens()).toEqual(["\r\n", " ", "e", "e\u0301", "한", "🇩🇪", "🇫🇷", "👩‍👩‍👧"]);
  expect(Array.from(tokenizer.encode("🇩🇪ee\u0301"))).toEqual([5, 2, 3]);
  expect(tokenizer.decode([3, 7])).toBe("e\u0301👩‍👩‍👧");
});

test("decode(encode(text)) is the text, with U+FFFD for lone surrogates; Tokenizer gives the same ids", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const tokenizer = CharacterTokenizer.train(`${text}.`, { graphemes: true });
      const json = JSON.parse(JSON.stringify(tokenizer)) as unknown;
      const ids = tokenizer.encode(text);
      expect(tokenizer.decode(ids)).toBe(wellFormed(text));
      expect(CharacterTokenizer.fromJSON(json).encode(text)).toEqual(ids);
      expect(Tokenizer.fromJSON(json).encode(text).ids).toEqual(ids);
    }),
    RUNS,
  );
});

test("clusters are refused where characters are code points, unknown ones are named", () => {
  expect(() => new CharacterTokenizer(new Vocabulary(["e\u0301"]))).toThrow("tokens of one character");
  expect(() => new CharacterTokenizer(new Vocabulary(["ab"]), { graphemes: true })).toThrow('got "ab"');
  const tokenizer = CharacterTokenizer.train("ab", { graphemes: true });
  expect(() => tokenizer.encode("ae\u0301")).toThrow(UnknownTokenError);
  expect(() => tokenizer.encode("ae\u0301")).toThrow('unknown character "e\u0301" (U+0065) at position 1');
});
