/**
 * Whether the model is measured and writes a page after `step` of `steps`: often at first, when everything changes, and
 * then sixteen times in all. The end is not among them: it has an evaluation of its own.
 */
export function isMoment(step: number, steps: number): boolean {
  if (step <= 0 || step >= steps) return false;
  const interval = Math.max(1, Math.round(steps / 16));
  if (step % interval === 0) return true;
  // A sixteenth, halved and halved again: 1/32, 1/64, 1/128.
  return [2, 4, 8].some((part) => step === Math.round(interval / part));
}
