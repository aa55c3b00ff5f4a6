/** What evaluations have shown until now. */
export interface StandingState {
  /** The step and loss of the best evaluation, and its whole number of evaluations since; null before the first. */
  readonly best: { readonly step: number; readonly loss: number } | null;
  /** Evaluations since the best one. */
  readonly sinceBest: number;
  /** Evaluations since the best one, or since the learning rate fell. */
  readonly sinceFall: number;
  /** How often the learning rate fell on a plateau. */
  readonly falls: number;
}

/** Before the first evaluation. */
export const noStanding: StandingState = { best: null, sinceBest: 0, sinceFall: 0, falls: 0 };

/**
 * After one more evaluation. Better means: a smaller loss, by however little.
 *
 * @param patience of the plateau schedule; Infinity without one.
 */
export function standingAfter(before: StandingState, step: number, loss: number, patience: number): StandingState {
  if (before.best === null || loss < before.best.loss) {
    return { ...before, best: { step, loss }, sinceBest: 0, sinceFall: 0 };
  }
  const sinceFall = before.sinceFall + 1;
  const falls = sinceFall > patience;
  return {
    best: before.best,
    sinceBest: before.sinceBest + 1,
    sinceFall: falls ? 0 : sinceFall,
    falls: before.falls + (falls ? 1 : 0),
  };
}
