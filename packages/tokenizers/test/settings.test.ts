// Settings that Hugging Face's JavaScript library passes over; what comes out is what their original library documents.

import { describe, expect, test } from "vitest";
import { byteTokenizer, Tokenizer, type TokenizerJSON, trainBPE } from "../src/index.ts";

const bytes: TokenizerJSON = byteTokenizer().toJSON();

/** The words that a pre-tokenizer makes of a text. */
function words(pre_tokenizer: object, text: string): string[] {
  const { wordIds, starts, ends } = Tokenizer.fromJSON({
    pre_tokenizer: { type: "Sequence", pretokenizers: [pre_tokenizer, { type: "ByteLevel", use_regex: false }] },
    model: bytes.model,
  }).encode(text);
  // The bytes of one character stand for all of it: a word is from its first token's start to its last one's end.
  const found: [start: number, end: number][] = [];
  wordIds.forEach((word, i) => {
    found[word] = [found[word]?.[0] ?? starts[i]!, ends[i]!];
  });
  return found.map(([start, end]) => text.slice(start, end));
}

describe("delimiters", () => {
  test.each([
    ["Removed", ["the", "final", "countdown"]],
    ["Isolated", ["the", "-", "final", "-", "-", "countdown"]],
    ["MergedWithPrevious", ["the-", "final-", "-", "countdown"]],
    ["MergedWithNext", ["the", "-final", "-", "-countdown"]],
    ["Contiguous", ["the", "-", "final", "--", "countdown"]],
  ])("%s", (behavior, expected) => {
    const text = "the-final--countdown";
    expect(words({ type: "Split", pattern: { String: "-" }, behavior }, text)).toEqual(expected);
    expect(words({ type: "Punctuation", behavior }, text)).toEqual(expected);
  });
});

test("pieces of one length, in characters", () => {
  expect(words({ type: "FixedLength", length: 2 }, "ab𝒳c日")).toEqual(["ab", "𝒳c", "日"]);
  expect(words({ type: "FixedLength" }, "abcdefg")).toEqual(["abcde", "fg"]);
});

test("one character between words", () => {
  expect(words({ type: "CharDelimiterSplit", delimiter: "|" }, "|a b||c")).toEqual(["a b", "c"]);
  expect(words({ type: "CharDelimiterSplit", delimiter: "𝒳" }, "a𝒳b")).toEqual(["a", "b"]);
});

describe("spaces in offsets", () => {
  const pieces = (post_processor: object | null, text: string, add_prefix_space = false): string[] => {
    const { pre_tokenizer, ...rest } = trainBPE([text, ` ${text}`], { merges: 50, minFrequency: 1 }).toJSON();
    const tokenizer = Tokenizer.fromJSON({
      ...rest,
      pre_tokenizer: { ...pre_tokenizer, add_prefix_space },
      post_processor,
    });
    const { offsets } = tokenizer.encode(text, { addSpecialTokens: false });
    const again = tokenizer.encodeWords([text], { addSpecialTokens: false });
    expect(again.offsets).toEqual(offsets);
    return offsets.map(([start, end]) => text.slice(start, end));
  };
  const text = " the cat  sat\n on";

  test("stay without a post-processor, and where it is told to leave them", () => {
    const whole = [" the", " cat", " ", " sat", "\n", " on"];
    expect(pieces(null, text)).toEqual(whole);
    expect(pieces({ type: "ByteLevel", trim_offsets: false }, text)).toEqual(whole);
  });

  test("are trimmed by ByteLevel and RobertaProcessing", () => {
    const trimmed = ["the", "cat", "", "sat", "\n", "on"];
    expect(pieces({ type: "ByteLevel", trim_offsets: true }, text)).toEqual(trimmed);
    expect(pieces({ type: "ByteLevel" }, text)).toEqual(trimmed);
    const roberta = { type: "RobertaProcessing", cls: ["a", 0], sep: ["b", 1] };
    expect(pieces(roberta, text)).toEqual(trimmed);
    expect(pieces({ ...roberta, trim_offsets: false }, text)[0]).toBe(" the");
    const sequence = [{ type: "ByteLevel" }, { type: "ByteLevel", trim_offsets: false }];
    expect(pieces({ type: "Sequence", processors: sequence }, text)).toEqual(trimmed);
  });

  test("a space that was put before the text takes nothing away from it", () => {
    expect(pieces({ type: "ByteLevel" }, "the cat", true)).toEqual(["the", "cat"]);
  });
});

test("an inverted pattern is that of the words", () => {
  const split = { type: "Split", pattern: { Regex: "[^-]+" }, invert: true };
  expect(words({ ...split, behavior: "Removed" }, "a-b--c")).toEqual(["a", "b", "c"]);
  expect(words({ ...split, behavior: "MergedWithPrevious" }, "a-b--c")).toEqual(["a-", "b--", "c"]);
});

