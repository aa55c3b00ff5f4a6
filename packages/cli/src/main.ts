import { CommanderError } from "commander";
import { UsageError } from "./errors.ts";
import { createProgram } from "./program.ts";
import { Session } from "./session.ts";

/**
 * Run the `unroll` command in this process: what the bin does.
 *
 * It writes to stdout and stderr of the process and never throws.
 *
 * @param args - The arguments after the name of the command, such as `["train", "lm", "book.txt"]`.
 * @returns The exit code: 0, or 2 for a mistake in the arguments, 130 after Ctrl-C, 1 for everything else.
 *
 * @example
 * ```ts
 * import { main } from "@unroll/cli";
 *
 * await main(["generate", "--json", "--length", "0"]); // => 2
 * ```
 */
export async function main(args: readonly string[]): Promise<number> {
  const session = sessionFor(args);
  let code = 0;
  const program = createProgram(session, (result) => {
    code = result;
  });
  // unroll help train lm. The parser's own help command shows options only after they have been defined.
  const [first, ...others] = args;
  const asked = first === undefined ? ["--help"] : first === "help" ? [...others, "--help"] : [...args];
  try {
    await program.parseAsync(asked, { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return session.fail(error);
    // Help and the version come as errors too, so that no library ends the process.
    return error.exitCode === 0 ? 0 : session.fail(usageError(error, args));
  }
}

/** Where a call with these arguments writes. */
export function sessionFor(args: readonly string[]): Session {
  return new Session({ json: asksFor("--json", args), colour: !asksFor("--no-color", args) });
}

/** Whether an option stands among the arguments: asked before they are parsed, since parsing may be what fails. */
function asksFor(option: string, args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).includes(option);
}

/** The same in our words: one sentence, the option by its long name, no line breaks. */
function usageError(error: CommanderError, args: readonly string[]): UsageError {
  if (error.code === "commander.help") {
    return new UsageError(`a command is missing; unroll ${args[0]} --help lists them`);
  }
  const message = error.message
    .replace(/^error: /, "")
    .replace(/\. Expected (.*)\.$/, "; expected $1")
    .replace(/\n\(Did you mean (.*)\?\)$/, "; did you mean $1?")
    .replace(
      /^option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. (\w)(.*?)\.?$/s,
      (_, option: string, value: string, initial: string, rest: string) =>
        `${option}: ${initial.toLowerCase()}${rest}; got '${value}'`,
    );
  return new UsageError(message);
}
