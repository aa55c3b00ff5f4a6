import { CorpusError } from "../errors.ts";

/** Engines hold no more entries than this in one map. */
const most = 2 ** 24 - 1;

/** Counts texts. */
export class Counter {
  readonly counts: Map<string, number> = new Map();
  total = 0;
  readonly #what: string;

  /** @param what - What is counted where, for the error if it is too many. */
  constructor(what: string) {
    this.#what = what;
  }

  /** Counts one more; tells how many there were before. */
  add(text: string): number {
    const before = this.counts.get(text) ?? 0;
    if (before === 0 && this.counts.size === most) {
      throw new CorpusError(
        `summarizeCorpus: there must be at most ${most} different ${this.#what}; got more, so give a part of it.`,
        { problem: "too-large", corpus: this.#what },
      );
    }
    this.counts.set(text, before + 1);
    this.total++;
    return before;
  }

  /** The most frequent, first those of more, then by code units. */
  frequent(count: number): { text: string; count: number }[] {
    return Array.from(this.counts, ([text, count]) => ({ text, count }))
      .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
      .slice(0, count);
  }
}
