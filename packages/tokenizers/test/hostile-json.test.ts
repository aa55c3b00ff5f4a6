import { expect, test } from "vitest";
import {
  byteTokenizer,
  CharacterTokenizer,
  Tokenizer,
  TokenizerFormatError,
  trainBPE,
  trainWordLevel,
} from "../src/index.ts";

const good = byteTokenizer().toJSON();
const split = (pattern: unknown): object => ({
  ...good,
  pre_tokenizer: { type: "Split", pattern, behavior: "Isolated" },
});
const model = (fields: object): object => ({ ...good, model: { ...good.model, ...fields } });
const unigram = (fields: object): object => ({ model: { type: "Unigram", vocab: [["a", -1]], unk_id: 0, ...fields } });

function nested(depth: number): object {
  let normalizer: object = { type: "NFC" };
  for (let i = 0; i < depth; i++) normalizer = { type: "Sequence", normalizers: [normalizer] };
  return { ...good, normalizer };
}

/** Text as it is written in a file, with 100,000 brackets in it: JSON.parse reads such. */
const deep: unknown = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
const cls = { SpecialToken: { id: "a", type_id: 0 } };
const twice = { type: "TemplateProcessing", single: [cls, { Sequence: { id: "A" } }, { Sequence: { id: "A" } }] };

