import fc from "fast-check";

/** Every run has the same texts. */
export const RUNS = { seed: 6, numRuns: 150 };

const awkward = [
  "👩‍👩‍👧",
  "🇫🇷",
  "\u200b",
  "\u200d",
  "\ufeff",
  "\u0085",
  "\u00ad",
  "\u202e",
  "שלום",
  "سلام",
  "e\u0301",
  "\u1112\u1161\u11ab",
  "한",
  "ﬁ",
  "İ",
  "Σ",
  "\ud800",
  "\udc00",
  "\uD83D",
  "𝒳",
  "'S",
  "'ll",
  " ",
  "   ",
  "\n",
  "\r\n",
  "\t",
  "123",
  "a",
  "é",
  "日本",
  "<eos>",
  "\u0000",
];

/** Strings of any UTF-16 units, of any code points, and of what tokenizers stumble over. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.array(fc.integer({ min: 0, max: 0x10ffff })).map((points) => String.fromCodePoint(...points)),
  fc.array(fc.constantFrom(...awkward), { maxLength: 30 }).map((parts) => parts.join("")),
);

/** The well-formed string: Node 20 has it, the type library of ES2023 has not. */
export function wellFormed(text: string): string {
  return (text as unknown as { toWellFormed(): string }).toWellFormed();
}
