import type { Corpus } from "@unroll/datasets";
import type { LanguageModelTraining, StartEvent, StepEvent, TrainingEvent } from "@unroll/tasks";
import type { Baselines } from "./baselines.ts";
import { modelPhrase } from "./model-name.ts";
import { clock, count, loss } from "./numbers.ts";
import { type Progress, progress } from "./progress.ts";
import type { Session } from "./session.ts";

/** How much of the mean loss a new step leaves as it was: a batch says little, twenty say where the loss is. */
const memory = 0.95;

/** Shows a person how a training run goes; says nothing with `--json`. */
export class TrainingDisplay {
  readonly #session: Session;
  readonly #training: LanguageModelTraining;
  readonly #corpus: Corpus;
  readonly #baselines: Baselines;
  #progress: Progress | undefined;
  #meanLoss: number | undefined;
  #heldOutLoss: number | undefined;
  #started = { step: 0, seconds: 0, clock: 0 };

  constructor(session: Session, training: LanguageModelTraining, corpus: Corpus, baselines: Baselines) {
    this.#session = session;
    this.#training = training;
    this.#corpus = corpus;
    this.#baselines = baselines;
  }

  show(event: TrainingEvent): void {
    if (this.#session.json) return;
    switch (event.type) {
      case "start":
        this.#start(event);
        break;
      case "step":
        this.#step(event);
        break;
      case "evaluation":
        this.#heldOutLoss = event.evaluation.loss;
        this.#log(
          `step ${String(event.step).padEnd(6)} held-out loss ${loss(event.evaluation.loss)}   ${clock(event.seconds)}`,
        );
        break;
      case "diagnosis":
        this.#log(`step ${String(event.step).padEnd(6)} ${this.#session.err.palette.bold("note:")} ${event.message}`);
        break;
      case "sample":
        if (event.step === this.#training.steps) break; // the report shows the last one whole
        this.#log(this.#session.err.palette.dim(`            ${excerpt(event.text, 66)}`));
        break;
    }
  }

  /** Tell that Ctrl-C was understood. */
  interrupted(): void {
    if (!this.#session.json) this.#log("Stopping after this step; Ctrl-C again ends at once.");
  }

  stop(): void {
    this.#progress?.stop();
    this.#progress = undefined;
  }

  #start(event: StartEvent): void {
    const { err } = this.#session;
    const { recipe, model } = this.#training;
    const tokens = event.trainingTokens + event.heldOutTokens;
    const length = event.steps === null ? "" : `${count(event.steps)} steps of `;
    err.line(
      `${err.palette.bold(this.#corpus.name)}: ${count(tokens)} characters, ${model.vocabSize} different; ` +
        `the last ${count(event.heldOutTokens)} held out`,
    );
    err.line(
      `${modelPhrase(model.config)}, ${count(event.parameters)} weights; ` +
        `${length}${recipe.batchSize} x ${recipe.time} characters; ${event.backend}`,
    );
    err.line(
      `To beat, in nats per character: unigram ${loss(this.#baselines.unigram)}, 5-gram ${loss(this.#baselines.fiveGram)}`,
    );
    if (event.step > 0) err.line(`Going on from step ${count(event.step)}.`);
    err.line();
    this.#progress = progress(err);
    this.#started = { step: event.step, seconds: 0, clock: performance.now() };
  }

  #step(event: StepEvent): void {
    this.#meanLoss = this.#meanLoss === undefined ? event.loss : memory * this.#meanLoss + (1 - memory) * event.loss;
    this.#progress?.update({
      step: event.step,
      ...this.#timeOf(event),
      loss: this.#meanLoss,
      heldOutLoss: this.#heldOutLoss,
      charactersPerSecond: event.tokensPerSecond,
    });
  }

  /** The clock counts what happens between the steps too: evaluations, samples, checkpoints. */
  #timeOf(event: StepEvent): { fraction: number; secondsLeft: number } {
    if (event.steps === null) {
      const { length } = this.#training.recipe;
      const seconds = "seconds" in length ? length.seconds : Number.POSITIVE_INFINITY;
      return { fraction: event.seconds / seconds, secondsLeft: seconds - event.seconds };
    }
    const elapsed = (performance.now() - this.#started.clock) / 1000;
    const perStep = elapsed / (event.step - this.#started.step);
    return { fraction: event.step / event.steps, secondsLeft: perStep * (event.steps - event.step) };
  }

  #log(text: string): void {
    if (this.#progress === undefined) this.#session.err.line(text);
    else this.#progress.log(text);
  }
}

/** The beginning of a text on one line of at most `size` characters. */
function excerpt(text: string, size: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  const characters = [...line];
  return characters.length <= size ? line : `${characters.slice(0, size - 1).join("")}…`;
}
