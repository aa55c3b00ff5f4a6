import { readFileSync } from "node:fs";
import { Command } from "commander";
import type { Report } from "./options.ts";
import type { Session } from "./session.ts";

/** Help is written for a terminal of this width, and for narrower ones. */
const helpColumns = 80;

/**
 * The commands and their options.
 *
 * What a command needs is loaded when that command is asked for: tensors and kernels must not make `unroll --help` slow.
 */
export function createProgram(session: Session, report: Report): Command {
  const program = new Command("unroll")
    .description("Train recurrent language models on your own text, and let them write.")
    .version(ownVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .configureHelp({ styleTitle: (title) => session.out.palette.bold(title) })
    .configureOutput({
      writeErr: () => {}, // errors are told once, in one place: Session.fail
      getOutHasColors: () => session.out.coloured,
      getOutHelpWidth: () => Math.min(helpColumns, session.out.stream.columns ?? helpColumns),
    })
    .exitOverride()
    .showSuggestionAfterError(true)
    .addHelpText(
      "after",
      `
Examples:
  $ unroll train lm                         learns from Moby Dick
  $ unroll train lm book.txt --out book-lm  learns from a text of yours
  $ unroll generate --prompt "Call me"      writes on from a beginning
  $ unroll data train.tsv dev.tsv           sums up a corpus

Exit codes: 0 done, 1 failed, 2 called wrongly, 130 interrupted by Ctrl-C.`,
    );

  const train = program.command("train").description("train a model").helpCommand(false);
  train.addHelpText("after", "\nExample:\n  $ unroll train lm book.txt --out book-lm");
  const trainLm = train.command("lm").summary("a character language model");
  train.hook("preSubcommand", async () => {
    const { defineTrainLm } = await import("./commands/train-lm-options.ts");
    defineTrainLm(trainLm, session, report);
  });

  const generate = program.command("generate").summary("let a trained model write");
  program.hook("preSubcommand", async (_, command) => {
    if (command !== generate) return;
    const { defineGenerate } = await import("./commands/generate-options.ts");
    defineGenerate(generate, session, report);
  });

  const score = program.command("score").summary("tell how likely a model finds a text");
  program.hook("preSubcommand", async (_, command) => {
    if (command !== score) return;
    const { defineScore } = await import("./commands/score-options.ts");
    defineScore(score, session, report);
  });

  const data = program.command("data").summary("sum up a corpus: sizes, words, labels, duplicates");
  program.hook("preSubcommand", async (_, command) => {
    if (command !== data) return;
    const { defineData } = await import("./commands/data-options.ts");
    defineData(data, session, report);
  });
  return program;
}

function ownVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
