import {
  type CharacterTokenizerJSON,
  characterTokenizerJSON,
  isCharacter,
  readCharacterTokenizer,
} from "./character-json.ts";
import { describe, describeCodePoint } from "./describe.ts";
import { UnknownTokenError } from "./errors.ts";
import { graphemes, isGrapheme } from "./graphemes.ts";
import type { Matches } from "./patterns/pattern.ts";
import { countWords } from "./training/count-words.ts";
import { Vocabulary } from "./vocabulary.ts";
import { checkText, wellFormed } from "./well-formed.ts";

/** What {@link CharacterTokenizer.train} may be given. */
export interface CharacterTokenizerOptions {
  /** How often a character must occur to be in the vocabulary. Above 1, an unknown token is needed. Default: 1. */
  minCount?: number;
  /** The token that stands for every other character, as "<unk>"; it gets the id 0. Default: none. */
  unknown?: string;
  /**
   * Whether a character is what a reader takes for one (a grapheme cluster, Unicode Standard Annex 29), as "é" however it is
   * written, or a family of emoji, instead of a code point. Where clusters end may differ between engines of different years.
   * Default: false.
   */
  graphemes?: boolean;
}

const REPLACEMENT = 0xfffd;
const ABSENT = -1;

/**
 * Cuts a text into its characters, each a token with an id.
 *
 * A character is a Unicode code point: "é" written as e and a combining accent is two, unless `graphemes` is asked for. A lone
 * surrogate, which is no character, counts as U+FFFD.
 *
 * @example
 * ```ts
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("hello world");
 * tokenizer.vocabulary.tokens(); // => [" ", "d", "e", "h", "l", "o", "r", "w"]
 * Array.from(tokenizer.encode("hold")); // => [3, 5, 4, 1]
 * tokenizer.decode([7, 2, 4, 4]); // => "well"
 * ```
 */
export class CharacterTokenizer {
  /** The characters and, if there is one, the unknown token. */
  readonly vocabulary: Vocabulary;
  // The id of every code point of the Basic Multilingual Plane up to the largest that has one, and of those beyond it.
  readonly #basic: Int32Array;
  readonly #beyond: ReadonlyMap<number, number>;
  readonly #unknownId: number;
  readonly #clusters: Matches | undefined; // cuts the text, if characters are grapheme clusters

  /**
   * @param vocabulary - Tokens of one character each, except for the unknown token.
   * @param options - What a character is: see {@link CharacterTokenizerOptions}.
   * @throws RangeError if it has no tokens, or a longer one.
   */
  constructor(vocabulary: Vocabulary, options: Pick<CharacterTokenizerOptions, "graphemes"> = {}) {
    const clusters = options.graphemes ? graphemes() : undefined;
    const tokens = vocabulary.tokens();
    if (tokens.length === 0)
      throw new RangeError("CharacterTokenizer: vocabulary must have at least one token; got none.");
    const beyond = new Map<number, number>();
    let largest = -1;
    for (const token of tokens) {
      if (isCharacter(token)) {
        const codePoint = token.codePointAt(0)!;
        if (codePoint <= 0xffff && codePoint > largest) largest = codePoint;
      } else if (token !== vocabulary.unknown && !(clusters !== undefined && isGrapheme(token, clusters))) {
        throw new RangeError(
          `CharacterTokenizer: vocabulary must have tokens of one character; got ${describe(token)}.`,
        );
      }
    }
    const basic = new Int32Array(largest + 1).fill(ABSENT);
    tokens.forEach((token, id) => {
      if (!isCharacter(token)) return;
      const codePoint = token.codePointAt(0)!;
      if (codePoint <= 0xffff) basic[codePoint] = id;
      else beyond.set(codePoint, id);
    });
    this.vocabulary = vocabulary;
    this.#basic = basic;
    this.#beyond = beyond;
    this.#unknownId = vocabulary.unknownId ?? ABSENT;
    this.#clusters = clusters;
    Object.freeze(this);
  }

