// The patterns that nearly every byte-level tokenizer cuts text with, known by their exact text and run by hand-written scanners:
// they look ahead and have runs inside runs, which a general engine cannot be trusted with on texts from anywhere.

import { GRAPHEME, graphemes } from "../graphemes.ts";
import {
  CharacterClasses,
  LETTER,
  LOWER,
  NEWLINE,
  NUMBER,
  SCRIPT_SPACE,
  UPPER,
  WHITE_SPACE,
  width,
} from "./character-classes.ts";
import type { Matches } from "./pattern.ts";

/** GPT-2's pattern. */
export const GPT2: string = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

const CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const SPACES = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const WORD = "[^\\r\\n\\p{L}\\p{N}]?";
const UPPERS = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
const LOWERS = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";

/** cl100k's pattern (GPT-4), Llama 3's too. */
export const CL100K: string = `${CONTRACTIONS}|${WORD}\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${SPACES}`;
/** Qwen 2's pattern: cl100k's, with single digits. */
export const QWEN2: string = `${CONTRACTIONS}|${WORD}\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${SPACES}`;
/** o200k's pattern (GPT-4o). */
export const O200K: string =
  `${WORD}${UPPERS}*${LOWERS}+${CONTRACTIONS}?|${WORD}${UPPERS}+${LOWERS}*${CONTRACTIONS}?` +
  `|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|${SPACES}`;

/** The scanner of a pattern that is known by its text. */
export function wellKnown(pattern: string): Matches | undefined {
  const classes = new CharacterClasses();
  switch (pattern) {
    case GRAPHEME:
      return graphemes();
    case GPT2:
      return scan((text, i) => gpt2(classes, text, i, WHITE_SPACE));
    case CL100K:
      return scan((text, i) => cl100k(classes, text, i, 3));
    case QWEN2:
      return scan((text, i) => cl100k(classes, text, i, 1));
    case O200K:
      return scan((text, i) => o200k(classes, text, i));
    default:
      return undefined;
  }
}

/** GPT-2's pattern as the byte-level pre-tokenizer has it built in: there `\s` is JavaScript's. */
export function byteLevelPieces(): Matches {
  const classes = new CharacterClasses();
  return scan((text, i) => gpt2(classes, text, i, SCRIPT_SPACE));
}

/** Every character belongs to a match of these patterns: each begins where the one before ends. */
function scan(next: (text: string, i: number) => number): Matches {
  return (text, visit) => {
    for (let i = 0; i < text.length; ) {
      const end = next(text, i);
      visit(i, end);
      i = end;
    }
  };
}

function gpt2(classes: CharacterClasses, text: string, i: number, space: number): number {
  const contraction = contractionEnd(text, i, false);
  if (contraction > i) return contraction;
  const j = text[i] === " " ? i + 1 : i;
  if (j < text.length) {
    const first = classes.at(text, j);
    if (first & LETTER) return classes.run(text, j, LETTER);
    if (first & NUMBER) return classes.run(text, j, NUMBER);
    if ((first & space) === 0) return classes.run(text, j, space | LETTER | NUMBER, true);
  }
  return spaces(text, i, classes.run(text, i, space));
}

function cl100k(classes: CharacterClasses, text: string, i: number, digits: number): number {
  const contraction = contractionEnd(text, i, true);
  if (contraction > i) return contraction;
  const first = classes.at(text, i);
  const word = first & (NEWLINE | LETTER | NUMBER) ? i : i + width(text, i);
  if (classes.at(text, word) & LETTER) return classes.run(text, word, LETTER);
  if (first & NUMBER) return numberEnd(classes, text, i, digits);
  return symbolsEnd(classes, text, i, "\r\n");
}

function o200k(classes: CharacterClasses, text: string, i: number): number {
  const first = classes.at(text, i);
  const word = first & (NEWLINE | LETTER | NUMBER) ? i : i + width(text, i);
  // With the character before the word if there is one, else without: a mark may be either.
  const end =
    lowerWordEnd(classes, text, word) ||
    lowerWordEnd(classes, text, i) ||
    upperWordEnd(classes, text, word) ||
    upperWordEnd(classes, text, i);
  if (end > 0) return contractionEnd(text, end, true);
  if (first & NUMBER) return numberEnd(classes, text, i, 3);
  return symbolsEnd(classes, text, i, "\r\n/");
}

/** The end of `UPPERS*LOWERS+`, or 0. */
function lowerWordEnd(classes: CharacterClasses, text: string, i: number): number {
  const upper = classes.run(text, i, UPPER);
  const end = classes.run(text, upper, LOWER);
  if (end > upper) return end;
  // The run of uppers gives back up to its last character that is also a lower.
  for (let last = upper; last > i; ) {
    const from = last >= i + 2 && width(text, last - 2) === 2 ? last - 2 : last - 1;
    if (classes.at(text, from) & LOWER) return last;
    last = from;
  }
  return 0;
}

/** The end of `UPPERS+LOWERS*`, or 0. */
function upperWordEnd(classes: CharacterClasses, text: string, i: number): number {
  const upper = classes.run(text, i, UPPER);
  return upper > i ? classes.run(text, upper, LOWER) : 0;
}

function numberEnd(classes: CharacterClasses, text: string, i: number, most: number): number {
  let end = i;
  for (let n = 0; n < most && classes.at(text, end) & NUMBER; n++) end += width(text, end);
  return end;
}

/** ` ?[^\s\p{L}\p{N}]+[tail]*`, else what is left: whitespace. */
function symbolsEnd(classes: CharacterClasses, text: string, i: number, tail: string): number {
  const from = text[i] === " " ? i + 1 : i;
  const symbols = classes.run(text, from, WHITE_SPACE | LETTER | NUMBER, true);
  if (symbols > from) {
    let end = symbols;
    while (end < text.length && tail.includes(text[end]!)) end++;
    return end;
  }
  const end = classes.run(text, i, WHITE_SPACE);
  for (let last = end; last > i; last--) if (classes.at(text, last - 1) & NEWLINE) return last;
  return spaces(text, i, end);
}

/** `\s+(?!\S)|\s+` over a run of whitespace: a word behind it keeps the last one. */
function spaces(text: string, i: number, end: number): number {
  return end < text.length && end - i > 1 ? end - 1 : end;
}

/** Where a contraction at `i` ends; `i` if there is none. */
function contractionEnd(text: string, i: number, anyCase: boolean): number {
  if (text[i] !== "'") return i;
  const two = anyCase
    ? text.slice(i + 1, i + 3).replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    : text.slice(i + 1, i + 3);
  if (/^[stmd]/.test(two)) return i + 2;
  return two === "re" || two === "ve" || two === "ll" ? i + 3 : i;
}
