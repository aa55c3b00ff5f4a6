import { standardPreset } from "@unroll/tasks";
import { type Command, Option } from "commander";
import { backendOption, defaultFolder, type Report, reportingOptions } from "../options.ts";
import type { Session } from "../session.ts";
import { fraction, path, positiveNumber, wholeNumber } from "../values.ts";
import { type TrainLmOptions, trainLmDefaults } from "./train-lm-settings.ts";

/** Gives `unroll train lm` its options, its help and its work. */
export function defineTrainLm(command: Command, session: Session, report: Report): void {
  const { model, training } = standardPreset;
  const option = (group: string, flags: string, description: string): Option =>
    new Option(flags, description).helpGroup(group);
  const run = "Run:";
  const length = "Length of the run, one of:";
  const size = "Model:";
  const learning = "Training:";
  const options: Option[] = [
    option(run, "-o, --out <folder>", "where the model goes").argParser(path).default(defaultFolder),
    option(run, "--resume", "go on with the interrupted run in that folder"),
    option(run, "--force", "replace the model or the run in that folder").conflicts("resume"),
    option(run, "--checkpoint-every <steps>", "steps between checkpoints")
      .argParser(wholeNumber())
      .default(trainLmDefaults.checkpointEvery),
    option(length, "--steps <n>", "steps of the optimizer")
      .argParser(wholeNumber())
      .default(training.steps)
      .conflicts(["epochs", "seconds"]),
    option(length, "--epochs <n>", "passes over the text").argParser(positiveNumber).conflicts("seconds"),
    option(length, "--seconds <n>", "time, roughly").argParser(positiveNumber),
    option(size, "--hidden-size <n>", "length of the state of the GRU")
      .argParser(wholeNumber())
      .default(model.hiddenSize),
    option(size, "--embedding-size <n>", "length of the vector of a character")
      .argParser(wholeNumber())
      .default(model.embeddingSize),
    option(size, "--layers <n>", "GRUs, one above the other").argParser(wholeNumber()).default(model.numLayers),
    option(learning, "--batch-size <n>", "places of the text read side by side")
      .argParser(wholeNumber())
      .default(training.batchSize),
    option(learning, "--time <n>", "characters of each place in a step")
      .argParser(wholeNumber())
      .default(training.time),
    option(learning, "--learning-rate <x>", "the highest learning rate of Adam")
      .argParser(positiveNumber)
      .default(training.learningRate),
    option(learning, "--held-out <part>", "part of the text, its end, kept to test the model")
      .argParser(fraction)
      .default(trainLmDefaults.heldOut),
    option(learning, "--seed <n>", "the same seed gives the same model")
      .argParser(wholeNumber(0))
      .default(trainLmDefaults.seed),
    backendOption().helpGroup(learning),
    ...reportingOptions(),
  ];
  for (const each of options) command.addOption(each);
  command
    .description(
      "Train a character language model: an embedding, a GRU, and a softmax over the\n" +
        "next character. Without a file it learns from Moby Dick, which comes along.",
    )
    .argument("[file]", "a text file, UTF-8", path)
    .addHelpText(
      "after",
      `
Ctrl-C saves the run. --resume goes on with it, to the same numbers as a run
that was never interrupted. A second Ctrl-C ends at once; the last checkpoint
stays.

Example:
  $ unroll train lm book.txt --out book-lm --seconds 180`,
    )
    .action(async (file: string | undefined) => {
      const { trainLm } = await import("./train-lm.ts");
      report(await trainLm(file, given(command), session));
    });
}

/** The options that stand on the command line, without the defaults that the help shows. */
function given(command: Command): TrainLmOptions {
  const entries = Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === "cli");
  return Object.fromEntries(entries) as TrainLmOptions;
}
