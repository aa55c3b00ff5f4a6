import { Rng } from "@unroll/random";
import {
  createLanguageModel,
  evaluateLanguageModel,
  generate,
  generateText,
  type LanguageModel,
  type LanguageModelPreset,
  LanguageModelTraining,
} from "@unroll/tasks";
import { CharacterTokenizer, UnknownTokenError } from "@unroll/tokenizers";
import { messageOf } from "../training/failure.ts";
import { RunControl } from "../training/run-control.ts";
import { isMoment } from "./moments.ts";
import { ProgressReport } from "./progress-report.ts";
import type { Baselines, ModelSize, TrainerApi, TrainerEvent } from "./protocol.ts";

/** The book, and what is known of it. */
export interface Book {
  name: string;
  training: string;
  heldOut: string;
}

/** What the trainer takes from outside, so that tests can give it a small book and small models. */
export interface TrainerSources {
  book(): Promise<Book>;
  baselines(book: Book): Baselines;
  presets: Record<ModelSize, LanguageModelPreset>;
}

const prompt = "Call me";
const sampleLength = 420;
/** Held-out characters that an evaluation on the way reads; the last one reads all. */
const evaluationCharacters = 16_384;
/** The same for everybody who presses Train. */
const seed = 1;

interface Run {
  model: LanguageModel;
  training: LanguageModelTraining;
  steps: number;
  control: RunControl;
  progress: ProgressReport;
  /** Settles when it stands still for good. */
  over: Promise<void>;
}

/** Trains one model at a time, tells what happens, and writes. Runs in a worker. */
export class Trainer implements TrainerApi {
  readonly #sources: TrainerSources;
  #emit: (event: TrainerEvent) => void = () => {};
  #book: Book | null = null;
  #tokenizer: CharacterTokenizer | null = null;
  #temperature = 1;
  #run: Run | null = null;
  /** The passage that is being written, and how to end it. */
  #writing: { over: Promise<void>; stop: AbortController } | null = null;
  #passages = 0;
  /** Settles when the last `train` is through: they take turns. */
  #turn: Promise<void> = Promise.resolve();

  constructor(sources: TrainerSources) {
    this.#sources = sources;
  }

  async open(emit: (event: TrainerEvent) => void, temperature: number): Promise<void> {
    this.#emit = emit;
    this.#temperature = temperature;
    const book = await this.#sources.book();
    this.#book = book;
    const text = book.training + book.heldOut;
    this.#tokenizer = CharacterTokenizer.train(text);
    emit({
      type: "corpus",
      corpus: {
        name: book.name,
        characters: text.length,
        heldOutCharacters: book.heldOut.length,
        vocabularySize: this.#tokenizer.vocabulary.size,
      },
    });
    emit({ type: "baselines", baselines: this.#sources.baselines(book) });
  }

  async train(size: ModelSize): Promise<void> {
    const before = this.#turn;
    this.#turn = before.then(async () => {
      try {
        await this.#giveUp();
        this.#begin(size);
      } catch (error) {
        this.#emit({ type: "failed", message: messageOf(error) });
      }
    });
    await this.#turn;
  }

  async pause(): Promise<void> {
    this.#run?.control.pause();
  }

  async continue(): Promise<void> {
    this.#run?.control.continue();
  }

  async setTemperature(temperature: number): Promise<void> {
    this.#temperature = temperature;
  }

  async write(beginning: string, length: number, onText: (text: string) => void): Promise<string> {
    const run = this.#run;
    if (run === null) throw new Error("There is no model yet that could write: press Train first.");
    await this.#stopWriting();
    const stop = new AbortController();
    const options = {
      prompt: plainQuotes(beginning),
      length,
      temperature: this.#temperature,
      rng: new Rng(seed).split("passages").split(this.#passages++),
      signal: stop.signal,
    };
    const passage = (async () => {
      let text = "";
      for await (const character of generate(run.model, options)) {
        text += character;
        onText(character);
      }
      return text;
    })();
    const over = passage.then(
      () => {},
      () => {},
    );
    this.#writing = { over, stop };
    try {
      return await passage;
    } catch (error) {
      if (!(error instanceof UnknownTokenError)) throw error;
      throw new Error(`The book never uses the character “${error.character}”, so the model does not know it.`);
    } finally {
      if (this.#writing?.stop === stop) this.#writing = null;
      this.#run?.control.wake();
    }
  }

  async #stopWriting(): Promise<void> {
    this.#writing?.stop.abort();
    await this.#writing?.over;
  }

  async #giveUp(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    run.control.giveUp();
    await this.#stopWriting();
    await run.over;
    run.training.dispose();
    run.model.dispose();
  }

