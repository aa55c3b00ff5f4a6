import { describeError, UsageError } from "./errors.ts";
import { type Output, output } from "./terminal.ts";

/**
 * Where one call of the command writes.
 *
 * For people, results go to stdout; progress, notes and errors go to stderr. With `--json`, stdout carries one JSON
 * object a line and nothing else, and stderr at most one: the error.
 */
export class Session {
  readonly json: boolean;
  /** For results. */
  readonly out: Output;
  /** For progress, notes and errors. */
  readonly err: Output;

  constructor(options: { json: boolean; colour: boolean }) {
    this.json = options.json;
    this.out = output(process.stdout, options.colour);
    this.err = output(process.stderr, options.colour);
  }

  /** A line for the person who waits; scripts do not get it. */
  note(text: string): void {
    if (!this.json) this.err.line(text);
  }

  /** An object for the script that reads; people do not get it. */
  event(event: { readonly type: string } & Readonly<Record<string, unknown>>): void {
    if (this.json) this.out.line(JSON.stringify(event));
  }

  /** Tell what went wrong, in one line. The result is the exit code: 2 for a mistake in the call, else 1. */
  fail(error: unknown): number {
    if (process.env.UNROLL_DEBUG === "1") console.error(error);
    const { code, message } = describeError(error);
    if (this.json) this.err.line(JSON.stringify({ type: "error", code, message }));
    else this.err.line(`${this.err.palette.red("error:")} ${message}`);
    return error instanceof UsageError ? 2 : 1;
  }
}
