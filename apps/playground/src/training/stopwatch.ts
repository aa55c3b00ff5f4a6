/** Measures time that can be interrupted. */
export class Stopwatch {
  #before = 0;
  #since: number | null = null;
  readonly #now: () => number;

  /** @param now the clock, in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Goes on; nothing when it runs already. */
  start(): void {
    this.#since ??= this.#now();
  }

  /** Stands still; nothing when it does already. */
  stop(): void {
    this.#before += this.#running;
    this.#since = null;
  }

  /** The time it has run. */
  get seconds(): number {
    return (this.#before + this.#running) / 1000;
  }

  get #running(): number {
    return this.#since === null ? 0 : this.#now() - this.#since;
  }
}
