import { splitText } from "@unroll/datasets";
import type { Rng } from "@unroll/random";
import { crossEntropy, tensor } from "@unroll/tensor";
import { crc32 } from "../training/checksum.ts";
import type { CheckpointFiles } from "../training/events.ts";
import type { BatchResult, NamedTensors, Sample, TrainingTask, UnknownToken } from "../training/task.ts";
import { wittenBellIdsLoss } from "./baselines.ts";
import { type Evaluation, evaluationInPieces } from "./evaluation.ts";
import { languageModelFiles } from "./files.ts";
import { generateText } from "./generation.ts";
import type { LanguageModel } from "./model.ts";
import { type LanguageModelRecipe, type LanguageModelReporting, TASK } from "./options.ts";
import { TextWindows } from "./windows.ts";

/** What tells one text from another: its length in UTF-16 units, and the checksum of its UTF-8 bytes. */
export type TextIdentity = { readonly characters: number; readonly crc32: string };

export function textIdentity(text: string): TextIdentity {
  return { characters: text.length, crc32: crc32(new TextEncoder().encode(text)) };
}

/** A language model and a text, as {@link Training} wants a task. */
export class LanguageModelTask implements TrainingTask<Evaluation> {
  readonly name: string = TASK;
  readonly model: LanguageModel;
  readonly batchesPerEpoch: number;
  readonly tokensPerBatch: number;
  readonly trainingTokens: number;
  readonly heldOutTokens: number;
  readonly evaluationTokens: number;
  readonly data: TextIdentity;
  readonly unigramLoss: number | null;
  readonly unknown: UnknownToken | null;
  readonly #windows: TextWindows;
  readonly #heldOut: Int32Array;
  readonly #heldOutText: string;
  readonly #recipe: LanguageModelRecipe;
  readonly #reporting: LanguageModelReporting;

  constructor(
    model: LanguageModel,
    text: string,
    recipe: LanguageModelRecipe,
    reporting: LanguageModelReporting,
    rng: Rng,
  ) {
    const { batchSize, time, heldOut } = recipe;
    const parts = heldOut === 0 ? { train: text, heldOut: "" } : splitText(text, heldOut);
    const ids = model.encode(parts.train);
    this.model = model;
    this.data = textIdentity(text);
    this.#recipe = recipe;
    this.#reporting = reporting;
    this.#windows = new TextWindows(ids, batchSize, time, rng.split("windows"));
    this.#heldOutText = parts.heldOut;
    this.#heldOut = model.encode(parts.heldOut);
    model.encode(reporting.prompt); // an unknown character is an error now, not at the first sample
    this.batchesPerEpoch = this.#windows.perEpoch;
    this.tokensPerBatch = batchSize * time;
    this.trainingTokens = ids.length;
    this.heldOutTokens = this.#heldOut.length < 2 ? 0 : this.#heldOut.length;
    this.evaluationTokens = recipe.evaluationTokens;
    this.unigramLoss = this.heldOutTokens === 0 ? null : wittenBellIdsLoss(ids, this.#heldOut, 1, model.vocabSize);
    this.unknown = unknownOf(model, ids);
  }

  get config(): object {
    return this.model.config;
  }

  initialState(): NamedTensors {
    return this.model.initialState(this.#recipe.batchSize);
  }

  loss(batch: number, carried: NamedTensors, rng: Rng): BatchResult {
    this.model.dropoutRng.restore(rng.state());
    const { batchSize, time } = this.#recipe;
    const shape = [batchSize, time];
    const window = this.#windows.at(batch);
    const before = window.first ? this.initialState() : carried;
    const { logits, state } = this.model.forward(tensor(window.inputs, { shape }), before);
    return { loss: crossEntropy(logits, tensor(window.targets, { shape })), state };
  }

  evaluate(whole: boolean): Generator<void, Evaluation, void> {
    const text = this.#heldOutText;
    const options = whole ? { text } : { text, tokens: this.evaluationTokens };
    return evaluationInPieces(this.model, this.#heldOut, options);
  }

  metrics(evaluation: Evaluation): Readonly<Record<string, number>> {
    const entries = Object.entries(evaluation).filter(([, value]) => typeof value === "number");
    return Object.fromEntries(
      entries.map(([name, value]) => [`heldOut${name[0]!.toUpperCase()}${name.slice(1)}`, value]),
    );
  }

  async sample(rng: Rng, signal: AbortSignal | undefined): Promise<Sample> {
    const { prompt, sampleLength, temperature } = this.#reporting;
    const options = { prompt, length: sampleLength, temperature, rng };
    const text = await generateText(this.model, signal === undefined ? options : { ...options, signal });
    return { prompt, text, temperature };
  }

  files(metrics: Readonly<Record<string, number>>): CheckpointFiles {
    return languageModelFiles(this.model, { metrics });
  }
}

function unknownOf(model: LanguageModel, ids: Int32Array): UnknownToken | null {
  const { unknownId } = model;
  if (unknownId === undefined) return null;
  return { token: model.decode([unknownId]), share: ids.filter((id) => id === unknownId).length / ids.length };
}
