import { CheckpointError, decodeSafetensors, encodeSafetensors } from "@unroll/checkpoints";
import { backend, type StateDict, scope } from "@unroll/tensor";
import type { CheckpointFiles } from "./events.ts";
import type { Recipe, Reporting } from "./options.ts";
import { integerIn, objectIn, openSealed, requireFile, seal } from "./sealed-json.ts";
import { noStanding, type StandingState } from "./standing.ts";
import type { EvaluationResult, NamedTensors } from "./task.ts";

const FORMAT = { format: "unroll-training", version: 1 };
const NAME = "training.json";
const TENSORS = "training.safetensors";

/** Where a run stands, beside its tensors. */
export interface Progress {
  readonly step: number;
  readonly steps: number | null;
  readonly seconds: number;
  readonly recipe: Recipe;
  readonly reporting: Reporting;
  /** What tells the data of the run from other data. */
  readonly data: object;
  readonly evaluation: EvaluationResult | null;
  readonly standing: StandingState;
  /** The step whose weights the model has. */
  readonly weightsOf: number;
  /** Sum of the losses of the pass that is under way, and of how many steps. */
  readonly epochLoss: { readonly sum: number; readonly steps: number };
  /** Kinds of diagnoses that were made. */
  readonly diagnosed: readonly string[];
}

/** The tensors of a run: what goes from step to step, the optimizer's, and the best weights where they are kept. */
export interface ProgressTensors {
  readonly state: NamedTensors;
  readonly optimizer: NamedTensors;
  readonly best: NamedTensors;
}

/** The files of a model, with `training.json` and `training.safetensors`, which a run needs to go on. */
export function progressFiles(model: CheckpointFiles, progress: Progress, tensors: ProgressTensors): CheckpointFiles {
  const named: StateDict = {};
  for (const [group, members] of Object.entries(tensors)) {
    for (const [name, value] of Object.entries(members as NamedTensors)) named[`${group}.${name}`] = value;
  }
  const files = { ...model, [TENSORS]: scope(() => encodeSafetensors(named), "checkpoint") };
  const { recipe } = progress;
  // JSON has no infinity.
  const clipNorm = Number.isFinite(recipe.clipNorm) ? recipe.clipNorm : null;
  return {
    ...files,
    [NAME]: seal({ ...FORMAT, ...progress, recipe: { ...recipe, clipNorm }, backend: backend() }, files),
  };
}

/**
 * Reads `training.json` and checks it and what belongs to it. Its recipe is still to be checked by the task.
 *
 * @throws CheckpointError naming the file and what is wrong.
 */
export function readProgress(files: CheckpointFiles): Progress {
  const json = openSealed(files, NAME, FORMAT);
  const step = integerIn(json, "step", 0, NAME);
  const recipe = objectIn(json, "recipe", NAME);
  objectIn(recipe, "length", `${NAME}: recipe`);
  return {
    step,
    steps: json.steps === null ? null : integerIn(json, "steps", 0, NAME),
    seconds: typeof json.seconds === "number" && json.seconds >= 0 ? json.seconds : 0,
    recipe: { ...recipe, clipNorm: recipe.clipNorm ?? Number.POSITIVE_INFINITY } as unknown as Recipe,
    reporting: objectIn(json, "reporting", NAME) as unknown as Reporting,
    data: objectIn(json, "data", NAME),
    evaluation: json.evaluation === null ? null : (objectIn(json, "evaluation", NAME) as unknown as EvaluationResult),
    standing: { ...noStanding, ...objectIn(json, "standing", NAME) },
    weightsOf: integerIn(json, "weightsOf", 0, NAME),
    epochLoss: objectIn(json, "epochLoss", NAME) as unknown as Progress["epochLoss"],
    diagnosed: Array.isArray(json.diagnosed) ? json.diagnosed : [],
  };
}

/** The tensors of a checkpoint, in the current scope. @throws CheckpointError for names that belong to no run. */
export function readProgressTensors(files: CheckpointFiles): ProgressTensors {
  const { tensors } = decodeSafetensors(requireFile(files, TENSORS));
  const groups: Record<string, StateDict> = { state: {}, optimizer: {}, best: {} };
  for (const [name, value] of Object.entries(tensors)) {
    const dot = name.indexOf(".");
    const group = Object.hasOwn(groups, name.slice(0, dot)) ? groups[name.slice(0, dot)] : undefined;
    if (group === undefined) {
      throw new CheckpointError(
        `${TENSORS}: a name must begin with state, optimizer or best; got ${JSON.stringify(name)}`,
      );
    }
    group[name.slice(dot + 1)] = value;
  }
  return groups as unknown as ProgressTensors;
}

/** Refuses data that is not that of the run. */
export function requireSameData(task: string, saved: object, given: object): void {
  if (JSON.stringify(saved) === JSON.stringify(given)) return;
  throw new CheckpointError(
    `${task}.resume: the run was started on other data, ${described(saved)}; got ${described(given)}`,
  );
}

/** "characters 1200, crc32 0a1b2c3d" */
function described(data: object): string {
  return Object.entries(data)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
}
