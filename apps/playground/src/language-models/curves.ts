/** Curves as the chart takes them. */
import type { Curve } from "./view-state.ts";

/** Positions, and for each of them the value of two curves, null where a curve has none. */
export type AlignedCurves = [positions: number[], training: (number | null)[], heldOut: (number | null)[]];

/** Two curves over a common axis of characters read. Steps must ascend within each curve. */
export function alignCurves(training: Curve, heldOut: Curve, charactersPerStep: number): AlignedCurves {
  const aligned: AlignedCurves = [[], [], []];
  let t = 0;
  let h = 0;
  while (t < training.steps.length || h < heldOut.steps.length) {
    const trainingStep = training.steps[t] ?? Number.POSITIVE_INFINITY;
    const heldOutStep = heldOut.steps[h] ?? Number.POSITIVE_INFINITY;
    const step = Math.min(trainingStep, heldOutStep);
    aligned[0].push(step * charactersPerStep);
    aligned[1].push(trainingStep === step ? (training.losses[t++] ?? null) : null);
    aligned[2].push(heldOutStep === step ? (heldOut.losses[h++] ?? null) : null);
  }
  return aligned;
}
