/**
 * Ends a stream of text when one of several strings is complete, in whatever pieces it comes: what could be the beginning of one is held
 * back until it is known, and the string itself never comes out.
 */
export class StopStrings {
  readonly #stops: readonly string[];
  #held = "";
  #stopped = false;

  /** @param stops not empty strings; none is fine. */
  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** Whether one of the strings has come. Then nothing more comes out. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Takes more text in and gives out what is certain. */
  push(text: string): string {
    if (this.#stopped) return "";
    const all = this.#held + text;
    const found = this.#firstComplete(all);
    if (found !== undefined) {
      this.#stopped = true;
      this.#held = "";
      return all.slice(0, found);
    }
    const certain = all.length - this.#beginningAtTheEndOf(all);
    this.#held = all.slice(certain);
    return all.slice(0, certain);
  }

  /** What is held back, when no more text comes. */
  flush(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }

  /** Where the string begins that is complete first; of those that end at the same place the longest. */
  #firstComplete(text: string): number | undefined {
    let first: { from: number; to: number } | undefined;
    for (const stop of this.#stops) {
      const from = text.indexOf(stop);
      if (from < 0) continue;
      const to = from + stop.length;
      if (first === undefined || to < first.to || (to === first.to && from < first.from)) first = { from, to };
    }
    return first?.from;
  }

  /** The length of the longest end of the text with which one of the strings begins. */
  #beginningAtTheEndOf(text: string): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
