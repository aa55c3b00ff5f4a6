import type { TrainingEvent } from "./events.ts";
import type { EvaluationResult } from "./task.ts";

/**
 * An event as a line of a run record: JSON, ended by a new line; a checkpoint without its files. The start event has the
 * configuration, the versions, the seed and what tells the data from other data.
 *
 * A record is a file of such lines (JSONL), to which a resumed run appends: what follows a start event at step n replaces what an
 * interrupted run had written after n.
 *
 * @example
 * ```ts
 * import { recordLine } from "@unroll/tasks";
 * recordLine({ type: "checkpoint", step: 40, files: {} }); // => "{\"type\":\"checkpoint\",\"step\":40}\n"
 * ```
 */
export function recordLine(event: TrainingEvent<EvaluationResult>): string {
  const content = event.type === "checkpoint" ? { type: event.type, step: event.step } : event;
  return `${JSON.stringify(content, finiteOrText)}\n`;
}

/** JSON has no infinity: `clipNorm` may be one. */
function finiteOrText(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
