import { Tokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CharacterTokenizer, TokenizerFormatError } from "../src/index.ts";

const codePoints = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { minLength: 1 })
  .map((points) => String.fromCodePoint(...points));

test("round trip through text, with and without an unknown token", () => {
  fc.assert(
    fc.property(codePoints, fc.boolean(), (text, withUnknown) => {
      const tokenizer = CharacterTokenizer.train(text, withUnknown ? { unknown: "<unk>" } : {});
      const back = CharacterTokenizer.fromJSON(JSON.parse(JSON.stringify(tokenizer)));
      expect(back.vocabulary.tokens()).toEqual(tokenizer.vocabulary.tokens());
      expect(back.vocabulary.unknown).toBe(tokenizer.vocabulary.unknown);
    }),
  );
});

test("digits keep their ids, although JavaScript lists such keys first, and so does __proto__", () => {
  const tokenizer = CharacterTokenizer.train("1 a0", { unknown: "__proto__" });
  const back = CharacterTokenizer.fromJSON(JSON.parse(JSON.stringify(tokenizer)));
  expect(back.vocabulary.tokens()).toEqual(["__proto__", " ", "0", "1", "a"]);
  expect(back.vocabulary.unknownId).toBe(0);
});

describe("Hugging Face's library reads it and gives the same ids and the same text", () => {
  const text = 'It is a way\nI have\tof driving off\r\n the "spleen", 0123; naïve \u{1F600}  Ελλάδα शब्द\u0000.';
  const more = `${text} unseen: ☃ \u{1F40B} e\u0301 <unk> `;

  test("without an unknown token", () => {
    const tokenizer = CharacterTokenizer.train(text);
    const theirs = new Tokenizer(JSON.parse(JSON.stringify(tokenizer)), { clean_up_tokenization_spaces: false });
    const { ids } = theirs.encode(text);
    expect(ids).toEqual(Array.from(tokenizer.encode(text)));
    expect(theirs.decode(ids)).toBe(text);
  });

  test("with one", () => {
    const tokenizer = CharacterTokenizer.train(text, { unknown: "<unk>" });
    // This library takes unk_token from the second file, the original one from the first.
    const config = { unk_token: "<unk>", clean_up_tokenization_spaces: false };
    const theirs = new Tokenizer(JSON.parse(JSON.stringify(tokenizer)), config);
    const { ids } = theirs.encode(more);
    expect(ids).toEqual(Array.from(tokenizer.encode(more)));
    expect(theirs.decode(ids)).toBe(tokenizer.decode(ids));
  });
});

describe("what is not such a file is refused, with the place named", () => {
  const good = CharacterTokenizer.train("ab").toJSON() as unknown as { [field: string]: object };
  const model = (vocab: unknown, unk: unknown = "<unk>"): unknown => ({
    ...good,
    model: { type: "WordLevel", vocab, unk_token: unk },
  });

  test.each<[string, unknown, string, string]>([
    ["null", null, "", "the JSON must be an object; got null"],
    ["an array", [1, 2], "", "the JSON must be an object; got an array of 2"],
    ["an empty object", {}, "version", 'version must be "1.0"; got null'],
    ["another version", { ...good, version: "2.0" }, "version", 'version must be "1.0"; got "2.0"'],
    ["padding", { ...good, padding: {} }, "padding", "padding must be null; got a value of type object"],
    ["a normalizer", { ...good, normalizer: { type: "NFC" } }, "normalizer", "normalizer must be null; got a value"],
    ["added tokens", { ...good, added_tokens: [{}] }, "added_tokens", "added_tokens must be empty; got an array of 1"],
    [
      "no pre-tokenizer",
      { ...good, pre_tokenizer: null },
      "pre_tokenizer",
      "pre_tokenizer must be an object; got null",
    ],
    [
      "another pattern",
      { ...good, pre_tokenizer: { ...good.pre_tokenizer, pattern: { Regex: "(a+)+$" } } },
      "pre_tokenizer.pattern.Regex",
      'pre_tokenizer.pattern.Regex must be "[\\\\s\\\\S]"; got "(a+)+$"',
    ],
    [
      "another behaviour",
      { ...good, pre_tokenizer: { ...good.pre_tokenizer, behavior: "Removed" } },
      "pre_tokenizer.behavior",
      'pre_tokenizer.behavior must be "Isolated"; got "Removed"',
    ],
    [
      "another decoder",
      { ...good, decoder: { type: "BPE" } },
      "decoder.type",
      'decoder.type must be "Fuse"; got "BPE"',
    ],
    ["another model", { ...good, model: { type: "BPE" } }, "model.type", 'model.type must be "WordLevel"; got "BPE"'],
    ["no vocabulary", model(undefined), "model.vocab", "model.vocab must be an object; got undefined"],
    ["an empty vocabulary", model({}), "model.vocab", "model.vocab must have at least one token; got none"],
    ["no unknown token", model({ a: 0 }, null), "model.unk_token", "model.unk_token must be a string; got null"],
    ["a word", model({ ab: 0 }), 'model.vocab["ab"]', 'model.vocab["ab"] must be a single character; got "ab"'],
    ["an empty token", model({ "": 0 }), 'model.vocab[""]', 'model.vocab[""] must be a single character; got ""'],
    ["half a character", model({ "\u{D800}": 0 }), 'model.vocab["\\ud800"]', "must be a single character"],
    ["a hole", model({ a: 0, b: 2 }), 'model.vocab["b"]', 'model.vocab["b"] must be an integer from 0 to 1; got 2'],
    ["a negative id", model({ a: -1 }), 'model.vocab["a"]', 'model.vocab["a"] must be an integer from 0 to 0; got -1'],
    ["a text as id", model({ a: "0" }), 'model.vocab["a"]', 'must be an integer from 0 to 0; got "0"'],
    ["one id twice", model({ a: 0, b: 0 }), 'model.vocab["b"]', 'must differ from the id of "a"; got 0'],
  ])("%s", (_, json, path, message) => {
    const read = (): CharacterTokenizer => CharacterTokenizer.fromJSON(json);
    expect(read).toThrow(TokenizerFormatError);
    expect(read).toThrow(expect.objectContaining({ path }));
    expect(read).toThrow(message);
  });

  test("any JSON at all gives a tokenizer or a TokenizerFormatError", () => {
    const fields = fc.record(
      Object.fromEntries(
        Object.entries(good).map(([name, value]) => [name, fc.oneof(fc.constant(value), fc.jsonValue())]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fields), (json) => {
        try {
          CharacterTokenizer.fromJSON(json);
        } catch (error) {
          expect(error).toBeInstanceOf(TokenizerFormatError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
