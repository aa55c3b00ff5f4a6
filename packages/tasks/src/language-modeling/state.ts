import { Buffer, copyValues, ShapeError, scope } from "@unroll/tensor";
import type { LanguageModel, LanguageModelState } from "./model.ts";

/** What came before, kept between calls: see {@link carriedState}. */
export interface CarriedState {
  /** Its parts by name. They stay the same tensors; {@link CarriedState.copyFrom} overwrites them. */
  readonly state: LanguageModelState;
  /** Takes over the values of another state of the same names and shapes. @throws ShapeError when it has others. */
  copyFrom(state: LanguageModelState): void;
  /** Back to the beginning: nothing came before. */
  reset(): void;
  /** Gives back its memory. */
  dispose(): void;
}

/**
 * The state of a model between calls, at first that of the beginning. It is persistent and overwritten in place: the event loop may turn
 * between two calls, and whatever scopes others open and close meanwhile do not touch it.
 */
export function carriedState(model: LanguageModel, batch: number): CarriedState {
  const parts = scope(
    () => Object.entries(model.initialState(batch)).map(([name, part]) => [name, new Buffer(part)] as const),
    "carriedState",
  );
  const names = parts.map(([name]) => name).join(", ");
  const copyFrom = (from: LanguageModelState): void => {
    const given = Object.keys(from);
    if (given.length !== parts.length || parts.some(([name]) => from[name] === undefined)) {
      throw new ShapeError(`carriedState: the state must have the parts ${names}; got ${given.join(", ") || "none"}`);
    }
    for (const [name, part] of parts) copyValues(part, from[name] as typeof part);
  };
  return {
    state: Object.fromEntries(parts),
    copyFrom,
    reset: () => scope(() => copyFrom(model.initialState(batch)), "carriedState"),
    dispose: () => {
      for (const [, part] of parts) part.dispose();
    },
  };
}
