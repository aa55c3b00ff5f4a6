import { Stopwatch } from "./stopwatch.ts";

/** What a run tells when it stands still and when it goes on. */
export type StandingEvent = { type: "paused" } | { type: "continued" };

/** Lets a run be paused, continued and given up, and measures the time in which it did neither. */
export class RunControl {
  readonly stopwatch: Stopwatch = new Stopwatch();
  readonly #abort = new AbortController();
  readonly #emit: (event: StandingEvent) => void;
  #paused: boolean;
  /** Whether whoever listens believes that it is paused. */
  #told: boolean;
  #wake: () => void = () => {};

  /** @param paused whether the run waits from its beginning to be continued, and everybody knows. */
  constructor(emit: (event: StandingEvent) => void, paused = false) {
    this.#emit = emit;
    this.#paused = paused;
    this.#told = paused;
  }

  /** Aborted when the run is given up. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The run is to stand still the next time it can. */
  pause(): void {
    this.#paused = true;
  }

  /** The run is to go on. */
  continue(): void {
    this.#paused = false;
    this.#wake();
  }

  /** The run is to end, paused or not. */
  giveUp(): void {
    this.#abort.abort();
    this.#wake();
  }

  /** A run that stands still looks again whether it must. */
  wake(): void {
    this.#wake();
  }

  /**
   * Waits as long as the run is paused, and tells when it begins and ends to be. With the run given up, it returns at
   * once.
   *
   * @param held another reason to wait; it is not told, and `wake` makes it looked at again.
   * @param still called before each time of waiting.
   */
  async standStill({ held = () => false, still }: { held?: () => boolean; still?: () => void } = {}): Promise<void> {
    while ((this.#paused || held()) && !this.signal.aborted) {
      this.stopwatch.stop();
      still?.();
      this.#tell();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.signal.aborted) return;
    this.#tell();
    this.stopwatch.start();
  }

  #tell(): void {
    if (this.#paused === this.#told) return;
    this.#told = this.#paused;
    this.#emit({ type: this.#told ? "paused" : "continued" });
  }
}
