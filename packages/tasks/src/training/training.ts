import { CheckpointError } from "@unroll/checkpoints";
import { Rng } from "@unroll/random";
import { backend, formatShape, scope } from "@unroll/tensor";
import { CarriedState } from "../decoding/carried-state.ts";
import { version } from "../version.ts";
import { Breather } from "./breathe.ts";
import { type Diagnosis, noBetterThanUnigram, onlyUnknown, vanishingGradients } from "./diagnostics.ts";
import type {
  CheckpointFiles,
  DiagnosisEvent,
  EndEvent,
  EpochEvent,
  EvaluationEvent,
  SampleEvent,
  StartEvent,
  StepEvent,
  TrainingEvent,
} from "./events.ts";
import type { Recipe, Reporting } from "./options.ts";
import { Pace } from "./pace.ts";
import { type Progress, progressFiles, readProgressTensors, requireSameData } from "./progress-file.ts";
import { learningRateAt } from "./schedule.ts";
import { noStanding, type StandingState, standingAfter } from "./standing.ts";
import { Stepper } from "./stepper.ts";
import type { EvaluationResult, NamedTensors, TrainingTask } from "./task.ts";

/** Options of {@link Training.run}. */
export interface RunOptions {
  /** Ends the run at the next step boundary. */
  readonly signal?: AbortSignal;
}

/**
 * A training run of any task: it can be stopped, saved and resumed to the same bits. Between the steps the event loop turns, so a page
 * stays alive. What is random in a step depends on the seed and the number of the step alone.
 */
export class Training<E extends EvaluationResult, R extends Recipe = Recipe, P extends Reporting = Reporting> {
  /** The options that decide the numbers, with their defaults. */
  readonly recipe: R;
  protected readonly reporting: P;
  readonly #task: TrainingTask<E>;
  readonly #rng: Rng;
  readonly #stepper: Stepper;
  readonly #bestWeights: CarriedState<NamedTensors> | null;
  readonly #pace: Pace = new Pace();
  #step = 0;
  #steps: number | null;
  #lastEvaluation: E | null = null;
  #standing: StandingState = noStanding;
  #weightsOf = 0;
  #epochLoss = { sum: 0, steps: 0 };
  #told: Set<string> = new Set();
  #running = false;

  protected constructor(task: TrainingTask<E>, recipe: R, reporting: P) {
    const { length } = recipe;
    this.recipe = recipe;
    this.reporting = reporting;
    this.#task = task;
    this.#rng = new Rng(recipe.seed);
    if ("steps" in length) this.#steps = length.steps;
    else this.#steps = "epochs" in length ? Math.max(1, Math.ceil(length.epochs * this.#exactStepsPerEpoch)) : null;
    this.#stepper = new Stepper(task, recipe, this.#rng.split("steps"));
    this.#bestWeights = recipe.keepBest ? new CarriedState<NamedTensors>(task.model.stateDict()) : null;
  }

  /**
   * Puts the run where a checkpoint was taken.
   *
   * @internal
   */
  protected restore(saved: Progress, files: CheckpointFiles): void {
    const task = this.#task;
    requireSameData(task.name, saved.data, task.data);
    this.#step = saved.step;
    this.#steps = saved.steps;
    this.#pace.seconds = saved.seconds;
    this.#lastEvaluation = saved.evaluation as E | null;
    this.#standing = saved.standing;
    this.#weightsOf = saved.weightsOf;
    this.#epochLoss = { ...saved.epochLoss };
    this.#told = new Set(saved.diagnosed);
    scope(() => {
      const { state, optimizer, best } = readProgressTensors(files);
      this.#stepper.optimizer.loadStateDict(optimizer);
      setChecked(this.#stepper.state, state, "state");
      if (this.#bestWeights !== null) setChecked(this.#bestWeights, best, "best");
    }, `${task.name}.resume`);
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  /** The length of the run; null until a run given in seconds has measured its speed. */
  get steps(): number | null {
    return this.#steps;
  }

  /** How many tokens are trained on. */
  get trainingTokens(): number {
    return this.#task.trainingTokens;
  }

  /** How many tokens are kept for evaluation. */
  get heldOutTokens(): number {
    return this.#task.heldOutTokens;
  }

  get #exactStepsPerEpoch(): number {
    return this.#task.batchesPerEpoch / this.recipe.accumulate;
  }

  get #done(): boolean {
    return this.#steps !== null && this.#step >= this.#steps;
  }

  get #stoppedEarly(): boolean {
    const { patience } = this.recipe;
    return patience > 0 && this.#standing.sinceBest >= patience;
  }

