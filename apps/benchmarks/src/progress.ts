/** What is going on, on stderr: a line that is written over on a terminal, and lines that stay. */
export class Progress {
  readonly #told: boolean;
  readonly #isTerminal = process.stderr.isTTY === true;

  /** @param told whether anything is written at all. */
  constructor(told: boolean) {
    this.#told = told;
  }

  /** A line that the next one replaces; nothing where lines cannot be replaced. */
  show(message: string): void {
    if (this.#told && this.#isTerminal) process.stderr.write(`\r\x1b[2K${message.slice(0, 78)}`);
  }

  /** A line that stays. */
  say(message: string): void {
    if (this.#told) process.stderr.write(`${this.#isTerminal ? "\r\x1b[2K" : ""}${message}\n`);
  }

  /** Leaves nothing half written. */
  end(): void {
    if (this.#told && this.#isTerminal) process.stderr.write("\r\x1b[2K");
  }
}
