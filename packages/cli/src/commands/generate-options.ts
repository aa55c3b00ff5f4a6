import type { BackendName } from "@unroll/tensor";
import { type Command, Option } from "commander";
import { backendOption, defaultFolder, type Report, reportingOptions } from "../options.ts";
import type { Session } from "../session.ts";
import { nonNegativeNumber, notEmpty, path, positiveNumber, share, wholeNumber } from "../values.ts";

/** What `unroll generate` was told, defaults filled in. */
export interface GenerateOptions {
  readonly prompt: string;
  readonly length: number;
  readonly temperature: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly repetitionPenalty?: number;
  readonly alphabet?: string;
  readonly stop: readonly string[];
  readonly beam?: number;
  readonly seed: number;
  readonly backend?: BackendName;
}

/** Gives `unroll generate` its options, its help and its work. */
export function defineGenerate(command: Command, session: Session, report: Report): void {
  const writing = "Writing:";
  const choosing = "Choosing the next token:";
  const options = [
    new Option("-p, --prompt <text>", "the beginning to write on from").default("", "a new line").helpGroup(writing),
    new Option("-n, --length <n>", "tokens to write at most: characters, as a rule")
      .argParser(wholeNumber())
      .default(400)
      .helpGroup(writing),
    new Option("--stop <text>", "end before this text; may be given several times")
      .argParser((text: string, before: readonly string[]) => [...before, notEmpty(text)])
      .default([], "none")
      .helpGroup(writing),
    new Option("--seed <n>", "the same seed writes the same text")
      .argParser(wholeNumber(0))
      .default(1)
      .helpGroup(writing),
    backendOption().helpGroup(writing),
    new Option("-t, --temperature <x>", "0 takes the likeliest, 1 draws as the model learnt, more is wilder")
      .argParser(nonNegativeNumber)
      .default(0.8)
      .helpGroup(choosing),
    new Option("--top-k <n>", "draw from the n likeliest only").argParser(wholeNumber()).helpGroup(choosing),
    new Option("--top-p <x>", "draw from the likeliest that together reach x, such as 0.9")
      .argParser(share)
      .helpGroup(choosing),
    new Option("--repetition-penalty <x>", "above 1 avoids what has come before, such as 1.2")
      .argParser(positiveNumber)
      .helpGroup(choosing),
    new Option("--alphabet <characters>", "write with these characters only").argParser(notEmpty).helpGroup(choosing),
    new Option("--beam <n>", "look for the likeliest texts, n side by side, instead of drawing")
      .argParser(wholeNumber(1, 1000))
      .conflicts(["topK", "topP", "repetitionPenalty"])
      .helpGroup(choosing),
    ...reportingOptions(),
  ];
  for (const each of options) command.addOption(each);
  command
    .description("Let a trained model write on from a beginning, each token as soon as it is drawn.")
    .argument("[folder]", "the folder of the model", path, defaultFolder)
    .addHelpText("after", '\nExample:\n  $ unroll generate book-lm --prompt "Call me" --top-p 0.9 --stop "."')
    .action(async (folder: string) => {
      const { generateLm } = await import("./generate.ts");
      report(await generateLm(folder, command.opts<GenerateOptions>(), session));
    });
}
