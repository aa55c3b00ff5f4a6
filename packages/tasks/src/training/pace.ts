/** How many of the last steps the speed is taken from. */
const RECENT = 20;

/** Keeps the time of a run: its total and the speed of its last steps. */
export class Pace {
  /** Time spent in the run, in seconds; restored when it is resumed. */
  seconds = 0;
  readonly #recent: number[] = [];

  /** Runs a piece of work and adds its time. */
  measure<T>(work: () => T): T {
    const began = performance.now();
    try {
      return work();
    } finally {
      this.seconds += (performance.now() - began) / 1000;
    }
  }

  /** As `measure`, for a training step. */
  measureStep<T>(work: () => T): T {
    const before = this.seconds;
    const result = this.measure(work);
    this.#recent.push(this.seconds - before);
    if (this.#recent.length > RECENT) this.#recent.shift();
    return result;
  }

  /** The median time of a recent step in seconds: one step that was held up does not count. 0 before the first. */
  get secondsPerStep(): number {
    const sorted = this.#recent.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  }
}
