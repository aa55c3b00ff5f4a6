// The classes of characters that the well-known patterns ask about, looked up in a table that is filled where a text needs it.

export const LETTER = 1;
export const NUMBER = 2;
/** Unicode's White_Space, which is `\s` in the patterns of tokenizer.json. */
export const WHITE_SPACE = 4;
/** JavaScript's `\s`: with U+FEFF, without U+0085. */
export const SCRIPT_SPACE = 8;
/** Carriage return and line feed. */
export const NEWLINE = 16;
/** What o200k lets begin a word: Lu, Lt, Lm, Lo, M. */
export const UPPER = 32;
/** What o200k lets continue it: Ll, Lm, Lo, M. */
export const LOWER = 64;

const TESTS: readonly (readonly [number, RegExp])[] = [
  [LETTER, /\p{L}/u],
  [NUMBER, /\p{N}/u],
  [WHITE_SPACE, /\p{White_Space}/u],
  [SCRIPT_SPACE, /\s/u],
  [NEWLINE, /[\r\n]/u],
  [UPPER, /[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]/u],
  [LOWER, /[\p{Ll}\p{Lm}\p{Lo}\p{M}]/u],
];

/** Looks classes up. */
export class CharacterClasses {
  readonly #blocks: (Uint8Array | undefined)[] = [];

  /** The classes of the character at unit `i` of a well-formed text; none beyond its end. */
  at(text: string, i: number): number {
    const codePoint = text.codePointAt(i);
    if (codePoint === undefined) return 0;
    const block = this.#blocks[codePoint >> 8] ?? this.#fill(codePoint >> 8);
    return block[codePoint & 0xff]!;
  }

  /** Where the run of characters from unit `i` ends that have a class of `some` (or, negated, none of them). */
  run(text: string, i: number, some: number, negated = false): number {
    let end = i;
    while (end < text.length && ((this.at(text, end) & some) === 0) === negated) end += width(text, end);
    return end;
  }

  #fill(block: number): Uint8Array {
    const classes = new Uint8Array(256);
    for (let i = 0; i < 256; i++) {
      const character = String.fromCodePoint((block << 8) | i);
      for (const [bit, test] of TESTS) if (test.test(character)) classes[i]! |= bit;
    }
    this.#blocks[block] = classes;
    return classes;
  }
}

/** How many units the character at unit `i` has. */
export function width(text: string, i: number): number {
  const unit = text.charCodeAt(i);
  return unit >= 0xd800 && unit < 0xdc00 ? 2 : 1;
}
