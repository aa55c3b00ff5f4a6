import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { AddingOptions } from "./adding-problem/run.ts";
import type { G2pOptions } from "./g2p-checkpoint/run.ts";
import type { Print } from "./print.ts";

/** Runs the command: prints results, errors to stderr, and gives the exit code. */
export async function main(args: readonly string[], print: Print): Promise<number> {
  let code = 0;
  const program = createProgram(print, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args.length === 0 ? ["--help"] : [...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // --help
    process.stderr.write(`error: ${sentence(error)}\n`);
    return error instanceof CommanderError ? 2 : 1;
  }
}

const dataOption = ["--data <dir>", "the folder of data; default: UNROLL_DATA, or data/ of the repository"] as const;

/** The recipes and their options. What a recipe needs is loaded when it is asked for. */
function createProgram(print: Print, report: (code: number) => void): Command {
  const program = new Command("npm run recipe --")
    .description("Load or train a whole model, and print a published result beside ours.")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .configureOutput({ getOutHelpWidth: () => 80, writeOut: (text) => print(text.trimEnd()), writeErr: () => {} })
    .exitOverride();

  program
    .command("g2p-checkpoint")
    .summary("how English words are spoken, by a model that others trained")
    .description("Load the grapheme-to-phoneme GRU of the Python package g2p_en, and say words.")
    .argument("[words...]", "what to say")
    .option("--check", "compare with the origin over 300 words")
    .option(...dataOption)
    .addHelpText("after", "\nExample:\n  $ npm run recipe -- g2p-checkpoint activationist --check")
    .action(async (words: string[], options: G2pOptions, command: Command) => {
      if (words.length === 0 && !options.check) command.error("name words, or --check", { exitCode: 2 });
      const { run } = await import("./g2p-checkpoint/run.ts");
      report(run(words, options, print));
    });

  program
    .command("adding-problem")
    .summary("what recurrent networks can keep over 100 steps")
    .description("Train LSTM, GRU, IRNN and a tanh RNN on the adding problem, and compare them with a constant.")
    .option("--length <n>", "steps of a sequence", wholeNumber(2), 100)
    .option("--steps <n>", "steps of training", wholeNumber(1), 3000)
    .option("--seeds <list>", "what weights and sequences are drawn from", wholeNumbers, [1, 2, 3])
    .addHelpText("after", "\nExample:\n  $ npm run recipe -- adding-problem --length 30 --steps 500 --seeds 1")
    .action(async (options: AddingOptions) => {
      const { run } = await import("./adding-problem/run.ts");
      report(run(options, print));
    });
  return program;
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
    }
    return value;
  };
}

function wholeNumbers(text: string): readonly number[] {
  return text.split(",").map(wholeNumber(0));
}

/** Errors of the command line in one line. */
function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^error: /, "").replace(/\n\(Did you mean (.*)\?\)$/, "; did you mean $1?");
}