  #begin(size: ModelSize): void {
    const book = this.#book;
    const tokenizer = this.#tokenizer;
    if (book === null || tokenizer === null) throw new Error("The book is not open yet.");
    const preset = this.#sources.presets[size];
    const rng = new Rng(seed);
    const model = createLanguageModel(tokenizer, preset.model, { rng: rng.split("weights") });
    // The trainer measures and samples at moments of its own choice; only the last evaluation is the training's.
    const training = new LanguageModelTraining(model, book.training + book.heldOut, {
      ...preset.training,
      heldOut: book.heldOut.length / (book.training.length + book.heldOut.length),
      seed,
      evaluateEvery: 0,
    });
    const { batchSize, time } = training.recipe;
    const control = new RunControl(this.#emit);
    const run: Run = {
      model,
      training,
      steps: preset.training.steps,
      control,
      progress: new ProgressReport(this.#emit, control.stopwatch),
      over: Promise.resolve(),
    };
    this.#run = run;
    this.#emit({
      type: "start",
      size,
      parameters: model.parameters().reduce((sum, { size: numbers }) => sum + numbers, 0),
      steps: run.steps,
      charactersPerStep: batchSize * time,
    });
    run.over = this.#follow(run, book.heldOut);
  }

  /** Follows a run to its end. What goes wrong is reported, never thrown. */
  async #follow(run: Run, heldOut: string): Promise<void> {
    const { signal, stopwatch } = run.control;
    try {
      stopwatch.start();
      await this.#measureAndWrite(run, 0, heldOut);
      for await (const event of run.training.run({ signal })) {
        if (signal.aborted) return;
        if (event.type === "step") {
          run.progress.add(event.step, event.loss, event.tokensPerSecond);
          if (isMoment(event.step, run.steps)) await this.#measureAndWrite(run, event.step, heldOut);
        } else if (event.type === "evaluation") {
          run.progress.flush();
          this.#emit({ type: "evaluation", step: event.step, loss: event.evaluation.loss, seconds: stopwatch.seconds });
          await this.#writeSample(run, event.step, event.evaluation.loss);
        }
        await run.control.standStill({
          held: () => this.#writing !== null,
          still: () => run.progress.flush(),
        });
        if (signal.aborted) return;
      }
      stopwatch.stop();
      this.#emit({ type: "finished" });
    } catch (error) {
      if (!signal.aborted) this.#emit({ type: "failed", message: messageOf(error) });
    } finally {
      stopwatch.stop();
    }
  }

  /** One moment of the training: the loss on pages never seen, and a page written. */
  async #measureAndWrite(run: Run, step: number, heldOut: string): Promise<void> {
    const { loss } = evaluateLanguageModel(run.model, heldOut, { tokens: evaluationCharacters });
    run.progress.flush();
    this.#emit({ type: "evaluation", step, loss, seconds: run.control.stopwatch.seconds });
    await this.#writeSample(run, step, loss);
  }

  async #writeSample(run: Run, step: number, heldOutLoss: number): Promise<void> {
    const temperature = this.#temperature;
    const text = await generateText(run.model, {
      prompt,
      length: sampleLength,
      temperature,
      rng: new Rng(seed).split("samples").split(step),
      signal: run.control.signal,
    });
    if (run.control.signal.aborted) return;
    this.#emit({ type: "sample", sample: { step, heldOutLoss, temperature, prompt, text } });
  }
}

/** Keyboards of phones type curly quotes; the book has straight ones. */
function plainQuotes(text: string): string {
  return text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
}