test("Metaspace cuts words unless it is told not to", () => {
  const cut = (more: object): number[] =>
    Array.from(
      Tokenizer.fromJSON({
        pre_tokenizer: { type: "Metaspace", ...more },
        model: { type: "WordLevel", vocab: { "<unk>": 0, "▁a": 1, "▁b": 2, "▁a▁b": 3, "a▁b": 4 }, unk_token: "<unk>" },
      }).encode("a b").ids,
    );
  expect(cut({})).toEqual([1, 2]);
  expect(cut({ split: false })).toEqual([3]);
  expect(cut({ split: false, prepend_scheme: "never" })).toEqual([4]);
  expect(cut({ split: false, add_prefix_space: false })).toEqual([4]);
});

test("BPE with a prefix for pieces inside words", () => {
  const tokenizer = Tokenizer.fromJSON({
    pre_tokenizer: { type: "WhitespaceSplit" },
    decoder: { type: "WordPiece", prefix: "##", cleanup: false },
    model: {
      type: "BPE",
      continuing_subword_prefix: "##",
      vocab: { a: 0, "##a": 1, "##b": 2, ab: 3, "##bb": 4, "##aa": 5 },
      merges: ["a ##b", "##b ##b", "##a ##a"],
    },
  });
  const { tokens, ids } = tokenizer.encode("abbb aaa");
  expect(tokens).toEqual(["ab", "##bb", "a", "##aa"]);
  expect(tokenizer.decode(ids)).toBe("abbb aaa");
});

test("BPE and unknown characters: left out, unknown, put together, or bytes", () => {
  const tokens = (more: object): string[] =>
    Tokenizer.fromJSON({
      pre_tokenizer: { type: "WhitespaceSplit" },
      model: { type: "BPE", vocab: { a: 0, "<unk>": 1, "<0xC3>": 2, "<0xA9>": 3 }, merges: [], ...more },
    }).encode("aéé☃ é").tokens;
  expect(tokens({})).toEqual(["a"]);
  expect(tokens({ unk_token: "<unk>" })).toEqual(["a", "<unk>", "<unk>", "<unk>", "<unk>"]);
  expect(tokens({ unk_token: "<unk>", fuse_unk: true })).toEqual(["a", "<unk>", "<unk>"]);
  expect(tokens({ unk_token: "<unk>", byte_fallback: true }).join(" ")).toBe(
    "a <0xC3> <0xA9> <0xC3> <0xA9> <unk> <0xC3> <0xA9>",
  );
});

test("Unigram with bytes for what is not known", () => {
  const vocab = [
    ["<unk>", 0],
    ["a", -1],
    ["<0xC3>", -9],
    ["<0xA9>", -9],
  ];
  const { tokens, offsets } = Tokenizer.fromJSON({
    model: { type: "Unigram", unk_id: 0, vocab, byte_fallback: true },
  }).encode("aé");
  expect(tokens).toEqual(["a", "<0xC3>", "<0xA9>"]);
  expect(offsets).toEqual([
    [0, 1],
    [1, 2],
    [1, 2],
  ]);
});

test.each<[object, string[], string]>([
  [{ type: "CTC", pad_token: "_", word_delimiter_token: "|" }, [..."_hhe_l_lloo||_", "!"], "hello !"],
  [{ type: "Strip", content: "x", start: 1, stop: 2 }, ["xxaxxx", "x"], "xax"],
  [{ type: "BPEDecoder", suffix: "</w>" }, ["a", "b</w>", "c</w>"], "ab c"],
  [{ type: "Metaspace", prepend_scheme: "never" }, ["▁a", "▁b"], " a b"],
  [{ type: "ByteFallback" }, ["<0xC3>", "<0xA9>", "<0xC3>", "b"], "é\ufffdb"],
  [{ type: "WordPiece" }, ["do", "##n't", ",", "it", "'s", "."], "don't, it's."],
  [{ type: "Replace", pattern: { Regex: "b+" }, content: "$&" }, ["abb", "b"], "a$&$&"],
  [{ type: "Sequence", decoders: [{ type: "Fuse" }, { type: "Strip", content: " ", start: 1 }] }, [" ", " a"], " a"],
])("the decoder %j", (decoder, tokens, expected) => {
  const vocab = Object.fromEntries([...new Set(tokens)].map((token, id) => [token, id]));
  const tokenizer = Tokenizer.fromJSON({ decoder, model: { type: "WordLevel", vocab } });
  expect(tokenizer.decode(tokens.map((token) => tokenizer.idOf(token)!))).toBe(expected);
});
