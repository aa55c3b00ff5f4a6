import { type Corpus, mobyDick } from "@unroll/datasets";
import { readTextFile } from "@unroll/datasets/node";
import { Rng } from "@unroll/random";
import {
  type EndEvent,
  type Evaluation,
  LanguageModelTraining,
  type LanguageModelTrainingOptions,
  RecurrentLanguageModel,
  type SampleEvent,
  standardPreset,
} from "@unroll/tasks";
import { loadFolder, saveFolder } from "@unroll/tasks/node";
import { type BackendName, backend, setBackend } from "@unroll/tensor";
import { CharacterTokenizer } from "@unroll/tokenizers";
import { measureBaselines } from "../baselines.ts";
import { UsageError } from "../errors.ts";
import { Interruption } from "../interruption.ts";
import { defaultFolder } from "../options.ts";
import { inspectFolder, type PreparedFolder, prepareFolder, removeRunFiles, requireUsable } from "../output-folder.ts";
import type { Session } from "../session.ts";
import { TrainingDisplay } from "../training-display.ts";
import { resumeCommand, writeReport } from "../training-report.ts";
import { type TrainLmOptions, trainLmDefaults } from "./train-lm-settings.ts";

/** What samples on the way and at the end look like. */
const reporting = { evaluateEvery: 100, sampleEvery: 200, sampleLength: 300, temperature: 0.8 } as const;

/** Trains a language model on a file, or on Moby Dick. The result is the exit code. */
export async function trainLm(file: string | undefined, given: TrainLmOptions, session: Session): Promise<number> {
  const folder = given.out ?? defaultFolder;
  const resume = given.resume ?? false;
  let display: TrainingDisplay | undefined;
  const interruption = new Interruption(() => display?.interrupted());
  const { signal } = interruption;
  let training: LanguageModelTraining | undefined;
  let place: PreparedFolder | undefined;
  try {
    const content = await inspectFolder(folder);
    requireUsable(folder, content, { resume, force: given.force ?? false });
    chooseBackend(given.backend, resume && content.kind === "run" ? content.backend : null, session);
    const corpus = file === undefined ? await mobyDick() : await readTextFile(file);
    if (file === undefined) session.note("No file is given: learning from Moby Dick.");
    training = resume ? await resumeRun(folder, corpus, given) : beginRun(corpus, given);
    const baselines = measureBaselines(corpus.text, training.recipe.heldOut);
    if (signal.aborted) return interruption.exitCode;
    place = await prepareFolder(folder);
    session.event({ type: "corpus", name: corpus.name, file: file ?? null, characters: corpus.text.length, folder });
    session.event({ type: "baselines", ...baselines });

    display = new TrainingDisplay(session, training, corpus, baselines);
    const { end, sample } = await run(training, folder, display, session, signal);
    display.stop();
    if (end?.reason === "aborted") {
      session.note(`Saved at step ${end.step}. Go on with: ${resumeCommand(file, folder)}`);
      return interruption.exitCode;
    }
    await removeRunFiles(folder);
    if (end !== undefined) writeReport(session, { corpus, folder, end, sample, baselines, training });
    return 0;
  } finally {
    display?.stop();
    training?.dispose();
    training?.model.dispose();
    interruption.stop();
    await place?.removeIfEmpty();
  }
}

/** Trains to the end or to the signal, showing every event and saving every checkpoint. */
async function run(
  training: LanguageModelTraining,
  folder: string,
  display: TrainingDisplay,
  session: Session,
  signal: AbortSignal,
): Promise<{ end: EndEvent<Evaluation> | undefined; sample: SampleEvent | undefined }> {
  let end: EndEvent<Evaluation> | undefined;
  let sample: SampleEvent | undefined;
  for await (const event of training.run({ signal })) {
    if (event.type === "checkpoint") {
      await saveFolder(folder, event.files);
      session.event({ type: "checkpoint", step: event.step, folder });
    } else {
      session.event({ ...event });
    }
    display.show(event);
    if (event.type === "end") end = event;
    if (event.type === "sample") sample = event;
  }
  return { end, sample };
}

/** The backend that was asked for, or the one with which an interrupted run was begun: another rounds differently. */
function chooseBackend(asked: BackendName | undefined, begun: string | null, session: Session): void {
  const name = asked ?? begun;
  if (name === null || name === backend()) return;
  try {
    setBackend(name as BackendName);
  } catch (error) {
    if (asked !== undefined) throw error;
    session.note(`The run was begun on ${begun}, which is not here; on ${backend()} its numbers will differ a little.`);
  }
}

function beginRun(corpus: Corpus, given: TrainLmOptions): LanguageModelTraining {
  const options = { ...trainLmDefaults, ...reporting, ...trainingOptions(given) };
  const { seed } = options;
  const { hiddenSize, embeddingSize, layers } = given;
  const model = new RecurrentLanguageModel(
    CharacterTokenizer.train(corpus.text),
    {
      ...standardPreset.model,
      ...(hiddenSize === undefined ? {} : { hiddenSize }),
      ...(embeddingSize === undefined ? {} : { embeddingSize }),
      ...(layers === undefined ? {} : { numLayers: layers }),
    },
    { rng: new Rng(seed).split("model") },
  );
  try {
    return new LanguageModelTraining(model, corpus.text, options);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

async function resumeRun(folder: string, corpus: Corpus, given: TrainLmOptions): Promise<LanguageModelTraining> {
  const files = await loadFolder(folder);
  let training: LanguageModelTraining;
  try {
    training = LanguageModelTraining.resume(files, corpus.text, trainingOptions(given));
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
  const { config } = training.model;
  const sizes = [
    ["--hidden-size", config.hiddenSize, given.hiddenSize],
    ["--embedding-size", config.embeddingSize, given.embeddingSize],
    ["--layers", config.kind === "recurrent" ? config.numLayers : 1, given.layers],
  ] as const;
  for (const [flag, was, now] of sizes) {
    if (now === undefined || now === was) continue;
    training.dispose();
    training.model.dispose();
    throw new UsageError(`${flag} cannot change in the middle of a run: it was started with ${was}; got ${now}`);
  }
  return training;
}

/** The options of the run among those of the command line, those not given left out. */
function trainingOptions(given: TrainLmOptions): LanguageModelTrainingOptions {
  const names = [
    "steps",
    "epochs",
    "seconds",
    "batchSize",
    "time",
    "learningRate",
    "heldOut",
    "seed",
    "checkpointEvery",
  ] as const;
  return Object.fromEntries(names.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
}
