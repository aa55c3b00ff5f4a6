import { Rng } from "@unroll/random";
import type { CheckpointFiles, TrainingEvent } from "../training/events.ts";
import { requireSameRecipe } from "../training/options.ts";
import { readProgress, requireSameData } from "../training/progress-file.ts";
import { refusal } from "../training/refusal.ts";
import { Training } from "../training/training.ts";
import type { Evaluation } from "./evaluation.ts";
import { languageModelFromFiles } from "./files.ts";
import type { LanguageModel } from "./model.ts";
import {
  type LanguageModelRecipe,
  type LanguageModelReporting,
  type LanguageModelTrainingOptions,
  languageModelRecipe,
  languageModelReporting,
  TASK,
} from "./options.ts";
import { LanguageModelTask, textIdentity } from "./task.ts";

/** What a {@link LanguageModelTraining} reports while it goes on. */
export type LanguageModelTrainingEvent = TrainingEvent<Evaluation>;

/**
 * A training run of a language model by truncated backpropagation through time (Williams and Peng 1990; Mikolov et al. 2010): it can be
 * stopped, saved and resumed to the same bits.
 *
 * The text but its held-out end is cut into B rows that are read side by side, T tokens of each in a batch. The state of each row is
 * carried from batch to batch; gradients flow back through the T tokens of one. The loss is the cross-entropy of the next token in
 * nats; an optimizer, its learning rate after a schedule, changes the weights.
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
 *   if (event.type === "evaluation") loss = event.evaluation.loss;
 * }
 * loss < 1; // => true
 * training.dispose();
 * ```
 */
export class LanguageModelTraining extends Training<Evaluation, LanguageModelRecipe, LanguageModelReporting> {
  /** What is trained. It belongs to the caller, who disposes of it. */
  readonly model: LanguageModel;

  /**
   * @param model is changed in place.
   * @param text what it learns; the last tenth (`heldOut`) is kept for evaluation.
   * @throws RangeError for an option out of range; CorpusError for a text that is too short for one batch; UnknownTokenError for a
   * character that the model does not know.
   */
  constructor(model: LanguageModel, text: string, options: LanguageModelTrainingOptions = {}) {
    const recipe = languageModelRecipe(options);
    const reporting = languageModelReporting(options);
    super(new LanguageModelTask(model, text, recipe, reporting, new Rng(recipe.seed)), recipe, reporting);
    this.model = model;
  }

  /**
   * Goes on from a checkpoint: the run then gives the same numbers as one that was never interrupted, bit for bit, on the same backend.
   *
   * The model is made anew from the files; `dispose` it when it is no longer needed.
   *
   * @param files what {@link Training.checkpoint} or a checkpoint event gave.
   * @param text the text of the run.
   * @param options what is reported may change; what decides the numbers may be left out or given as it was.
   * @throws CheckpointError when a file is missing, damaged or of another version, or when the text is not that of the run; RangeError
   * for an option that cannot change.
   */
  static resume(
    files: CheckpointFiles,
    text: string,
    options: LanguageModelTrainingOptions = {},
  ): LanguageModelTraining {
    const saved = readProgress(files);
    const { length, ...recipe } = saved.recipe;
    const before = { ...recipe, ...length, ...saved.reporting };
    try {
      languageModelRecipe(before);
      languageModelReporting(before);
    } catch (error) {
      throw refusal(`training.json: ${(error as Error).message}`, error);
    }
    requireSameRecipe(TASK, saved.recipe, options);
    requireSameData(TASK, saved.data, textIdentity(text)); // before an unknown character of another text is
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    const model = languageModelFromFiles(files);
    let training: LanguageModelTraining | undefined;
    try {
      training = new LanguageModelTraining(model, text, { ...before, ...given });
      training.restore(saved, files);
      return training;
    } catch (error) {
      training?.dispose();
      model.dispose();
      throw error;
    }
  }
}
