import { CheckpointError, decodeSafetensors, encodeSafetensors } from "@unroll/checkpoints";
import type { Adam } from "@unroll/nn";
import { backend, type StateDict, scope } from "@unroll/tensor";
import { crc32 } from "../training/checksum.ts";
import type { CheckpointFiles } from "../training/events.ts";
import { refusal } from "../training/refusal.ts";
import { integerIn, objectIn, openSealed, requireFile, seal } from "../training/sealed-json.ts";
import type { Evaluation } from "./evaluation.ts";
import type { LanguageModelState } from "./model.ts";
import { checkRecipe, type Recipe, type ReportingOptions, reportingOf } from "./options.ts";

const FORMAT = { format: "unroll-language-model-training", version: 1 };
const NAME = "training.json";
const TENSORS = "training.safetensors";
const OPTIMIZER = "optimizer.";
const STATE = "state.";

/** What tells one text from another. */
export interface TextIdentity {
  readonly characters: number;
  readonly crc32: string;
}

/** Length in UTF-16 units, and the checksum of the UTF-8 bytes. */
export function textIdentity(text: string): TextIdentity {
  return { characters: text.length, crc32: crc32(new TextEncoder().encode(text)) };
}

/** Where a run stands, beside the weights. */
export interface Progress {
  readonly step: number;
  readonly steps: number | null;
  readonly seconds: number;
  readonly recipe: Recipe;
  readonly reporting: Required<ReportingOptions>;
  readonly text: TextIdentity;
  readonly evaluation: Evaluation | null;
}

/** The files of a model, with those that a run needs to go on. */
export function trainingFiles(
  model: CheckpointFiles,
  progress: Progress,
  optimizer: Adam,
  state: LanguageModelState,
): CheckpointFiles {
  const tensors = scope(() => {
    return encodeSafetensors({ ...prefixed(STATE, state), ...prefixed(OPTIMIZER, optimizer.stateDict()) });
  }, "checkpoint");
  const files = { ...model, [TENSORS]: tensors };
  const { recipe } = progress;
  // JSON has no infinity.
  const clipNorm = Number.isFinite(recipe.clipNorm) ? recipe.clipNorm : null;
  return {
    ...files,
    [NAME]: seal({ ...FORMAT, ...progress, recipe: { ...recipe, clipNorm }, backend: backend() }, files),
  };
}

/** Reads and checks `training.json` and what belongs to it. @throws CheckpointError naming the file and what is wrong. */
export function readProgress(files: CheckpointFiles): Progress {
  const json = openSealed(files, NAME, FORMAT);
  const step = integerIn(json, "step", 0, NAME);
  const recipe = objectIn(json, "recipe", NAME);
  const progress = {
    step,
    steps: json.steps === null ? null : integerIn(json, "steps", step, NAME),
    seconds: typeof json.seconds === "number" && json.seconds >= 0 ? json.seconds : 0,
    recipe: { ...recipe, clipNorm: recipe.clipNorm ?? Number.POSITIVE_INFINITY } as unknown as Recipe,
    reporting: objectIn(json, "reporting", NAME) as Required<ReportingOptions>,
    text: objectIn(json, "text", NAME) as unknown as TextIdentity,
    evaluation: json.evaluation === null ? null : (objectIn(json, "evaluation", NAME) as unknown as Evaluation),
  };
  try {
    objectIn(recipe, "length", `${NAME}: recipe`);
    checkRecipe(progress.recipe);
    reportingOf(progress.reporting);
  } catch (error) {
    throw refusal(`${NAME}: ${(error as Error).message}`, error);
  }
  return progress;
}

function prefixed(prefix: string, tensors: LanguageModelState): StateDict {
  return Object.fromEntries(Object.entries(tensors).map(([name, part]) => [prefix + name, part]));
}

/** Those of the tensors whose names begin so, under what follows. */
function below(prefix: string, tensors: StateDict): StateDict {
  const names = Object.keys(tensors).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), tensors[name]])) as StateDict;
}

/** The tensors of a checkpoint, in the current scope. */
export function readTensors(files: CheckpointFiles): { optimizer: StateDict; state: LanguageModelState } {
  const { tensors } = decodeSafetensors(requireFile(files, TENSORS));
  return { optimizer: below(OPTIMIZER, tensors), state: below(STATE, tensors) };
}

/** Refuses a text that is not the one of the run. */
export function requireSameText(saved: TextIdentity, text: string): void {
  const given = textIdentity(text);
  if (given.characters === saved.characters && given.crc32 === saved.crc32) return;
  const what =
    given.characters === saved.characters
      ? `a text of the same length with other content`
      : `a text of ${given.characters} characters`;
  throw new CheckpointError(
    `LanguageModelTraining.resume: the run was started on a text of ${saved.characters} characters (CRC-32 ${saved.crc32}); got ${what} (CRC-32 ${given.crc32})`,
  );
}
