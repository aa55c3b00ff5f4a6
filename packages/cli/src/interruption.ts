import { constants } from "node:os";

type Signal = "SIGINT" | "SIGTERM" | "SIGHUP";
const signals: readonly Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Wrappers such as `npm run` pass on a Ctrl-C that the terminal has sent to this process too. */
const samePressMilliseconds = 200;

/**
 * Ctrl-C, asked twice. The first one aborts `signal`, so that work in hand ends at a good place; the second one ends
 * the process at once. SIGTERM and a closed terminal count alike.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #onFirst: () => void;
  readonly #listener: (name: Signal) => void;
  #first: { name: Signal; at: number } | undefined;

  /** @param onFirst - Called on the first signal: what to tell the person who waits. */
  constructor(onFirst: () => void = () => {}) {
    this.#onFirst = onFirst;
    this.#listener = (name) => this.#receive(name);
    for (const name of signals) process.on(name, this.#listener);
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code that tells the caller which signal came: 130 for Ctrl-C. Zero while none did. */
  get exitCode(): number {
    return this.#first === undefined ? 0 : 128 + constants.signals[this.#first.name];
  }

  /** Listen no more. */
  stop(): void {
    for (const name of signals) process.off(name, this.#listener);
  }

  #receive(name: Signal): void {
    const now = Date.now();
    if (this.#first === undefined) {
      this.#first = { name, at: now };
      this.#controller.abort();
      this.#onFirst();
    } else if (now - this.#first.at > samePressMilliseconds) {
      process.exit(128 + constants.signals[name]);
    }
  }
}
