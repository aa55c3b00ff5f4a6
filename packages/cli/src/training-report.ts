import type { Corpus } from "@unroll/datasets";
import type { EndEvent, Evaluation, LanguageModelTraining, SampleEvent } from "@unroll/tasks";
import type { Baselines } from "./baselines.ts";
import { modelName } from "./model-name.ts";
import { count, duration, loss } from "./numbers.ts";
import { defaultFolder } from "./options.ts";
import type { Session } from "./session.ts";
import { type Row, tableLines } from "./table.ts";

/** What there is to tell when a run is done. */
export interface TrainingResult {
  readonly corpus: Corpus;
  readonly folder: string;
  readonly end: EndEvent<Evaluation>;
  readonly sample: SampleEvent | undefined;
  readonly baselines: Baselines;
  readonly training: LanguageModelTraining;
}

/** Tells how good the model is, what it writes, where it lies and how to use it. */
export function writeReport(session: Session, result: TrainingResult): void {
  const { corpus, folder, end, sample, baselines, training } = result;
  if (session.json) {
    session.event({
      type: "result",
      folder,
      steps: end.step,
      seconds: end.seconds,
      loss: end.evaluation?.loss ?? null,
      bitsPerCharacter: end.evaluation?.bitsPerCharacter ?? null,
      baselines,
      sample: sample?.text ?? null,
    });
    return;
  }
  const { line, palette } = session.out;
  line();
  line(`Held-out loss on ${corpus.name} after ${count(end.step)} steps, ${duration(end.seconds)}`);
  line();
  const name = `this model, ${modelName(training.model.config)}`;
  for (const text of tableLines(["model", "nats/character", "bits/character"], rows(name, end, baselines), palette)) {
    line(`  ${text}`);
  }
  if (sample !== undefined) {
    line();
    line(palette.dim(`It writes, at temperature ${sample.temperature}:`));
    line();
    for (const text of wrapped((sample.prompt + sample.text).trim(), sampleColumns)) line(`  ${text}`);
  }
  line();
  line(`The model is in ${palette.bold(folder)}. Let it write:`);
  line(`  ${palette.cyan(generateCommand(folder))}`);
}

/** Beside the margin, a sample stays within 80 columns. */
const sampleColumns = 76;

/** Lines of at most `columns` characters where the words allow it. */
function wrapped(text: string, columns: number): string[] {
  return text.split("\n").flatMap((line) => {
    const lines = [""];
    for (const word of line.split(" ")) {
      const last = lines.at(-1)!;
      if (last === "") lines[lines.length - 1] = word;
      else if (last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

/** The best first. */
function rows(name: string, end: EndEvent<Evaluation>, baselines: Baselines): Row[] {
  const all = [
    { name, nats: end.evaluation?.loss, marked: true },
    { name: "5-gram, Witten-Bell", nats: baselines.fiveGram, marked: false },
    { name: "unigram", nats: baselines.unigram, marked: false },
  ];
  return all
    .sort((a, b) => (a.nats ?? Number.POSITIVE_INFINITY) - (b.nats ?? Number.POSITIVE_INFINITY))
    .map(({ name, nats, marked }) => ({
      cells: [name, loss(nats), loss(nats === undefined ? undefined : nats / Math.LN2)],
      marked,
    }));
}

/** What to type to go on with an interrupted run. */
export function resumeCommand(file: string | undefined, folder: string): string {
  const parts = ["unroll train lm"];
  if (file !== undefined) parts.push(quoted(file));
  if (folder !== defaultFolder) parts.push("--out", quoted(folder));
  return [...parts, "--resume"].join(" ");
}

function generateCommand(folder: string): string {
  const parts = ["unroll generate"];
  if (folder !== defaultFolder) parts.push(quoted(folder));
  return [...parts, '--prompt "…"'].join(" ");
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w./@:+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
