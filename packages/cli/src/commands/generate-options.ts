import type { BackendName } from "@unroll/tensor";
import { type Command, Option } from "commander";
import { backendOption, defaultFolder, type Report, reportingOptions } from "../options.ts";
import type { Session } from "../session.ts";
import { nonNegativeNumber, path, wholeNumber } from "../values.ts";

/** What `unroll generate` was told, defaults filled in. */
export interface GenerateOptions {
  readonly prompt: string;
  readonly length: number;
  readonly temperature: number;
  readonly seed: number;
  readonly backend?: BackendName;
}

/** Gives `unroll generate` its options, its help and its work. */
export function defineGenerate(command: Command, session: Session, report: Report): void {
  const writing = "Writing:";
  const options = [
    new Option("-p, --prompt <text>", "the beginning to write on from").default("", "a new line").helpGroup(writing),
    new Option("-n, --length <n>", "characters to write").argParser(wholeNumber()).default(400).helpGroup(writing),
    new Option("-t, --temperature <x>", "0 takes the likeliest, 1 draws as the model learnt, more is wilder")
      .argParser(nonNegativeNumber)
      .default(0.8)
      .helpGroup(writing),
    new Option("--seed <n>", "the same seed writes the same text")
      .argParser(wholeNumber(0))
      .default(1)
      .helpGroup(writing),
    backendOption().helpGroup(writing),
    ...reportingOptions(),
  ];
  for (const each of options) command.addOption(each);
  command
    .description("Let a trained model write on from a beginning, character by character.")
    .argument("[folder]", "the folder of the model", path, defaultFolder)
    .addHelpText("after", '\nExample:\n  $ unroll generate book-lm --prompt "Call me" --length 600')
    .action(async (folder: string) => {
      const { generateLm } = await import("./generate.ts");
      report(await generateLm(folder, command.opts<GenerateOptions>(), session));
    });
}
