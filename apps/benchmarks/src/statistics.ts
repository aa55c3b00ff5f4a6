/** What is kept of the times of one entrant in one case, in milliseconds a step. */
export interface Timing {
  /** How many steps were timed. */
  readonly n: number;
  readonly median: number;
  /** The first quartile: a quarter of the steps were faster. */
  readonly low: number;
  /** The third quartile. */
  readonly high: number;
  readonly best: number;
}

/** The median and what surrounds it. */
export function timingOf(steps: readonly number[]): Timing {
  if (steps.length === 0) throw new RangeError("timingOf: there must be at least one step; got none");
  const sorted = steps.toSorted((a, b) => a - b);
  return {
    n: sorted.length,
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    best: sorted[0] as number,
  };
}

/** Between two sorted numbers, a quantile lies on the line from one to the other. */
function quantile(sorted: readonly number[], q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const [a, b] = [sorted[below] as number, sorted[Math.min(below + 1, sorted.length - 1)] as number];
  return a + (place - below) * (b - a);
}