  /**
   * The tokenizer whose vocabulary is the characters of a text, sorted by code point: the ids depend on which characters occur,
   * not on where. An unknown token comes first.
   *
   * @param text - A text, or several.
   * @param options - See {@link CharacterTokenizerOptions}.
   * @throws RangeError if no character is left, if `minCount` is not a positive integer, or if it is above 1 with no `unknown`.
   *
   * @example
   * ```ts
   * import { CharacterTokenizer } from "@unroll/tokenizers";
   *
   * const tokenizer = CharacterTokenizer.train(["banana", "band"], { minCount: 2, unknown: "<unk>" });
   * tokenizer.vocabulary.tokens(); // => ["<unk>", "a", "b", "n"]
   * Array.from(tokenizer.encode("bad")); // => [2, 1, 0]
   *
   * CharacterTokenizer.train("👨‍👩‍👧 🇫🇷", { graphemes: true }).vocabulary.tokens(); // => [" ", "🇫🇷", "👨‍👩‍👧"]
   * ```
   */
  static train(text: string | Iterable<string>, options: CharacterTokenizerOptions = {}): CharacterTokenizer {
    const { minCount = 1, unknown } = options;
    if (!Number.isInteger(minCount) || minCount < 1) {
      throw new RangeError(`CharacterTokenizer.train: minCount must be a positive integer; got ${minCount}.`);
    }
    if (minCount > 1 && unknown === undefined) {
      throw new RangeError(
        `CharacterTokenizer.train: minCount = ${minCount} leaves characters out, so unknown must name the token that stands for them; got none.`,
      );
    }
    const texts = typeof text === "string" ? [text] : text;
    const clusters = options.graphemes ?? false;
    const counts = clusters ? countGraphemes(texts) : countCharacters(texts);
    const kept = [...counts].filter(([, count]) => count >= minCount).map(([character]) => character);
    if (kept.length === 0) {
      const came = counts.size === 0 ? "an empty text" : `${counts.size} characters, all rarer`;
      throw new RangeError(
        `CharacterTokenizer.train: text must have a character that occurs at least minCount = ${minCount} times; got ${came}.`,
      );
    }
    const characters = kept.sort(byCodePoints);
    const unit = { graphemes: clusters };
    if (unknown === undefined) return new CharacterTokenizer(new Vocabulary(characters), unit);
    const others = characters.filter((character) => character !== unknown);
    return new CharacterTokenizer(new Vocabulary([unknown, ...others], { unknown }), unit);
  }

  /**
   * The ids of the characters of a text.
   *
   * @param text - Any string.
   * @returns One id for every code point.
   * @throws UnknownTokenError for a character outside the vocabulary, if there is no unknown token.
   *
   * @example
   * ```ts
   * import { CharacterTokenizer } from "@unroll/tokenizers";
   *
   * const tokenizer = CharacterTokenizer.train("abc");
   * Array.from(tokenizer.encode("cab")); // => [2, 0, 1]
   * tokenizer.encode("café"); // throws UnknownTokenError: CharacterTokenizer.encode: unknown character "f" (U+0066) at position 2
   * ```
   */
  encode(text: string): Int32Array {
    checkText("CharacterTokenizer.encode", text);
    if (this.#clusters !== undefined) return this.#encodeGraphemes(text, this.#clusters);
    const basic = this.#basic;
    const unknownId = this.#unknownId;
    const ids = new Int32Array(text.length);
    let n = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let id: number;
      if (unit < 0xd800 || unit > 0xdfff) {
        id = unit < basic.length ? basic[unit]! : ABSENT;
        if (id === ABSENT) id = unknownId === ABSENT ? this.#refuse(String.fromCharCode(unit), i) : unknownId;
      } else {
        const position = i;
        const codePoint = codePointOrReplacement(text, i);
        if (codePoint > 0xffff) i++;
        id = this.#idOf(codePoint);
        if (id === ABSENT)
          id = unknownId === ABSENT ? this.#refuse(String.fromCodePoint(codePoint), position) : unknownId;
      }
      ids[n++] = id;
    }
    return n === ids.length ? ids : ids.slice(0, n);
  }

  /**
   * The text of ids: their tokens, one after the other. An unknown token stands in it as it is written.
   *
   * @param ids - Integers from 0 to vocabulary.size - 1.
   * @throws RangeError if an id is outside.
   *
   * @example
   * ```ts
   * import { CharacterTokenizer } from "@unroll/tokenizers";
   *
   * const tokenizer = CharacterTokenizer.train("abc", { unknown: "?" });
   * tokenizer.decode(tokenizer.encode("a bee")); // => "a?b??"
   * ```
   */
  decode(ids: ArrayLike<number>): string {
    const tokens = this.vocabulary.tokens();
    let text = "";
    for (let i = 0; i < ids.length; i++) {
      const token = tokens[ids[i]!];
      if (token === undefined) {
        throw new RangeError(
          `CharacterTokenizer.decode: ids must be integers from 0 to ${tokens.length - 1}; got ${ids[i]} at index ${i}.`,
        );
      }
      text += token;
    }
    return text;
  }

