import { noGrad, scope, tensor } from "@unroll/tensor";
import type { LanguageModel, LanguageModelState } from "./model.ts";
import { type CarriedState, carriedState } from "./state.ts";
import type { TextState, TextStatePart } from "./text-state.ts";

/** The most tokens that are read in one go: their logits, T * V numbers, are in memory together. */
const WINDOW = 64;

/** How many of the last tokens are remembered. */
const LAST = 8;

/** A model in the middle of a text: what it has read is carried on and never read again. */
export class Reader {
  readonly model: LanguageModel;
  readonly #carried: CarriedState;
  #logits: Float32Array = new Float32Array(0);
  #lastIds: Int32Array = new Int32Array(0);

  /**
   * @param caller stands in errors.
   * @param state what has been read; default nothing.
   * @throws RangeError or ShapeError when the state is that of another model.
   */
  constructor(caller: string, model: LanguageModel, state?: TextState) {
    this.model = model;
    if (state !== undefined && state.logits.length !== model.vocabSize) {
      throw new RangeError(
        `${caller}: state must be that of a model of ${model.vocabSize} tokens; got one of ${state.logits.length}`,
      );
    }
    this.#carried = carriedState(model, 1);
    if (state === undefined) return;
    try {
      scope(() => this.#carried.copyFrom(tensorsOf(state)), caller);
    } catch (error) {
      this.#carried.dispose();
      throw error;
    }
    this.#logits = state.logits;
    this.#lastIds = state.lastIds;
  }

  /** A reader that has read a prompt, behind a state if there is one. */
  static after(caller: string, model: LanguageModel, prompt: string, state?: TextState): Reader {
    const ids = model.encode(prompt); // before any memory is taken
    const reader = new Reader(caller, model, state);
    try {
      if (ids.length > 0) reader.read(ids);
      else if (state === undefined) reader.read(Int32Array.of(beginningOf(model)));
      return reader;
    } catch (error) {
      reader.dispose();
      throw error;
    }
  }

  /** Of the token that comes next, [V]. */
  get logits(): Float32Array {
    return this.#logits;
  }

  /** The last few tokens. */
  get lastIds(): Int32Array {
    return this.#lastIds;
  }

  /** The parts of the model's state, valid until the next {@link read}. */
  get state(): LanguageModelState {
    return this.#carried.state;
  }

  /**
   * Reads on.
   *
   * @param logProbabilities filled, if given, with log p of each of the ids given all before it.
   */
  read(ids: Int32Array, logProbabilities?: Float32Array): void {
    const { model } = this;
    const { training } = model;
    // Whoever runs between two steps may train the model; reading drops nothing out.
    if (training) model.eval();
    try {
      for (let from = 0; from < ids.length; from += WINDOW) {
        const window = ids.subarray(from, from + WINDOW);
        noGrad(() => scope(() => this.#readWindow(window, logProbabilities?.subarray(from)), "Reader"));
      }
    } finally {
      if (training) model.train();
    }
    this.#lastIds = Int32Array.from([...this.#lastIds, ...ids.subarray(-LAST)]).slice(-LAST);
  }

  #readWindow(ids: Int32Array, logProbabilities: Float32Array | undefined): void {
    const time = ids.length;
    const { logits, state } = this.model.forward(tensor(ids, { shape: [1, time] }), this.#carried.state);
    if (logProbabilities !== undefined) {
      // The first is foreseen by the logits from before, the others by those of their predecessors.
      const known = tensor(this.#logits).logSoftmax().data();
      logProbabilities[0] = known[ids[0]!]!;
      if (time > 1) {
        const following = tensor(ids.slice(1), { shape: [1, time - 1, 1] });
        const rows = logits.slice(1, 0, time - 1).logSoftmax(); // [1, T - 1, V]
        logProbabilities.set(rows.gather(2, following).data(), 1);
      }
    }
    this.#logits = logits.select(1, -1).data(); // [V]
    this.#carried.copyFrom(state);
  }

  /** log p of a token as the next. */
  logProbabilityOf(id: number): number {
    const logNormalizer = scope(() => tensor(this.#logits).logsumexp().item(), "Reader");
    return this.#logits[id]! - logNormalizer;
  }

  /** What has been read, as plain data. */
  save(): TextState {
    const parts: Record<string, TextStatePart> = {};
    for (const [name, part] of Object.entries(this.state)) {
      parts[name] = { shape: [...part.shape], values: part.data() as Float32Array | Int32Array };
    }
    return { parts, logits: this.#logits, lastIds: this.#lastIds };
  }

  dispose(): void {
    this.#carried.dispose();
  }
}

/** The token before the first: a new line, or the first of the vocabulary where there is none. */
function beginningOf(model: LanguageModel): number {
  return model.idOf("\n") ?? 0;
}

function tensorsOf(state: TextState): LanguageModelState {
  return Object.fromEntries(
    Object.entries(state.parts).map(([name, { shape, values }]) => [name, tensor(values as Float32Array, { shape })]),
  );
}