  /**
   * Trains until the run is done or the signal comes, reporting what happens. Between the steps the event loop turns.
   *
   * Leaving the loop early (`break`) is fine: everything stands at a step boundary, and another `run()` goes on from there.
   *
   * @throws TrainingDivergedError when the loss or a gradient is not finite; the weights are then those of the step before.
   */
  async *run({ signal }: RunOptions = {}): AsyncGenerator<TrainingEvent<E>, void, undefined> {
    if (this.#running) throw new Error(`${this.#task.name}.run: this run is already under way`);
    this.#running = true;
    const breather = new Breather();
    const { evaluateEvery } = this.recipe;
    const { sampleEvery, checkpointEvery } = this.reporting;
    const over = (): boolean => this.#done || this.#stoppedEarly;
    const due = (every: number): boolean => every > 0 && this.#step % every === 0 && !over() && !signal?.aborted;
    let lastCheckpoint = -1;
    try {
      yield this.#started();
      while (!over() && !signal?.aborted) {
        const step = this.#trainStep();
        yield step;
        const epoch = this.#epochEnded(step.epoch);
        if (epoch !== null) yield epoch;
        await breather.breathe();
        if (due(evaluateEvery)) yield* this.#evaluated(false, breather, signal);
        if (due(sampleEvery)) yield* this.#sampled(signal);
        if (due(checkpointEvery)) {
          lastCheckpoint = this.#step;
          yield { type: "checkpoint", step: this.#step, files: this.checkpoint() };
        }
      }
      if (over() && !signal?.aborted) {
        if (this.#bestWeights !== null) yield* this.#takeBest(breather, signal);
        yield* this.#evaluated(true, breather, signal);
        if (sampleEvery > 0) yield* this.#sampled(signal);
      }
      if (checkpointEvery > 0 && lastCheckpoint !== this.#step) {
        yield { type: "checkpoint", step: this.#step, files: this.checkpoint() };
      }
      if (signal?.aborted) yield this.#ended("aborted");
      else yield this.#ended(this.#done ? "done" : "no-improvement");
    } finally {
      this.#running = false;
    }
  }

  #started(): StartEvent {
    const { model, config, data } = this.#task;
    return {
      type: "start",
      step: this.#step,
      steps: this.#steps,
      stepsPerEpoch: Math.ceil(this.#exactStepsPerEpoch),
      parameters: model.parameters().reduce((sum, parameter) => sum + parameter.size, 0),
      trainingTokens: this.trainingTokens,
      heldOutTokens: this.heldOutTokens,
      backend: backend(),
      version,
      model: config,
      recipe: this.recipe,
      data,
    };
  }

  #ended(reason: EndEvent["reason"]): EndEvent<E> {
    const [evaluation, weightsOf] = [this.#lastEvaluation, this.#weightsOf];
    return { type: "end", step: this.#step, reason, evaluation, weightsOf, seconds: this.#pace.seconds };
  }

  #trainStep(): StepEvent {
    const { learningRate: highest, warmupSteps, schedule: shape, accumulate } = this.recipe;
    const schedule = { learningRate: highest, warmupSteps, shape };
    const learningRate = learningRateAt(schedule, this.#step, this.#steps, this.#standing.falls);
    const epoch = 1 + Math.floor(this.#step / this.#exactStepsPerEpoch);
    const loss = this.#pace.measureStep(() => this.#stepper.step(this.#step, learningRate));
    this.#step++;
    this.#weightsOf = this.#step;
    this.#epochLoss = { sum: this.#epochLoss.sum + loss, steps: this.#epochLoss.steps + 1 };
    if (this.#steps === null && this.#step === warmupSteps) this.#steps = this.#plan();
    return {
      type: "step",
      step: this.#step,
      steps: this.#steps,
      epoch,
      loss,
      learningRate,
      gradNorm: this.#stepper.optimizer.lastGradNorm ?? 0,
      tokensPerSecond: (accumulate * this.#task.tokensPerBatch) / this.#pace.secondsPerStep,
      seconds: this.#pace.seconds,
    };
  }

  #epochEnded(epoch: number): EpochEvent | null {
    if (Math.floor(this.#step / this.#exactStepsPerEpoch) < epoch) return null;
    const { sum, steps } = this.#epochLoss;
    this.#epochLoss = { sum: 0, steps: 0 };
    return { type: "epoch", step: this.#step, epoch, loss: sum / steps, seconds: this.#pace.seconds };
  }

  /** The length of a run given in seconds, from the speed of its first steps. Evaluation costs a third of training: no backward pass. */
  #plan(): number {
    const { length, evaluateEvery, accumulate } = this.recipe;
    const { tokensPerBatch, evaluationTokens, heldOutTokens } = this.#task;
    const seconds = "seconds" in length ? length.seconds : 0;
    const perStep = this.#pace.secondsPerStep;
    const perEvaluated = perStep / (3 * accumulate * tokensPerBatch);
    const onTheWay = Math.min(evaluationTokens, heldOutTokens);
    const evaluation = evaluateEvery === 0 ? 0 : (onTheWay * perEvaluated) / evaluateEvery;
    const left = seconds - this.#pace.seconds - heldOutTokens * perEvaluated;
    return this.#step + Math.max(1, Math.floor(left / (perStep + evaluation)));
  }

  /** Evaluates on held-out data; says nothing when there is too little of it, or when the signal came. */
  async *#evaluated(
    whole: boolean,
    breather: Breather,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<EvaluationEvent<E> | DiagnosisEvent, void, undefined> {
    if (!this.#canEvaluate) return;
    const pieces = this.#task.evaluate(whole);
    let evaluation: E | undefined;
    try {
      while (evaluation === undefined) {
        if (signal?.aborted) return;
        const piece = this.#pace.measure(() => pieces.next());
        if (piece.done) evaluation = piece.value;
        else await breather.breathe();
      }
    } finally {
      pieces.return(undefined as never); // lets it tidy up when it was not finished
    }
    this.#lastEvaluation = evaluation;
    const best = !whole && this.#judge(evaluation.loss);
    yield { type: "evaluation", step: this.#step, evaluation, whole, best, seconds: this.#pace.seconds };
    yield* this.#found(() => vanishingGradients(this.#task.model));
    if (this.#step > 0 && (whole || this.#step * 2 >= (this.#steps ?? Number.POSITIVE_INFINITY))) {
      const { loss } = evaluation;
      yield* this.#found(() => noBetterThanUnigram(loss, this.#task.unigramLoss));
    }
  }

  get #canEvaluate(): boolean {
    return this.#task.heldOutTokens > 0;
  }

  /** Takes an evaluation on the way into account. @returns whether it is the best until now. */
  #judge(loss: number): boolean {
    const { schedule } = this.recipe;
    const patience = typeof schedule === "object" && schedule.name === "plateau" ? schedule.patience : Infinity;
    this.#standing = standingAfter(this.#standing, this.#step, loss, patience);
    const best = this.#standing.sinceBest === 0;
    if (best) this.#bestWeights?.assign(this.#task.model.stateDict());
    return best;
  }

  /** Gives the model the weights of its best evaluation. */
  async *#takeBest(
    breather: Breather,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<EvaluationEvent<E> | DiagnosisEvent, void, undefined> {
    if (this.#weightsOf !== this.#step) return; // they were taken before
    if (this.#done) yield* this.#evaluated(false, breather, signal); // the last weights may be the best
    const { best } = this.#standing;
    if (signal?.aborted || best === null || this.#bestWeights === null) return;
    this.#task.model.loadStateDict(this.#bestWeights.tensors);
    this.#weightsOf = best.step;
  }

  /** The sample of a step depends on the weights and the seed alone, so a resumed run writes the same. */
  async *#sampled(signal: AbortSignal | undefined): AsyncGenerator<SampleEvent | DiagnosisEvent, void, undefined> {
    const sample = await this.#task.sample?.(this.#rng.split("samples").split(this.#step), signal);
    if (sample === undefined) return;
    yield { type: "sample", step: this.#step, ...sample };
    yield* this.#found(() => onlyUnknown(sample.text, this.#task.unknown));
  }

  /** Says what a look at the run finds, if it was not said before. */
  *#found(look: () => Diagnosis | null): Generator<DiagnosisEvent, void, undefined> {
    const found = look();
    if (found === null || this.#told.has(found.kind)) return;
    this.#told.add(found.kind);
    yield { type: "diagnosis", step: this.#step, ...found };
  }

  /**
   * The loss on all of the held-out data.
   *
   * @throws RangeError when nothing is held out.
   */
  evaluate(): E {
    if (!this.#canEvaluate) throw new RangeError(`${this.#task.name}.evaluate: nothing is held out`);
    const pieces = this.#task.evaluate(true);
    for (;;) {
      const { done, value } = pieces.next();
      if (!done) continue;
      this.#lastEvaluation = value;
      return value;
    }
  }

  /** The model as files, and beside it `training.safetensors` and `training.json`: everything that is needed to go on from this step. */
  checkpoint(): CheckpointFiles {
    const metrics = this.#lastEvaluation === null ? {} : this.#task.metrics(this.#lastEvaluation);
    const progress = {
      step: this.#step,
      steps: this.#steps,
      seconds: this.#pace.seconds,
      recipe: this.recipe,
      reporting: this.reporting,
      data: this.#task.data,
      evaluation: this.#lastEvaluation,
      standing: this.#standing,
      weightsOf: this.#weightsOf,
      epochLoss: this.#epochLoss,
      diagnosed: [...this.#told],
    };
    return progressFiles(this.#task.files({ steps: this.#weightsOf, ...metrics }), progress, {
      state: this.#stepper.state.tensors,
      optimizer: this.#stepper.optimizer.stateDict(),
      best: this.#bestWeights?.tensors ?? {},
    });
  }

  /** Gives back the memory of the optimizer and the state; the model stays. */
  dispose(): void {
    this.#stepper.dispose();
    this.#bestWeights?.dispose();
  }

  /** As `dispose`: for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

function setChecked(kept: CarriedState<NamedTensors>, saved: NamedTensors, group: string): void {
  for (const [name, own] of Object.entries(kept.tensors)) {
    const given = saved[name];
    const got = given === undefined ? "nothing" : `${given.dtype} ${formatShape(given.shape)}`;
    const expected = `${own.dtype} ${formatShape(own.shape)}`;
    if (got !== expected) {
      throw new CheckpointError(`training.safetensors: ${group}.${name} must be ${expected}; got ${got}`);
    }
  }
  kept.assign(saved);
}
