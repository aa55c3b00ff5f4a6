import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  byteTokenizer,
  CharacterTokenizer,
  Tokenizer,
  trainBPE,
  trainWordLevel,
  UnknownTokenError,
} from "../src/index.ts";
import { anyText, RUNS, wellFormed } from "./any-text.ts";
import { integers, lines } from "./lines.ts";
import { allFiles, bert, unigram } from "./tokenizer-files.ts";

const corpus = lines(200, 4);

describe("decode(encode(text)) is the text, with U+FFFD for lone surrogates", () => {
  const bytes = byteTokenizer({ specialTokens: ["<eos>"] });
  const bpe = trainBPE(corpus, { merges: 200, specialTokens: ["<eos>"] });
  test.each([
    ["bytes", bytes],
    ["byte-level BPE", bpe],
  ])("%s", (_, tokenizer) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { ids, length } = tokenizer.encode(text);
        expect(tokenizer.decode(ids)).toBe(wellFormed(text));
        if (tokenizer === bytes && !text.includes("<eos>")) expect(length).toBe(new TextEncoder().encode(text).length);
      }),
      RUNS,
    );
  });

  test("a line of 10 MB in many scripts", () => {
    const below = integers(10);
    const parts = [
      "👩‍👩‍👧 ",
      "🇫🇷",
      "שלום ",
      "سلام ",
      "\u200b",
      "the cat ",
      "日本語",
      "\u202e",
      "    ",
      "e\u0301",
      "123",
    ];
    const sizes = parts.map((part) => new TextEncoder().encode(part).length);
    const chosen: string[] = [];
    let size = 0;
    while (size < 10_000_000) {
      const i = below(parts.length);
      chosen.push(parts[i]!);
      size += sizes[i]!;
    }
    const line = chosen.join("");
    const { ids, starts, ends } = bytes.encode(line);
    expect(ids.length).toBe(size);
    expect(bytes.decode(ids) === line).toBe(true); // a difference would be printed in full
    let done = 0;
    for (let i = 0; i < size; i++) {
      if (starts[i]! > done || ends[i]! < done) throw new Error(`token ${i} leaves a gap at ${done}`);
      done = ends[i]!;
    }
    expect(done).toBe(line.length);
  }, 120_000);

  test("a BPE of characters, over its own characters and with single spaces", () => {
    const words = fc.array(fc.constantFrom("мама", "x2", "日本語", "мыла,"), { minLength: 1 });
    const tokenizer = trainBPE(["мама мыла, x2 日本語"], { byteLevel: false, merges: 5, minFrequency: 1 });
    fc.assert(
      fc.property(words, (list) => {
        expect(tokenizer.decode(tokenizer.encode(list.join(" ")).ids)).toBe(list.join(" "));
      }),
      RUNS,
    );
  });

  test("words, over their own vocabulary and with single spaces", () => {
    const words = fc.array(fc.constantFrom("мама", "раму", "كِتَابٌ", "!", "naïve"), { minLength: 1 });
    const tokenizer = trainWordLevel("мама раму! كِتَابٌ naïve");
    fc.assert(
      fc.property(words, (list) => {
        expect(tokenizer.decode(tokenizer.encode(list.join(" ")).ids)).toBe(list.join(" "));
      }),
      RUNS,
    );
  });
});

