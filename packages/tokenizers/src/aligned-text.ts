// Text that remembers where it came from. Whatever normalizers and pre-tokenizers do to it, every stretch of it can be traced
// to the stretch of the original that it stands for.

/** Puts `text` in the place of the units from `from` to `to`. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

// A file from anywhere may put a book in the place of every letter: no text may grow beyond this.
const MOST_GROWTH = 64;
const ALWAYS_ALLOWED = 65_536;

/** A text, and for each of its UTF-16 units the range of the original that the unit stands for. */
export class AlignedText {
  readonly text: string;
  // Where the first unit lies in the original (if there are no tables) or in the tables.
  readonly #base: number;
  // The ranges of the units; without them unit i is unit base + i of the original.
  readonly #starts: Int32Array | undefined;
  readonly #ends: Int32Array | undefined;
  readonly #most: number; // how many units edits may make of the text

  private constructor(text: string, base: number, most: number, starts?: Int32Array, ends?: Int32Array) {
    this.text = text;
    this.#base = base;
    this.#most = most;
    this.#starts = starts;
    this.#ends = ends;
  }

  /** The part of an original that begins at `base`. */
  static of(text: string, base: number): AlignedText {
    return new AlignedText(text, base, ALWAYS_ALLOWED + MOST_GROWTH * text.length);
  }

  /** Where in the original the unit `i` begins; for the end of the text, where its last unit ends. */
  start(i: number): number {
    if (this.#starts === undefined) return this.#base + i;
    if (i < this.text.length) return this.#starts[this.#base + i]!;
    return this.text.length === 0 ? (this.#starts[Math.min(this.#base, this.#starts.length - 1)] ?? 0) : this.end(i);
  }

  /** Where in the original the units before `i` end. */
  end(i: number): number {
    if (this.#ends === undefined) return this.#base + i;
    return i === 0 ? this.start(0) : this.#ends[this.#base + i - 1]!;
  }

  slice(from: number, to: number): AlignedText {
    if (from === 0 && to === this.text.length) return this;
    return new AlignedText(this.text.slice(from, to), this.#base + from, this.#most, this.#starts, this.#ends);
  }

  /** Another text of the same length, unit for unit. */
  renamed(text: string): AlignedText {
    return text === this.text ? this : new AlignedText(text, this.#base, this.#most, this.#starts, this.#ends);
  }

  /** The text in which each character is written with `widths` of it, a unit of the first: 1 to 4. */
  rewritten(text: string, widths: Uint8Array): AlignedText {
    const starts = new Int32Array(text.length);
    const ends = new Int32Array(text.length);
    let n = 0;
    for (let from = 0; from < this.text.length; ) {
      const to = from + (this.text.codePointAt(from)! > 0xffff ? 2 : 1);
      const start = this.start(from);
      const end = this.end(to);
      for (let i = widths[from]!; i > 0; i--, n++) {
        starts[n] = start;
        ends[n] = end;
      }
      from = to;
    }
    return new AlignedText(text, 0, this.#most, starts, ends);
  }

  /** The text after edits, which are in order and do not overlap. Each unit of a new text stands for all that it replaces. */
  edited(edits: readonly Edit[]): AlignedText {
    if (edits.length === 0) return this;
    let length = this.text.length;
    for (const { from, to, text } of edits) length += text.length - (to - from);
    if (length > this.#most) {
      throw new RangeError(
        `Tokenizer: a text must not grow beyond ${this.#most} units when it is normalized; got ${length}.`,
      );
    }
    const starts = new Int32Array(length);
    const ends = new Int32Array(length);
    const parts: string[] = [];
    let done = 0;
    let n = 0;
    const keep = (to: number): void => {
      if (done < to) parts.push(this.text.slice(done, to));
      for (; done < to; done++, n++) {
        starts[n] = this.start(done);
        ends[n] = this.end(done + 1);
      }
    };
    for (const { from, to, text } of edits) {
      keep(from);
      parts.push(text);
      const start = this.start(from);
      starts.fill(start, n, n + text.length);
      // What is put in before a unit stands for nothing, and nothing ends before it begins.
      ends.fill(from === to ? start : this.end(to), n, n + text.length);
      n += text.length;
      done = to;
    }
    keep(this.text.length);
    if (length === 0)
      return new AlignedText("", 0, this.#most, Int32Array.of(this.start(0)), Int32Array.of(this.start(0)));
    return new AlignedText(parts.join(""), 0, this.#most, starts, ends);
  }

  /** The text with every match of a pattern replaced. */
  replaced(pattern: RegExp, replacement: (match: string) => string): AlignedText {
    const edits: Edit[] = [];
    for (const match of this.text.matchAll(pattern)) {
      const text = replacement(match[0]);
      if (text !== match[0]) edits.push({ from: match.index, to: match.index + match[0].length, text });
    }
    return this.edited(edits);
  }
}
