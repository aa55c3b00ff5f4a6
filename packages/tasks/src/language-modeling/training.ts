import { splitText } from "@unroll/datasets";
import { Adam } from "@unroll/nn";
import { Rng } from "@unroll/random";
import { backend, crossEntropy, scope, tensor } from "@unroll/tensor";
import { Breather } from "../training/breathe.ts";
import { TrainingDivergedError } from "../training/errors.ts";
import type {
  CheckpointFiles,
  EndEvent,
  EvaluationEvent,
  SampleEvent,
  StartEvent,
  StepEvent,
  TrainingEvent,
} from "../training/events.ts";
import { Pace } from "../training/pace.ts";
import { refusal } from "../training/refusal.ts";
import { learningRateAt, type Schedule } from "../training/schedule.ts";
import {
  type Progress,
  readProgress,
  readTensors,
  requireSameText,
  type TextIdentity,
  textIdentity,
  trainingFiles,
} from "./checkpoint.ts";
import { type Evaluation, evaluateIds, evaluationInPieces } from "./evaluation.ts";
import { languageModelFiles, languageModelFromFiles } from "./files.ts";
import { generateText } from "./generation.ts";
import type { LanguageModel } from "./model.ts";
import {
  type Recipe,
  type ReportingOptions,
  recipeOf,
  reportingOf,
  requireSameRecipe,
  type TrainingOptions,
} from "./options.ts";
import { type CarriedState, carriedState } from "./state.ts";
import { TextWindows, type Window } from "./windows.ts";

/** Options of {@link LanguageModelTraining.run}. */
export interface RunOptions {
  /** Ends the run at the next step boundary. */
  readonly signal?: AbortSignal;
}

/**
 * A training run of a language model by truncated backpropagation through time (Williams and Peng 1990; Mikolov et al. 2010): it can be
 * stopped, saved and resumed to the same bits.
 *
 * The text but its held-out end is cut into B rows that are read side by side, T characters of each in a step. The state of each row is
 * carried from step to step; gradients flow back through the T characters of a step. The loss is the cross-entropy of the next character
 * in nats; Adam, its learning rate after a schedule, changes the weights.
 *
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { LanguageModelTraining, RecurrentLanguageModel } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const text = "to be or not to be, that is the question. ".repeat(20);
 * const model = new RecurrentLanguageModel(
 *   CharacterTokenizer.train(text),
 *   { embeddingSize: 8, hiddenSize: 16 },
 *   { rng: new Rng(1) },
 * );
 * const training = new LanguageModelTraining(model, text, { batchSize: 4, time: 16, steps: 60, learningRate: 0.02 });
 * let loss = Number.POSITIVE_INFINITY;
 * for await (const event of training.run()) {
 *   if (event.type === "evaluation") loss = event.loss;
 * }
 * loss < 1; // => true
 * training.dispose();
 * ```
 */
export class LanguageModelTraining {
  /** What is trained. It belongs to the caller, who disposes of it. */
  readonly model: LanguageModel;
  /** The options that decide the numbers, with their defaults. */
  readonly recipe: Recipe;
  readonly #reporting: Required<ReportingOptions>;
  readonly #text: TextIdentity;
  readonly #windows: TextWindows;
  readonly #heldOut: Int32Array;
  readonly #rng: Rng;
  readonly #optimizer: Adam;
  readonly #state: CarriedState;
  readonly #pace: Pace;
  #step = 0;
  #steps: number | null;
  #lastEvaluation: Evaluation | null = null;
  #running = false;