  /**
   * The tokenizer as JSON, for {@link CharacterTokenizer.fromJSON}. It is a `tokenizer.json` of Hugging Face (a WordLevel model
   * over single characters): their libraries read it and give the same ids.
   */
  toJSON(): CharacterTokenizerJSON {
    return characterTokenizerJSON(this.vocabulary, this.#clusters !== undefined);
  }

  /**
   * The tokenizer that {@link CharacterTokenizer.toJSON} wrote. Everything is checked: the JSON may come from anywhere.
   *
   * @param json - The parsed JSON.
   * @throws TokenizerFormatError naming the first field that is wrong.
   *
   * @example
   * ```ts
   * import { CharacterTokenizer } from "@unroll/tokenizers";
   *
   * const text = JSON.stringify(CharacterTokenizer.train("abc"));
   * const tokenizer = CharacterTokenizer.fromJSON(JSON.parse(text));
   * Array.from(tokenizer.encode("cab")); // => [2, 0, 1]
   * ```
   */
  static fromJSON(json: unknown): CharacterTokenizer {
    const { vocabulary, clusters } = readCharacterTokenizer(json);
    return new CharacterTokenizer(vocabulary, { graphemes: clusters });
  }

  #idOf(codePoint: number): number {
    if (codePoint > 0xffff) return this.#beyond.get(codePoint) ?? ABSENT;
    return codePoint < this.#basic.length ? this.#basic[codePoint]! : ABSENT;
  }

  #encodeGraphemes(text: string, clusters: Matches): Int32Array {
    const whole = wellFormed(text);
    const ids: number[] = [];
    clusters(whole, (from, to) => {
      const character = whole.slice(from, to);
      const id = this.vocabulary.idOf(character) ?? this.#unknownId;
      ids.push(id === ABSENT ? this.#refuse(character, from) : id);
    });
    return Int32Array.from(ids);
  }

  #refuse(character: string, position: number): never {
    const codePoint = character.codePointAt(0)!;
    throw new UnknownTokenError(
      `CharacterTokenizer.encode: unknown character ${describe(character)} (${describeCodePoint(codePoint)}) at position ${position}; the vocabulary has ${this.vocabulary.size} characters and no unknown token.`,
      { character, codePoint, position },
    );
  }
}

/** How often each grapheme cluster occurs. */
function countGraphemes(texts: Iterable<string>): Map<string, number> {
  const counting = countWords("CharacterTokenizer.train", texts, graphemes());
  let step = counting.next();
  while (!step.done) step = counting.next();
  return step.value;
}

/** The order of code points, which beyond U+FFFF is not that of UTF-16 units. */
function byCodePoints(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}

/** How often each code point occurs. */
function countCharacters(texts: Iterable<string>): Map<string, number> {
  // Nearly every character of nearly every text is below this; an array is ten times as fast as the map.
  const common = new Float64Array(0x3000);
  const counts = new Map<number, number>();
  for (const text of texts) {
    checkText("CharacterTokenizer.train", text);
    for (let i = 0; i < text.length; i++) {
      const codePoint = codePointOrReplacement(text, i);
      if (codePoint < common.length) {
        common[codePoint]! += 1;
      } else {
        if (codePoint > 0xffff) i++;
        counts.set(codePoint, (counts.get(codePoint) ?? 0) + 1);
      }
    }
  }
  common.forEach((count, codePoint) => {
    if (count > 0) counts.set(codePoint, count);
  });
  return new Map(Array.from(counts, ([codePoint, count]) => [String.fromCodePoint(codePoint), count]));
}

/** The code point at index i, U+FFFD for a lone surrogate. */
function codePointOrReplacement(text: string, i: number): number {
  const codePoint = text.codePointAt(i)!;
  return codePoint >= 0xd800 && codePoint <= 0xdfff ? REPLACEMENT : codePoint;
}