describe("offsets slice the original, whatever is done to the text", () => {
  const normalizers = [
    ...["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt"].map((type) => ({ type })),
    { type: "Prepend", prepend: "ab" },
    { type: "Strip", strip_left: true, strip_right: true },
    { type: "Replace", pattern: { String: " " }, content: "__" },
    { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: true, lowercase: true },
  ];
  const all: [string, Tokenizer][] = Object.entries(allFiles()).map(([name, json]) => [name, Tokenizer.fromJSON(json)]);
  for (const normalizer of normalizers) {
    all.push([normalizer.type, Tokenizer.fromJSON({ ...byteTokenizer().toJSON(), normalizer })]);
  }
  const sequence = { type: "Sequence", normalizers: [...normalizers.slice(1, 3), ...normalizers.slice(4)] };
  all.push(["all of them", Tokenizer.fromJSON({ ...byteTokenizer().toJSON(), normalizer: sequence })]);

  test.each(all)("%s", (_, tokenizer) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { starts, ends, ids, wordIds, specialTokensMask, tokens, offsets } = tokenizer.encode(text);
        for (const column of [starts, ends, wordIds, specialTokensMask, tokens, offsets]) {
          expect(column.length).toBe(ids.length);
        }
        let start = 0;
        let word = -1;
        ids.forEach((_id, i) => {
          if (specialTokensMask[i]) {
            expect([starts[i], ends[i], wordIds[i]]).toEqual([0, 0, -1]);
            return;
          }
          expect(starts[i]).toBeGreaterThanOrEqual(start);
          expect(ends[i]).toBeGreaterThanOrEqual(starts[i]!);
          expect(ends[i]).toBeLessThanOrEqual(text.length);
          expect(wordIds[i]).toBeGreaterThanOrEqual(word);
          start = starts[i]!;
          word = wordIds[i]!;
        });
      }),
      { ...RUNS, numRuns: 40 },
    );
  });

  test("each token of a byte-level tokenizer stands for exactly its text", () => {
    const tokenizer = trainBPE(corpus, { merges: 200 });
    fc.assert(
      fc.property(anyText, (text) => {
        const { ids, starts, ends } = tokenizer.encode(text);
        let done = 0;
        for (let i = 0; i < ids.length; i++) {
          // A token that is a part of a character stands for all of it.
          const piece = wellFormed(text.slice(starts[i], ends[i]));
          const decoded = tokenizer.decode(ids.slice(i, i + 1));
          if (!decoded.includes("\ufffd")) expect(decoded).toBe(piece);
          expect(starts[i]).toBeLessThanOrEqual(done);
          done = ends[i]!;
        }
        expect(done).toBe(text.length);
      }),
      RUNS,
    );
  });

  test("through normalizers that shorten, lengthen and reorder", () => {
    const words = (text: string, json: object): string[] =>
      Tokenizer.fromJSON(json)
        .encode(text, { addSpecialTokens: false })
        .offsets.map(([start, end]) => text.slice(start, end));
    const lower = bert({ lowercase: true, strip_accents: null });
    const whole = { ...lower, model: { ...lower.model, vocab: { "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3 } } };
    expect(words("  CAFÉ\u0000 日本! İstanbul\u0307", whole)).toEqual(["CAFÉ", "日", "本", "!", "İstanbul"]);
    expect(words("ﬁne ½ 한", { ...whole, normalizer: { type: "NFKD" } })).toEqual(["ﬁne", "½", "한"]);
    expect(words("ΟΔΟΣ e\u0301e\u0323\u0301", { ...whole, normalizer: { type: "NFC" } })).toEqual([
      "ΟΔΟΣ",
      "e\u0301e\u0323\u0301",
    ]);
    const metaspace = {
      ...unigram(),
      model: {
        type: "Unigram",
        unk_id: 0,
        vocab: [
          ["<unk>", 0],
          ["▁", -1],
          ["f", -1],
          ["i", -1],
        ],
      },
    };
    expect(words("ﬁ  i", { ...metaspace, added_tokens: [], post_processor: null })).toEqual(["", "ﬁ", "ﬁ", "  ", "i"]);
  });
});

describe("added tokens", () => {
  const json = {
    ...byteTokenizer().toJSON(),
    added_tokens: [
      { id: 256, content: "<a>", special: true },
      { id: 257, content: "<a>b", lstrip: true, rstrip: true },
      { id: 258, content: "tok", single_word: true },
    ],
  };
  const cut = (text: string): string[] => {
    const tokenizer = Tokenizer.fromJSON(json);
    const { offsets, ids } = tokenizer.encode(text);
    return offsets.filter((_, i) => ids[i]! > 255).map(([start, end]) => text.slice(start, end));
  };

  test("the longest is taken, alone if it must be", () => {
    expect(cut("x<a><a>b tok token, tok2 (tok) _tok")).toEqual(["<a>", "<a>b", "tok", "tok"]);
  });

  test("take whitespace along", () => {
    const { ids } = Tokenizer.fromJSON(json).encode("x  <a>b  y");
    expect(Array.from(ids)).toEqual([120, 257, 121]);
  });

  test("special ones are left out on demand", () => {
    const tokenizer = Tokenizer.fromJSON(json);
    expect(tokenizer.decode([120, 256, 257], { skipSpecialTokens: true })).toBe("x<a>b");
    expect(() => tokenizer.decode([120, 999])).toThrow(
      "Tokenizer.decode: ids must be ids of the vocabulary; got 999 at index 1.",
    );
  });
});

test("pieces are aligned with words that are given", () => {
  const tokenizer = trainBPE(["lower low lowest"], { merges: 3 });
  const words = ["lowest", "", "é", "low"];
  const { ids, wordIds, starts, ends } = tokenizer.encodeWords(words);
  expect(ids.length).toBeGreaterThan(words.length);
  const joined = words.map((_, word) => {
    const pieces = Array.from(ids.keys()).filter((i) => wordIds[i] === word);
    return pieces.length === 0 ? "" : words[word]!.slice(starts[pieces[0]!], ends[pieces.at(-1)!]);
  });
  expect(joined).toEqual(words);
});

test("characters are aligned with words, too", () => {
  const characters = CharacterTokenizer.train("abc");
  const { ids, wordIds, offsets } = Tokenizer.fromJSON(characters.toJSON()).encodeWords(["ab", "c"]);
  expect(Array.from(ids)).toEqual([0, 1, 2]);
  expect(Array.from(wordIds)).toEqual([0, 0, 1]);
  expect(offsets).toEqual([
    [0, 1],
    [1, 2],
    [0, 1],
  ]);
});

test("a vocabulary without <unk> that meets an unknown word says so", () => {
  const tokenizer = trainWordLevel("a b", { unknown: null });
  const error = (text: string): unknown => {
    try {
      return tokenizer.encode(text);
    } catch (thrown) {
      return thrown;
    }
  };
  expect(error("a żółw")).toBeInstanceOf(UnknownTokenError);
  expect(error("a żółw")).toMatchObject({ character: "żółw", codePoint: 0x17c, position: 2 });
  expect(() => tokenizer.encode("a żółw")).toThrow(
    'Tokenizer.encode: unknown word "żółw" (U+017C) at position 2; the vocabulary has no unknown token.',
  );
});