  /**
   * @param model is changed in place.
   * @param text what it learns; the last tenth (`heldOut`) is kept for evaluation.
   * @throws RangeError for an option out of range; CorpusError for a text that is too short for one step; UnknownTokenError for a
   * character that the model does not know.
   */
  constructor(model: LanguageModel, text: string, options: TrainingOptions = {}) {
    this.recipe = recipeOf(options);
    this.#reporting = reportingOf(options);
    const { batchSize, time, length, heldOut, learningRate, clipNorm, seed } = this.recipe;
    const parts = heldOut === 0 ? { train: text, heldOut: "" } : splitText(text, heldOut);
    this.model = model;
    this.#text = textIdentity(text);
    this.#rng = new Rng(seed);
    this.#windows = new TextWindows(model.encode(parts.train), batchSize, time, this.#rng.split("windows"));
    this.#heldOut = model.encode(parts.heldOut);
    model.encode(this.#reporting.prompt); // an unknown character is an error now, not at the first sample
    const perEpoch = this.#windows.perEpoch;
    if ("steps" in length) this.#steps = length.steps;
    else this.#steps = "epochs" in length ? Math.max(1, Math.ceil(length.epochs * perEpoch)) : null;
    this.#pace = new Pace();
    this.#optimizer = new Adam(model.parameters(), { learningRate, clipNorm });
    this.#state = carriedState(model, batchSize);
  }

  /**
   * Goes on from a checkpoint: the run then gives the same numbers as one that was never interrupted, bit for bit, on the same backend.
   *
   * The model is made anew from the files; `dispose` it when it is no longer needed.
   *
   * @param files what {@link LanguageModelTraining.checkpoint} or a checkpoint event gave.
   * @param text the text of the run.
   * @param options what is reported may change; what decides the numbers may be left out or given as it was.
   * @throws CheckpointError when a file is missing, damaged or of another version, or when the text is not that of the run; RangeError
   * for an option that cannot change.
   */
  static resume(files: CheckpointFiles, text: string, options: TrainingOptions = {}): LanguageModelTraining {
    const saved = readProgress(files);
    const { length, ...recipe } = saved.recipe;
    requireSameRecipe(saved.recipe, options);
    requireSameText(saved.text, text);
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    const model = languageModelFromFiles(files);
    let training: LanguageModelTraining | undefined;
    try {
      training = new LanguageModelTraining(model, text, { ...recipe, ...length, ...saved.reporting, ...given });
      training.#restore(saved, files);
      return training;
    } catch (error) {
      training?.dispose();
      model.dispose();
      throw error;
    }
  }

  #restore(saved: Progress, files: CheckpointFiles): void {
    this.#step = saved.step;
    this.#steps = saved.steps;
    this.#pace.seconds = saved.seconds;
    this.#lastEvaluation = saved.evaluation;
    scope(() => {
      const { optimizer, state } = readTensors(files);
      this.#optimizer.loadStateDict(optimizer);
      try {
        this.#state.copyFrom(state);
      } catch (error) {
        throw refusal(`training.safetensors: the state does not fit the model (${(error as Error).message})`, error);
      }
    }, "LanguageModelTraining.resume");
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  /** The length of the run; null until a run given in seconds has measured its speed. */
  get steps(): number | null {
    return this.#steps;
  }

  /** How many characters are trained on. */
  get trainingCharacters(): number {
    return this.#windows.characters;
  }

  /** How many characters are kept for evaluation. */
  get heldOutCharacters(): number {
    return this.#heldOut.length;
  }

  get #done(): boolean {
    return this.#steps !== null && this.#step >= this.#steps;
  }

