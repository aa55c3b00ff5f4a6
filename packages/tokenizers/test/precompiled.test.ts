import fc from "fast-check";
import { expect, test } from "vitest";
import { byteTokenizer, Tokenizer } from "../src/index.ts";
import { anyText, RUNS, wellFormed } from "./any-text.ts";

interface Node {
  children: Map<number, Node>;
  value: number | undefined;
}

/** A table as SentencePiece writes it: a double-array trie in Darts-clone's units, then the replacements. */
function charsmap(table: ReadonlyMap<string, string>): string {
  const root: Node = { children: new Map(), value: undefined };
  const replacements: number[] = [];
  for (const [string, replacement] of table) {
    let node = root;
    for (const byte of new TextEncoder().encode(string)) {
      const next = node.children.get(byte) ?? { children: new Map(), value: undefined };
      node.children.set(byte, next);
      node = next;
    }
    node.value = replacements.length;
    replacements.push(...new TextEncoder().encode(replacement), 0);
  }
  const units: number[] = [];
  let blocks = 1;
  // Every node has a block of 256 units to itself: its value at 0, its children at their bytes.
  const place = (node: Node, at: number, label: number): void => {
    const base = 256 * blocks++;
    units[at] = (((at ^ base) << 10) | (node.value === undefined ? 0 : 0x100) | label) >>> 0;
    if (node.value !== undefined) units[base] = (0x80000000 | node.value) >>> 0;
    for (const [byte, child] of node.children) place(child, base ^ byte, byte);
  };
  place(root, 0, 0);
  const bytes = new Uint8Array(4 + 4 * 256 * blocks + replacements.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 4 * 256 * blocks, true);
  units.forEach((unit, i) => {
    view.setUint32(4 + 4 * i, unit, true);
  });
  bytes.set(replacements, 4 + 4 * 256 * blocks);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const table = new Map([
  ["ﬁ", "fi"],
  ["\u3000", " "],
  ["\u200b", ""],
  ["e\u0301", "é"],
  ["e\u0301\u0323", "ẹ\u0301"],
  ["𝒳", "X"],
  ["½", "1\u20442"],
  ["日本", "Japan"],
]);

const normalized = (precompiled_charsmap: string): Tokenizer =>
  Tokenizer.fromJSON({ ...byteTokenizer().toJSON(), normalizer: { type: "Precompiled", precompiled_charsmap } });

test("at every place the longest string of the table is replaced, and the rest stays", () => {
  const tokenizer = normalized(charsmap(table));
  const keys = [...table.keys()].sort((a, b) => b.length - a.length);
  const pieces = fc.array(fc.constantFrom(...keys, "e", "\u0323", "日", "a", " ", "\u0000"), { maxLength: 12 });
  fc.assert(
    fc.property(
      fc.oneof(
        pieces.map((parts) => parts.join("")),
        anyText.map(wellFormed),
      ),
      (text) => {
        let expected = "";
        for (let i = 0; i < text.length; ) {
          const key = keys.find((each) => text.startsWith(each, i));
          const taken = key ?? String.fromCodePoint(text.codePointAt(i)!);
          expected += key === undefined ? taken : table.get(key);
          i += taken.length;
        }
        expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(expected);
      },
    ),
    RUNS,
  );
});

test("tokens stand for what was replaced", () => {
  const text = "a日本ﬁ";
  const { offsets } = normalized(charsmap(table)).encode(text);
  const pieces = offsets.map(([start, end]) => text.slice(start, end));
  expect(pieces).toEqual(["a", ..."Japan".split("").map(() => "日本"), "ﬁ", "ﬁ"]);
});

test("no table changes nothing, and the file keeps the table", () => {
  expect(normalized("").encode("ﬁ").length).toBe(3);
  const map = charsmap(table);
  expect(normalized(map).toJSON().normalizer).toEqual({ type: "Precompiled", precompiled_charsmap: map });
});

test.each([["%"], ["AAAA"], [btoa("\u0005\u0000\u0000\u0000abcde")], [btoa("\u00ff\u00ff\u00ff\u00ffabcd")]])(
  "what is no table is refused: %s",
  (map) => {
    expect(() => normalized(map)).toThrow(
      "Tokenizer.fromJSON: normalizer.precompiled_charsmap must be SentencePiece's table in base64; got",
    );
  },
);

test("a table of any bytes neither hangs nor crashes", () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 400 });
  fc.assert(
    fc.property(bytes, anyText, (noise, text) => {
      const size = 4 * (1 + (noise[0]! % (Math.floor(noise.length / 4) - 1)));
      const map = btoa(String.fromCharCode(size & 255, size >> 8, 0, 0, ...noise));
      const { starts, ends } = normalized(map).encode(text);
      starts.forEach((start, i) => {
        expect(start).toBeLessThanOrEqual(ends[i]!);
        expect(ends[i]).toBeLessThanOrEqual(text.length);
      });
    }),
    RUNS,
  );
});
