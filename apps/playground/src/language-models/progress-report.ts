import type { Stopwatch } from "../training/stopwatch.ts";
import type { TrainerEvent } from "./protocol.ts";

/** Longest time in seconds that a step waits to be reported. */
const interval = 0.1;

/** Gathers steps, so that the page hears of them ten times a second and not for each. */
export class ProgressReport {
  readonly #emit: (event: TrainerEvent) => void;
  readonly #stopwatch: Stopwatch;
  #steps: number[] = [];
  #losses: number[] = [];
  #charactersPerSecond = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(emit: (event: TrainerEvent) => void, stopwatch: Stopwatch) {
    this.#emit = emit;
    this.#stopwatch = stopwatch;
  }

  /** A step was done. */
  add(step: number, loss: number, charactersPerSecond: number): void {
    this.#steps.push(step);
    this.#losses.push(loss);
    this.#charactersPerSecond = charactersPerSecond;
    if (this.#stopwatch.seconds - this.#last >= interval) this.flush();
  }

  /** Reports what has not been reported. */
  flush(): void {
    if (this.#steps.length === 0) return;
    const seconds = this.#stopwatch.seconds;
    this.#last = seconds;
    const charactersPerSecond = this.#charactersPerSecond;
    this.#emit({ type: "progress", steps: this.#steps, losses: this.#losses, seconds, charactersPerSecond });
    this.#steps = [];
    this.#losses = [];
  }
}