  /**
   * Trains until the run is done or the signal comes, reporting what happens. Between the steps the event loop turns.
   *
   * Leaving the loop early (`break`) is fine: everything stands at a step boundary, and another `run()` goes on from there.
   *
   * @throws TrainingDivergedError when the loss or a gradient is not finite; the weights are then those of the step before.
   */
  async *run({ signal }: RunOptions = {}): AsyncGenerator<TrainingEvent, void, undefined> {
    if (this.#running) throw new Error("LanguageModelTraining.run: this run is already under way");
    this.#running = true;
    const breather = new Breather();
    const { evaluateEvery, evaluationCharacters, sampleEvery, checkpointEvery } = this.#reporting;
    const due = (every: number): boolean => every > 0 && this.#step % every === 0 && !this.#done && !signal?.aborted;
    let lastCheckpoint = -1;
    try {
      yield this.#started();
      while (!this.#done && !signal?.aborted) {
        yield this.#trainStep();
        await breather.breathe();
        if (due(evaluateEvery)) {
          const event = await this.#evaluated(evaluationCharacters, breather, signal);
          if (event !== null) yield event;
        }
        if (due(sampleEvery)) yield await this.#sampled(signal);
        if (due(checkpointEvery)) {
          lastCheckpoint = this.#step;
          yield { type: "checkpoint", step: this.#step, files: this.checkpoint() };
        }
      }
      const last = this.#done ? await this.#evaluated(undefined, breather, signal) : null;
      if (last !== null) yield last;
      if (this.#done && sampleEvery > 0 && !signal?.aborted) yield await this.#sampled(signal);
      if (checkpointEvery > 0 && lastCheckpoint !== this.#step) {
        yield { type: "checkpoint", step: this.#step, files: this.checkpoint() };
      }
      yield this.#ended(this.#done && !signal?.aborted ? "done" : "aborted");
    } finally {
      this.#running = false;
    }
  }

  #started(): StartEvent {
    return {
      type: "start",
      step: this.#step,
      steps: this.#steps,
      stepsPerEpoch: this.#windows.perEpoch,
      parameters: this.model.parameters().reduce((sum, parameter) => sum + parameter.size, 0),
      trainingCharacters: this.trainingCharacters,
      heldOutCharacters: this.heldOutCharacters,
      backend: backend(),
    };
  }

  #ended(reason: EndEvent["reason"]): EndEvent {
    const { loss = null, bitsPerCharacter = null } = this.#lastEvaluation ?? {};
    return { type: "end", step: this.#step, reason, loss, bitsPerCharacter, seconds: this.#pace.seconds };
  }

  #trainStep(): StepEvent {
    const { batchSize, time, warmupSteps } = this.recipe;
    const learningRate = learningRateAt(this.#schedule, this.#step, this.#steps);
    const window = this.#windows.at(this.#step);
    const loss = this.#pace.measureStep(() => scope(() => this.#update(window, learningRate), "trainStep"));
    this.#step++;
    if (this.#steps === null && this.#step === warmupSteps) this.#steps = this.#plan();
    return {
      type: "step",
      step: this.#step,
      steps: this.#steps,
      epoch: window.epoch + 1,
      loss,
      learningRate,
      gradNorm: this.#optimizer.lastGradNorm ?? 0,
      charactersPerSecond: (batchSize * time) / this.#pace.secondsPerStep,
      seconds: this.#pace.seconds,
    };
  }

  get #schedule(): Schedule {
    const { learningRate, warmupSteps, schedule } = this.recipe;
    return { learningRate, warmupSteps, shape: schedule };
  }

  /** One step of the optimizer. When it throws, nothing has changed but the gradients. */
  #update(window: Window, learningRate: number): number {
    const { batchSize, time } = this.recipe;
    const shape = [batchSize, time];
    if (window.first) this.#state.reset();
    this.model.dropoutRng.restore(this.#rng.split("dropout").split(this.#step).state());
    this.model.train();
    this.#optimizer.zeroGrad();
    const { logits, state } = this.model.forward(tensor(window.inputs, { shape }), this.#state.state);
    const loss = crossEntropy(logits, tensor(window.targets, { shape }));
    const value = loss.item();
    if (!Number.isFinite(value)) throw new TrainingDivergedError(this.#step + 1, value, learningRate);
    loss.backward();
    this.#optimizer.learningRate = learningRate;
    try {
      this.#optimizer.step();
    } catch (error) {
      // The optimizer refuses gradients whose norm is not finite.
      if (!(error instanceof RangeError)) throw error;
      throw new TrainingDivergedError(this.#step + 1, value, learningRate, error);
    }
    this.#state.copyFrom(state);
    return value;
  }

  /** The length of a run given in seconds, from the speed of its first steps. Evaluation costs a third of training: no backward pass. */
  #plan(): number {
    const { batchSize, time, length } = this.recipe;
    const seconds = "seconds" in length ? length.seconds : 0;
    const { evaluateEvery, evaluationCharacters } = this.#reporting;
    const perStep = this.#pace.secondsPerStep;
    const perEvaluated = perStep / (3 * batchSize * time);
    const onTheWay = Math.min(evaluationCharacters, this.#heldOut.length);
    const evaluation = evaluateEvery === 0 ? 0 : (onTheWay * perEvaluated) / evaluateEvery;
    const left = seconds - this.#pace.seconds - this.#heldOut.length * perEvaluated;
    return this.#step + Math.max(1, Math.floor(left / (perStep + evaluation)));
  }

  /** Evaluates on held-out text; null when there is too little of it, or when the signal came. */
  async #evaluated(
    characters: number | undefined,
    breather: Breather,
    signal: AbortSignal | undefined,
  ): Promise<EvaluationEvent | null> {
    if (this.#heldOut.length < 2) return null;
    const pieces = evaluationInPieces(
      this.model,
      this.#heldOut,
      characters === undefined ? {} : { tokens: characters },
    );
    try {
      while (!signal?.aborted) {
        const piece = this.#pace.measure(() => pieces.next());
        if (piece.done) {
          this.#lastEvaluation = piece.value;
          return { type: "evaluation", step: this.#step, ...piece.value, seconds: this.#pace.seconds };
        }
        await breather.breathe();
      }
      return null;
    } finally {
      // Lets it tidy up when it was not finished.
      pieces.return({} as Evaluation);
    }
  }

  /** The sample of a step depends on the weights and the seed alone, so a resumed run writes the same. */
  async #sampled(signal: AbortSignal | undefined): Promise<SampleEvent> {
    const { prompt, sampleLength, temperature } = this.#reporting;
    const rng = this.#rng.split("samples").split(this.#step);
    const text = await generateText(this.model, {
      prompt,
      length: sampleLength,
      temperature,
      rng,
      ...(signal === undefined ? {} : { signal }),
    });
    return { type: "sample", step: this.#step, prompt, text, temperature };
  }

  /**
   * The loss on the whole held-out text.
   *
   * @throws RangeError when no text is held out.
   */
  evaluate(): Evaluation {
    if (this.#heldOut.length < 2) {
      throw new RangeError(
        `LanguageModelTraining.evaluate: at least 2 characters must be held out; got ${this.#heldOut.length} (heldOut=${this.recipe.heldOut})`,
      );
    }
    const evaluation = evaluateIds(this.model, this.#heldOut);
    this.#lastEvaluation = evaluation;
    return evaluation;
  }

  /**
   * The model as {@link languageModelFiles} gives it, and beside it `training.safetensors` and `training.json`: everything that is needed
   * to go on from this step with {@link LanguageModelTraining.resume}.
   */
  checkpoint(): CheckpointFiles {
    const { loss, bitsPerCharacter, characters } = this.#lastEvaluation ?? {};
    const metrics =
      loss === undefined || bitsPerCharacter === undefined || characters === undefined
        ? { steps: this.#step }
        : {
            steps: this.#step,
            heldOutLoss: loss,
            heldOutBitsPerCharacter: bitsPerCharacter,
            heldOutCharacters: characters,
          };
    const progress = {
      step: this.#step,
      steps: this.#steps,
      seconds: this.#pace.seconds,
      recipe: this.recipe,
      reporting: this.#reporting,
      text: this.#text,
      evaluation: this.#lastEvaluation,
    };
    return trainingFiles(languageModelFiles(this.model, { metrics }), progress, this.#optimizer, this.#state.state);
  }

  /** Gives back the memory of the optimizer and the state; the model stays. */
  dispose(): void {
    this.#optimizer.dispose();
    this.#state.dispose();
  }

  /** As `dispose`: for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}