test.each<[string, unknown, string, string]>([
  ["null", null, "", "the JSON must be an object; got null"],
  ["an array", [1], "", "the JSON must be an object; got an array of 1"],
  ["no model", {}, "model", "model must be an object; got null"],
  ["another version", { ...good, version: "2.0" }, "version", 'version must be "1.0"; got "2.0"'],
  ["an unknown model", { model: { type: "Magic" } }, "model.type", "known here (WordLevel, BPE, WordPiece, Unigram)"],
  ["a model called by an object's method", { model: { type: "constructor" } }, "model.type", 'got "constructor"'],
  ["an unknown normalizer", { ...good, normalizer: { type: "Magic" } }, "normalizer.type", 'got "Magic"'],
  ["an unknown pre-tokenizer", { ...good, pre_tokenizer: { type: "UnicodeScripts" } }, "pre_tokenizer.type", "got"],
  ["an unknown decoder", { ...good, decoder: { type: "X" } }, "decoder.type", 'got "X"'],
  ["an unknown post-processor", { ...good, post_processor: { type: "X" } }, "post_processor.type", 'got "X"'],
  [
    "an unknown part of a sequence",
    { ...good, normalizer: { type: "Sequence", normalizers: [{ type: "NFC" }, { type: "X" }] } },
    "normalizer.normalizers[1].type",
    'got "X"',
  ],
  ["deep nesting", nested(2000), `normalizer${".normalizers[0]".repeat(8)}`, "must be nested at most 8 deep"],
  [
    "a long sequence",
    { ...good, normalizer: { type: "Sequence", normalizers: new Array(100_000).fill({ type: "NFC" }) } },
    "normalizer.normalizers",
    "must have at most 256 entries; got 100000",
  ],
  ["a huge array", model({ merges: new Array(5_000_000) }), "model.merges", "must have at most 4000000 entries"],
  ["a catastrophic pattern", split({ Regex: "(a+)+$" }), "pre_tokenizer.pattern.Regex", "(it has a group)"],
  ["a polynomial pattern", split({ Regex: "a*a*a*b" }), "pre_tokenizer.pattern.Regex", "must follow a * or +"],
  [
    "repeated repetitions",
    split({ Regex: "a{0,64}a{0,64}b" }),
    "pre_tokenizer.pattern.Regex",
    "too many ways to repeat",
  ],
  [
    "many alternatives with many repetitions each",
    split({ Regex: new Array(20).fill("a{0,63}b").join("|") }),
    "pre_tokenizer.pattern.Regex",
    "too many ways to repeat",
  ],
  ["a pattern that looks ahead", split({ Regex: "\\s+(?!\\S)" }), "pre_tokenizer.pattern.Regex", "(it has a group)"],
  ["a pattern with an assertion", split({ Regex: "^a" }), "pre_tokenizer.pattern.Regex", "the assertion ^"],
  ["a back reference", split({ Regex: "a\\1" }), "pre_tokenizer.pattern.Regex", "the escape \\1"],
  ["a lazy quantifier", split({ Regex: "a+?" }), "pre_tokenizer.pattern.Regex", "a quantifier of a quantifier"],
  ["an endless class", split({ Regex: "[a" }), "pre_tokenizer.pattern.Regex", "a class without an end"],
  ["a class in a class", split({ Regex: "[a[b]]" }), "pre_tokenizer.pattern.Regex", "a class in a class"],
  ["a wrong range", split({ Regex: "[z-a]" }), "pre_tokenizer.pattern.Regex", "a class or property that is malformed"],
  ["no pattern", split({}), "pre_tokenizer.pattern.Regex", "must be a string; got undefined"],
  ["vocab of another kind", model({ vocab: [] }), "model.vocab", "must be an object; got an array of 0"],
  ["a negative id", model({ vocab: { a: -1 } }), 'model.vocab["a"]', "must be an integer from 0 to 67108863; got -1"],
  ["a huge id", model({ vocab: { a: 1e12 } }), 'model.vocab["a"]', "got 1000000000000"],
  [
    "a merge of strangers",
    model({ merges: [["a", "☃"]] }),
    "model.merges[0]",
    'must be of tokens of the vocabulary; got "☃"',
  ],
  ["a merge that is not there", model({ merges: ["a b"] }), "model.merges[0]", 'got "ab"'],
  ["a merge of three", model({ merges: ["a b c"] }), "model.merges[0]", "must be two tokens"],
  ["one id twice", model({ vocab: { a: 0, b: 0 } }), 'model.vocab["b"]', "must differ from the other ids; got 0"],
  ["an id of a milliard", model({ vocab: { a: 1e9 } }), 'model.vocab["a"]', "from 0 to 67108863; got 1000000000"],
  ["an id that is none", model({ vocab: { a: "0" } }), 'model.vocab["a"]', 'got "0"'],
  [
    "an added token of a huge id",
    { ...good, added_tokens: [{ id: 1e9, content: "x" }] },
    "added_tokens[0].id",
    "got 1000000000",
  ],
  [
    "a field that nests 100,000 deep",
    { ...good, truncation: deep },
    `truncation${"[0]".repeat(32)}`,
    "must be nested at most 32 deep",
  ],
  [
    "a setting that nests 100,000 deep",
    { ...good, normalizer: { type: "NFC", more: deep } },
    `normalizer.more${"[0]".repeat(31)}`,
    "must be nested at most 32 deep",
  ],
  [
    "a field of a million values",
    { ...good, padding: new Array(1_000_000).fill(0) },
    "padding[99999]",
    "must have at most 100000 values",
  ],
  [
    "a field that is no JSON",
    { ...good, padding: [() => 1] },
    "padding[0]",
    "must be JSON; got a value of type function",
  ],
  [
    "templates in templates, each doubling the text",
    { ...good, post_processor: { type: "Sequence", processors: new Array(200).fill(twice) } },
    "post_processor.processors",
    "must not put too many tokens around a text",
  ],
  [
    "a token of 513 units",
    unigram({
      vocab: [
        ["a", -1],
        ["a".repeat(513), -1],
      ],
    }),
    "model.vocab",
    "must have tokens of at most 512 units that fit into 4000000 nodes of a tree",
  ],
  [
    "tokens that are too long together",
    unigram({ vocab: Array.from({ length: 8_000 }, (_, i) => [String(i).padStart(4, "0") + "a".repeat(505), -1]) }),
    "model.vocab",
    "must have tokens of at most 512 units that fit into 4000000 nodes of a tree",
  ],
  [
    "the same in WordPiece",
    { model: { type: "WordPiece", vocab: { "[UNK]": 0, ["ab".repeat(300)]: 1 } } },
    "model.vocab",
    "must have tokens of at most 512 units that fit into 4000000 nodes of a tree",
  ],
  [
    "the same among added tokens",
    { ...good, added_tokens: [{ id: 999, content: "a".repeat(513) }] },
    "added_tokens",
    "must have tokens of at most 512 units that fit into 4000000 nodes of a tree",
  ],
  [
    "a delimiter that is a word",
    { ...good, pre_tokenizer: { type: "CharDelimiterSplit", delimiter: "ab" } },
    "pre_tokenizer.delimiter",
    'must be one character; got "ab"',
  ],
  [
    "pieces of no length",
    { ...good, pre_tokenizer: { type: "FixedLength", length: 0 } },
    "pre_tokenizer.length",
    "got 0",
  ],
  ["dropout", model({ dropout: 0.1 }), "model.dropout", "must be null or 0; got 0.1"],
  ["a score that is none", unigram({ vocab: [["a", "b"]] }), "model.vocab[0]", "must be [token, score]"],
  ["an unknown id outside", unigram({ unk_id: 7 }), "model.unk_id", "must be below 1; got 7"],
  ["an empty Unigram", unigram({ vocab: [] }), "model.vocab", "must have at least one token"],
  ["an added token of another id", { ...good, added_tokens: [{ id: 1, content: "a" }] }, "added_tokens[0].id", "must"],
  [
    "an empty added token",
    { ...good, added_tokens: [{ id: 999, content: "" }] },
    "added_tokens[0].content",
    "must not be empty",
  ],
  [
    "a template of strangers",
    { ...good, post_processor: { type: "BertProcessing", cls: ["[CLS]", 1], sep: ["[SEP]", 2] } },
    "post_processor",
    'must name tokens that there are; got "[CLS]"',
  ],
])("%s", (_, json, path, message) => {
  let error: unknown;
  try {
    Tokenizer.fromJSON(json);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(TokenizerFormatError);
  expect((error as TokenizerFormatError).message).toContain(message);
  expect((error as TokenizerFormatError).message).toMatch(/^Tokenizer\.fromJSON: /);
  expect((error as TokenizerFormatError).path).toBe(path);
});

test("tokens that are called like an object's fields are tokens", () => {
  const vocab = JSON.parse('{ "__proto__": 0, "constructor": 1, "<unk>": 2 }') as object;
  const tokenizer = Tokenizer.fromJSON({
    pre_tokenizer: { type: "WhitespaceSplit" },
    model: { type: "WordLevel", vocab, unk_token: "<unk>" },
  });
  const again = Tokenizer.fromJSON(JSON.parse(JSON.stringify(tokenizer)));
  expect(Array.from(again.encode("constructor __proto__ toString").ids)).toEqual([1, 0, 2]);
});

test("what is given is not kept: later changes of the JSON change nothing", () => {
  const json = JSON.parse(
    JSON.stringify(
      unigram({
        vocab: [
          ["a", -1],
          ["b", -2],
        ],
      }),
    ),
  );
  const tokenizer = Tokenizer.fromJSON(json);
  json.model.vocab[1][0] = "c";
  expect(Array.from(tokenizer.encode("ab").ids)).toEqual([0, 1]);
  expect(tokenizer.toJSON().model.vocab).toEqual([
    ["a", -1],
    ["b", -2],
  ]);
});

test("a text cannot be made to grow without end", () => {
  const bomb = (normalizer: object): Tokenizer =>
    Tokenizer.fromJSON({ ...good, normalizer: { type: "Sequence", normalizers: new Array(200).fill(normalizer) } });
  const doubling = bomb({ type: "Replace", pattern: { String: "a" }, content: "aa" });
  const book = bomb({ type: "Prepend", prepend: "x".repeat(1_000_000) });
  for (const tokenizer of [doubling, book]) {
    expect(() => tokenizer.encode("a")).toThrow(
      /^Tokenizer: a text must not grow beyond 65600 units when it is normalized; got \d+\.$/,
    );
  }
  expect(doubling.encode("b").length).toBe(1);

  const decoders = new Array(200).fill({ type: "Replace", pattern: { String: "a" }, content: "aa" });
  const decoding = Tokenizer.fromJSON({ ...good, decoder: { type: "Sequence", decoders } });
  expect(() => decoding.decode(decoding.encode("a").ids)).toThrow("must not grow beyond 1000000 units");
});

test("ids at the limit need no room", () => {
  const tokenizer = Tokenizer.fromJSON({ model: { type: "WordLevel", vocab: { a: 67_108_863 }, unk_token: "a" } });
  expect(Array.from(tokenizer.encode("a").ids)).toEqual([67_108_863]);
  expect(tokenizer.vocabSize).toBe(67_108_864);
});

test("what is no text is refused, with the function named", () => {
  expect(() => trainBPE(5 as unknown as string)).toThrow("trainBPE: texts must be a string or several; got 5.");
  expect(() => byteTokenizer().decode(undefined as unknown as [])).toThrow(
    "Tokenizer.decode: ids must be an array of ids; got undefined.",
  );
  expect(() => byteTokenizer().encodeWords(undefined as unknown as [])).toThrow(
    "Tokenizer.encodeWords: words must be an array of strings; got undefined.",
  );
  const nothing = undefined as unknown as string;
  const tokenizer = byteTokenizer();
  expect(() => tokenizer.encode(nothing)).toThrow("Tokenizer.encode: text must be a string; got undefined.");
  expect(() => tokenizer.encode("a", { pair: 5 as unknown as string })).toThrow("text must be a string; got 5.");
  expect(() => tokenizer.encodeWords(["a", nothing])).toThrow("Tokenizer.encodeWords: text must be a string; got und");
  expect(() => trainBPE(["a", nothing])).toThrow("trainBPE: text must be a string; got undefined.");
  expect(() => trainWordLevel([nothing], { lowercase: true })).toThrow(
    "trainWordLevel: text must be a string; got und",
  );
  expect(() => CharacterTokenizer.train("ab").encode(nothing)).toThrow("CharacterTokenizer.encode: text must be a str");
  expect(() => CharacterTokenizer.train([nothing])).toThrow("CharacterTokenizer.train: text must be a string; got und");
});

test("a word that WordPiece nearly knows at every place takes linear time", () => {
  const vocab = { "[UNK]": 0, a: 1, "##a": 2, [`##${"a".repeat(500)}b`]: 3 };
  const model = { type: "WordPiece", vocab, max_input_chars_per_word: 1_000_000 };
  expect(Tokenizer.fromJSON({ model }).encode("a".repeat(10_000)).length).toBe(10_000);
});

test.each([
  ["NFC", 400_000, "ạ\u0301"],
  ["NFD", 400_001, "a\u0323\u0301"],
  ["BertNormalizer", 1, "a"],
])("a heap of marks is put in order in linear time, part by part: %s", (type, length, few) => {
  const tokenizer = Tokenizer.fromJSON({ ...good, normalizer: { type } });
  const normalized = (text: string): string => tokenizer.decode(tokenizer.encode(text).ids);
  expect(normalized(`a${"\u0301\u0323".repeat(200_000)}`).length).toBe(length);
  expect(normalized("a\u0301\u0323")).toBe(few);
});

test("long lines take time in proportion to their length", () => {
  const line = " ".repeat(20_000);
  const safe = Tokenizer.fromJSON({
    ...good,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: " ?[a-z]+[0-9]*" }, behavior: "Isolated" },
        { type: "ByteLevel", use_regex: false },
      ],
    },
  });
  expect(safe.encode(line).length).toBe(line.length);
  expect(byteTokenizer().encode(`${line}\n${"a".repeat(20_000)}`).length).toBe(40_001);
});
