import { Rng } from "@unroll/random";
import { evaluateLanguageModel, LanguageModelTraining, WindowLanguageModel } from "@unroll/tasks";
import { noGrad, scope, tensor } from "@unroll/tensor";
import { CharacterTokenizer, type Tokenizer, trainWordLevel } from "@unroll/tokenizers";
import { sentence } from "../training/failure.ts";
import { RunControl } from "../training/run-control.ts";
import type { Look, Point, Setup, TrainerApi, TrainerEvent } from "./protocol.ts";

/** How long a training is, and how often it is looked at. */
export interface Pace {
  steps: number;
  stepsPerMoment: number;
}

const hiddenSize = 64;
const seed = 1;
/** The part of a text that is held out. */
const heldOutShare = 0.1;
const evaluationTokens = 8_192;
/** So many tokens can still be told apart on the map. */
const mostPoints = 90;
const mostWords = 1_000;
const passageLength = 40;
const likeliest = 8;
const leastCharacters = 500;

interface Run {
  model: WindowLanguageModel;
  training: LanguageModelTraining;
  heldOut: string;
  passage: Int32Array;
  /** The ids on the map. */
  shown: number[];
  control: RunControl;
  over: Promise<void>;
}

/** Trains a window model with embeddings of two numbers, and shows what it does. Runs in a worker. */
export class Trainer implements TrainerApi {
  readonly #book: () => Promise<{ name: string; text: string }>;
  readonly #pace: Pace;
  #emit: (event: TrainerEvent) => void = () => {};
  #run: Run | null = null;
  /** Settles when the last `reset` is through: they take turns. */
  #turn: Promise<void> = Promise.resolve();

  constructor(book: () => Promise<{ name: string; text: string }>, pace: Pace = { steps: 1_500, stepsPerMoment: 15 }) {
    this.#book = book;
    this.#pace = pace;
  }

  async open(emit: (event: TrainerEvent) => void, setup: Setup): Promise<void> {
    this.#emit = emit;
    await this.reset(setup);
  }

  async reset(setup: Setup): Promise<void> {
    const before = this.#turn;
    this.#turn = before.then(async () => {
      try {
        await this.#giveUp();
        await this.#begin(setup);
      } catch (error) {
        this.#emit({ type: "failed", message: sentence(error) });
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

  async look(position: number): Promise<Look | null> {
    const run = this.#run;
    if (run === null) return null;
    const { model, passage } = run;
    const { context } = model.config;
    // The id V stands before the first token.
    const ids = Int32Array.from({ length: context }, (_, i) => passage[position - context + i] ?? model.vocabSize);
    return noGrad(() =>
      scope(() => {
        const embedded = model.embedding.forward(tensor(ids)); // [C, E]
        const hidden = model.hidden.forward(embedded.reshape([1, -1])).tanh();
        const { values, indices } = model.output
          .forward(hidden)
          .softmax()
          .reshape([-1])
          .topk(Math.min(likeliest, model.vocabSize));
        const probabilities = values.data();
        return {
          embeddings: embedded.toArray() as number[][],
          hidden: [...hidden.data()],
          next: [...indices.data()].map((id, i) => ({ token: tokenOf(model, id), probability: probabilities[i]! })),
        };
      }),
    );
  }

  async #giveUp(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    run.control.giveUp();
    await run.over;
    run.training.dispose();
    run.model.dispose();
  }

  async #begin(setup: Setup): Promise<void> {
    const { name, text } = setup.text === null ? await this.#book() : { name: "Your text", text: setup.text };
    if (text.length < leastCharacters) {
      throw new Error(`A model learns nothing from so little: paste at least ${leastCharacters} characters.`);
    }
    const tokenizer =
      setup.unit === "characters"
        ? CharacterTokenizer.train(text)
        : trainWordLevel(text, { lowercase: true, maxSize: mostWords });
    const model = new WindowLanguageModel(
      tokenizer,
      { context: setup.context, embeddingSize: 2, hiddenSize },
      { rng: new Rng(seed).split("weights") },
    );
    const { steps, stepsPerMoment } = this.#pace;
    const training = new LanguageModelTraining(model, text, {
      batchSize: 16,
      time: 32,
      steps,
      learningRate: 0.02,
      warmupSteps: 20,
      schedule: "cosine",
      clipNorm: 1,
      heldOut: heldOutShare,
      seed,
      evaluateEvery: 0,
    });
    const heldOut = text.slice(Math.floor(text.length * (1 - heldOutShare)));
    const passage = Int32Array.from(model.encode(heldOut.slice(0, 12 * passageLength))).slice(0, passageLength);
    const control = new RunControl(this.#emit, true);
    const shown = mostFrequent(model.encode(text.slice(0, 100_000)), mostPoints);
    const run: Run = { model, training, heldOut, passage, shown, control, over: Promise.resolve() };
    this.#run = run;
    this.#emit({
      type: "fresh",
      setup,
      facts: {
        name,
        vocabularySize: model.vocabSize,
        parameters: model.parameters().reduce((sum, { size }) => sum + size, 0),
        steps,
        passage: [...passage].map((id) => tokenOf(model, id)),
      },
    });
    this.#measure(run, 0);
    run.over = this.#follow(run, stepsPerMoment);
  }

  /** Follows a run to its end. What goes wrong is reported, never thrown. */
  async #follow(run: Run, stepsPerMoment: number): Promise<void> {
    const { signal, stopwatch } = run.control;
    try {
      await run.control.standStill();
      if (signal.aborted) return;
      for await (const event of run.training.run({ signal })) {
        if (signal.aborted) return;
        if (event.type !== "step") continue;
        if (event.step % stepsPerMoment !== 0) continue;
        this.#measure(run, event.step);
        await new Promise((resolve) => setTimeout(resolve));
        await run.control.standStill();
        if (signal.aborted) return;
      }
      stopwatch.stop();
      this.#emit({ type: "finished" });
    } catch (error) {
      if (!signal.aborted) this.#emit({ type: "failed", message: sentence(error) });
    }
  }

  #measure({ model, heldOut, shown, control }: Run, step: number): void {
    const { loss } = evaluateLanguageModel(model, heldOut, { tokens: evaluationTokens });
    const weights = model.embedding.weight.data();
    const map = shown.map((id): Point => ({ token: tokenOf(model, id), x: weights[2 * id]!, y: weights[2 * id + 1]! }));
    this.#emit({ type: "moment", moment: { step, seconds: control.stopwatch.seconds, loss, map } });
  }
}

function tokenOf({ tokenizer }: WindowLanguageModel, id: number): string {
  if (tokenizer instanceof CharacterTokenizer) return tokenizer.vocabulary.tokenOf(id);
  return (tokenizer as Tokenizer).decode([id], { skipSpecialTokens: false });
}

function mostFrequent(ids: Iterable<number>, count: number): number[] {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, count)
    .map(([id]) => id);
}
