import type { CorpusFormat } from "@unroll/datasets";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Report, reportingOptions } from "../options.ts";
import type { Session } from "../session.ts";
import { path, wholeNumber } from "../values.ts";
import { type DataOptions, kinds } from "./data-settings.ts";

const formats: readonly CorpusFormat[] = ["text", "tsv", "csv", "jsonl", "conll", "conllu"];

/** Gives `unroll data` its options, its help and its work. */
export function defineData(command: Command, session: Session, report: Report): void {
  const reading = "Reading:";
  const counting = "Counting:";
  const options = [
    new Option("-f, --format <name>", "default: by the name and the first lines").choices(formats).helpGroup(reading),
    new Option("--as <kind>", "what the examples are; default: by the columns")
      .choices(Object.keys(kinds))
      .helpGroup(reading),
    new Option(
      "-c, --columns <list>",
      "text and label, source and target, words and tags:\nplaces from 1 or names, as in 2,1 or text,label",
    )
      .argParser(columnList)
      .helpGroup(reading),
    new Option("--unit <name>", "what lengths and vocabularies are of")
      .choices(["words", "characters"])
      .default("words")
      .helpGroup(counting),
    new Option("--top <n>", "most frequent words and labels to list")
      .argParser(wholeNumber(0))
      .default(10)
      .helpGroup(counting),
    ...reportingOptions(),
  ];
  for (const each of options) command.addOption(each);
  command
    .description(
      "Sum up a corpus: sizes, lengths, what a vocabulary covers, the most frequent\n" +
        "labels, and what stands in it twice. Several files are its parts: train first.",
    )
    .argument("<files...>", "text, TSV, CSV, JSON lines, CoNLL or CoNLL-U, in UTF-8", paths)
    .addHelpText("after", "\nExample:\n  $ unroll data train.tsv dev.tsv --columns 2,1 --as labelled")
    .action(async (files: readonly string[]) => {
      const { summarizeFiles } = await import("./data.ts");
      report(await summarizeFiles(files, command.opts<DataOptions>(), session));
    });
}

function paths(text: string, others: readonly string[] | undefined): readonly string[] {
  return [...(others ?? []), path(text)];
}

/** Places counted from 1, as people do, become places counted from 0. */
function columnList(text: string): (number | string)[] {
  const columns = text.split(",").map((each) => each.trim());
  if (columns.length > 2 || columns.some((each) => each === "" || /^0+$/.test(each))) {
    throw new InvalidArgumentError("expected one or two places from 1, or names, such as 2,1");
  }
  return columns.map((each) => (/^\d+$/.test(each) ? Number(each) - 1 : each));
}
