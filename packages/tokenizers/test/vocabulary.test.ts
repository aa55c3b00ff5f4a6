import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TokenizerFormatError, Vocabulary } from "../src/index.ts";

test("ids are places in the list, and stay what they are", () => {
  const tokens = ["b", "a", "c"];
  const vocabulary = new Vocabulary(tokens);
  tokens[0] = "changed";
  vocabulary.tokens()[1] = "changed";
  expect(vocabulary.tokens()).toEqual(["b", "a", "c"]);
  expect(vocabulary.size).toBe(3);
  expect(["b", "a", "c", "d"].map((token) => vocabulary.idOf(token))).toEqual([0, 1, 2, undefined]);
  expect([0, 1, 2].map((id) => vocabulary.tokenOf(id))).toEqual(["b", "a", "c"]);
  expect(Object.isFrozen(vocabulary)).toBe(true);
});

test("the unknown token is one of the tokens; only who asks for it gets it", () => {
  const vocabulary = new Vocabulary(["a", "?"], { unknown: "?" });
  expect([vocabulary.unknown, vocabulary.unknownId, vocabulary.idOf("z")]).toEqual(["?", 1, undefined]);
  const without = new Vocabulary(["a"]);
  expect([without.unknown, without.unknownId]).toEqual([undefined, undefined]);
});

test("names of Object's own members are tokens like others", () => {
  const vocabulary = new Vocabulary(["constructor", "__proto__"]);
  expect(vocabulary.idOf("__proto__")).toBe(1);
  expect(vocabulary.idOf("toString")).toBeUndefined();
  expect(Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary))).tokens()).toEqual(["constructor", "__proto__"]);
});

test.each([
  [["a", ""], 'Vocabulary: tokens[1] must be a string, not empty; got "".'],
  [["a", "b", "a"], 'Vocabulary: tokens[2] must differ from the tokens before it; got "a" again.'],
  [["a", undefined as unknown as string], "Vocabulary: tokens[1] must be a string, not empty; got undefined."],
])("the tokens %j are refused", (tokens, message) => {
  expect(() => new Vocabulary(tokens)).toThrow(new RangeError(message));
});

test("wrong ids and unknown tokens are refused", () => {
  const vocabulary = new Vocabulary(["a", "b"]);
  for (const id of [-1, 2, 0.5, Number.NaN]) {
    expect(() => vocabulary.tokenOf(id)).toThrow(`Vocabulary.tokenOf: id must be an integer from 0 to 1; got ${id}.`);
  }
  expect(() => new Vocabulary(["a"], { unknown: "b" })).toThrow(
    'Vocabulary: unknown must be one of the tokens; got "b".',
  );
});

describe("JSON", () => {
  test("round trip of any tokens", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), fc.nat(), (strings, i) => {
        const tokens = [...new Set(strings)];
        const unknown = tokens[i % (tokens.length + 1)];
        const vocabulary = new Vocabulary(tokens, unknown === undefined ? {} : { unknown });
        const back = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
        expect(back.tokens()).toEqual(tokens);
        expect(back.unknown).toBe(unknown);
      }),
    );
  });

  const good = { format: "unroll-vocabulary", version: 1, tokens: ["a", "b"] };
  test.each<[unknown, string, string]>([
    [null, "", "the JSON must be an object; got null"],
    ["x".repeat(1000), "", `the JSON must be an object; got "${"x".repeat(40)}"...`],
    [{}, "format", 'format must be "unroll-vocabulary"; got undefined'],
    [{ ...good, version: 2 }, "version", "version must be 1; got 2"],
    [{ ...good, tokens: "ab" }, "tokens", 'tokens must be an array of strings; got "ab"'],
    [{ ...good, tokens: ["a", 1] }, "tokens[1]", "tokens[1] must be a string, not empty; got 1"],
    [{ ...good, tokens: ["a", ["b"]] }, "tokens[1]", "tokens[1] must be a string, not empty; got an array of 1"],
    [{ ...good, tokens: ["a", "a"] }, "tokens[1]", 'tokens[1] must differ from the tokens before it; got "a" again'],
    [{ ...good, unknown: "c" }, "unknown", 'unknown must be one of the tokens; got "c"'],
    [{ ...good, unknown: {} }, "unknown", "unknown must be one of the tokens; got a value of type object"],
  ])("%j is refused", (json, path, message) => {
    const read = (): Vocabulary => Vocabulary.fromJSON(json);
    expect(read).toThrow(new TokenizerFormatError(`Vocabulary.fromJSON: ${message}.`, path));
    expect(read).toThrow(expect.objectContaining({ path, name: "TokenizerFormatError" }));
  });
});

test("counts decide the order, then the tokens; special tokens come first and only once", () => {
  const counts: [string, number][] = [
    ["b", 2],
    ["a", 2],
    ["<pad>", 9],
    ["c", 1],
    ["d", 3],
  ];
  const tokens = (options: object): string[] => Vocabulary.fromCounts(counts, options).tokens();
  expect(tokens({})).toEqual(["<pad>", "d", "a", "b", "c"]);
  expect(tokens({ specialTokens: ["x", "<pad>"], unknown: "u" })).toEqual(["u", "x", "<pad>", "d", "a", "b", "c"]);
  expect(tokens({ specialTokens: ["x", "u"], unknown: "u", minCount: 3 })).toEqual(["x", "u", "<pad>", "d"]);
  expect(tokens({ unknown: "u", maxSize: 3 })).toEqual(["u", "<pad>", "d"]);
  expect(() => tokens({ maxSize: 1, specialTokens: ["x", "y"] })).toThrow(
    "Vocabulary.fromCounts: maxSize must have room for the special tokens, which are 2; got 1.",
  );
  expect(() => tokens({ minCount: 0 })).toThrow("Vocabulary.fromCounts: minCount must be a positive integer; got 0.");
});

test("more tokens come behind those that are there", () => {
  const vocabulary = new Vocabulary(["u", "a"], { unknown: "u" });
  const more = vocabulary.extended(["b", "a", "c", "b"]);
  expect(more.tokens()).toEqual(["u", "a", "b", "c"]);
  expect(more.unknownId).toBe(0);
  expect(vocabulary.tokens()).toEqual(["u", "a"]);
  expect(() => vocabulary.extended([""])).toThrow(RangeError);
});
