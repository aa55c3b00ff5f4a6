import type { BackendName } from "@unroll/tensor";
import { type Command, Option } from "commander";
import { backendOption, defaultFolder, type Report, reportingOptions } from "../options.ts";
import type { Session } from "../session.ts";
import { notEmpty, path } from "../values.ts";

/** What `unroll score` was told, defaults filled in. */
export interface ScoreOptions {
  readonly model: string;
  readonly text?: string;
  readonly prompt: string;
  readonly backend?: BackendName;
}

/** Gives `unroll score` its options, its help and its work. */
export function defineScore(command: Command, session: Session, report: Report): void {
  const scoring = "Scoring:";
  const options = [
    new Option("-m, --model <folder>", "the folder of the model")
      .argParser(path)
      .default(defaultFolder)
      .helpGroup(scoring),
    new Option("--text <text>", "the text itself, instead of a file").argParser(notEmpty).helpGroup(scoring),
    new Option("-p, --prompt <text>", "what stands before the text and is not scored")
      .default("", "a new line")
      .helpGroup(scoring),
    backendOption().helpGroup(scoring),
    ...reportingOptions(),
  ];
  for (const each of options) command.addOption(each);
  command
    .description("Tell how likely a trained model finds a text, and what in it surprises it most.")
    .argument("[file]", "a text file, in UTF-8", path)
    .addHelpText("after", '\nExample:\n  $ unroll score --model book-lm --text "Call me Ishmael."')
    .action(async (file: string | undefined) => {
      const { scoreLm } = await import("./score.ts");
      report(await scoreLm(file, command.opts<ScoreOptions>(), session));
    });
}
