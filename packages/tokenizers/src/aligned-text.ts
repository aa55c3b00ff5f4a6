// Text that remembers where it came from. Whatever normalizers and pre-tokenizers do to it, every stretch of it can be traced
// to the stretch of the original that it stands for.

/** Puts `text` in the place of the units from `from` to `to`. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** A text, and for each of its UTF-16 units the range of the original that the unit stands for. */
export class AlignedText {
  readonly text: string;
  // Where the first unit lies in the original (if there are no tables) or in the tables.
  readonly #base: number;
  // The ranges of the units; without them unit i is unit base + i of the original.
  readonly #starts: Int32Array | undefined;
  readonly #ends: Int32Array | undefined;

  private constructor(text: string, base: number, starts?: Int32Array, ends?: Int32Array) {
    this.text = text;
    this.#base = base;
    this.#starts = starts;
    this.#ends = ends;
  }

  /** The part of an original that begins at `base`. */
  static of(text: string, base: number): AlignedText {
    return new AlignedText(text, base);
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
    return new AlignedText(this.text.slice(from, to), this.#base + from, this.#starts, this.#ends);
  }

  /** Another text of the same length, unit for unit. */
  renamed(text: string): AlignedText {
    return text === this.text ? this : new AlignedText(text, this.#base, this.#starts, this.#ends);
  }

  /** The text after edits, which are in order and do not overlap. Each unit of a new text stands for all that it replaces. */
  edited(edits: readonly Edit[]): AlignedText {
    if (edits.length === 0) return this;
    let length = this.text.length;
    for (const { from, to, text } of edits) length += text.length - (to - from);
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
    if (length === 0) return new AlignedText("", 0, Int32Array.of(this.start(0)), Int32Array.of(this.start(0)));
    return new AlignedText(parts.join(""), 0, starts, ends);
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
