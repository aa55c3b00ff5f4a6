import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Matches } from "../src/patterns/pattern.ts";
import { matchesOf } from "../src/patterns/pattern.ts";
import { safeExpression } from "../src/patterns/safe-expression.ts";
import { byteLevelPieces, CL100K, GPT2, O200K, QWEN2, wellKnown } from "../src/patterns/well-known.ts";
import { anyText, RUNS, wellFormed } from "./any-text.ts";
import { lines } from "./lines.ts";

function found(matches: Matches, text: string): string[] {
  const pieces: string[] = [];
  matches(text, (from, to) => pieces.push(text.slice(from, to)));
  return pieces;
}

/** The pattern as JavaScript's engine runs it: `\s` written as tokenizer.json means it, `(?i:...)` written out. */
function engine(pattern: string): RegExp {
  const contractions = "'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]";
  const source = pattern
    .replaceAll("(?i:'s|'t|'re|'ve|'m|'ll|'d)", `(?:${contractions})`)
    .replaceAll("\\s", "\\p{White_Space}")
    .replaceAll("\\S", "\\P{White_Space}");
  return new RegExp(source, "gu");
}

// Short texts of few classes of characters meet every branch of a scanner.
const classes = fc
  .array(fc.constantFrom(..."aA'sS tT1½ \n\r\t./!é\u0301ʰǅ中½𝒳𝒶𝟏👍\u0085\ufeff\u3000LleErRvVmMdD".split("")), {
    maxLength: 14,
  })
  .map((characters) => wellFormed(characters.join("")));

describe("the scanners give what the patterns say", () => {
  test.each([
    ["GPT-2", GPT2],
    ["cl100k", CL100K],
    ["Qwen 2", QWEN2],
    ["o200k", O200K],
  ])("%s", (_, pattern) => {
    const scan = wellKnown(pattern)!;
    const expression = engine(pattern);
    const same = (text: string): void => {
      expect(found(scan, text)).toEqual(text.match(expression) ?? []);
    };
    fc.assert(fc.property(classes, same), { ...RUNS, numRuns: 3000 });
    fc.assert(fc.property(anyText.map(wellFormed), same), RUNS);
    lines(100, 5).forEach(same);
  });

  test("GPT-2 as the byte-level pre-tokenizer has it", () => {
    const scan = byteLevelPieces();
    const expression = new RegExp(GPT2, "gu");
    const same = (text: string): void => {
      expect(found(scan, text)).toEqual(text.match(expression) ?? []);
    };
    fc.assert(fc.property(classes, same), { ...RUNS, numRuns: 3000 });
  });
});

test.each<[string, string, string[]]>([
  ["[\\s\\S]", "a\n𝒳", ["a", "\n", "𝒳"]],
  ["\\w+|[^\\w\\s]+", "мама! 2_x ☃☃", ["мама", "!", "2_x", "☃☃"]],
  [" ?[A-Z]?[a-z]+", "Ab cD", ["Ab", " c"]],
  ["\\d{1,3}", "12345", ["123", "45"]],
  ["[^\\]\\-a]", "a]-b", ["b"]],
  ["[+-]", "a+b-c", ["+", "-"]],
  ["a.c|\\.", "abc a\nc.", ["abc", "."]],
  ["\\p{Lu}\\p{Ll}*", "Ёлка Я", ["Ёлка", "Я"]],
  ["\\x41|\\x{1F600}|\\u0042", "AB😀", ["A", "B", "😀"]],
  ["x*", "xx y", ["xx"]],
  ["/", "a/b", ["/"]],
])("the safe part of regular expressions runs %j", (pattern, text, expected) => {
  expect(found(matchesOf(safeExpression(pattern)), text)).toEqual(expected);
});
