/** So many examples have a length in a range. */
export interface LengthBin {
  readonly from: number;
  /** The end of the range, included. */
  readonly to: number;
  readonly examples: number;
}

/** How long examples are; all 0 if there are none. */
export interface LengthSummary {
  readonly min: number;
  readonly mean: number;
  /** Half of the examples are not longer. */
  readonly median: number;
  /** 95 of 100 examples are not longer. */
  readonly percentile95: number;
  readonly max: number;
  /** Ranges that end at powers of two: 0, 1, 2, 3 to 4, 5 to 8 and so on, from the first to the last that has examples. */
  readonly histogram: readonly LengthBin[];
}

/** Sums up lengths, each with the number of examples that have it. */
export function summarizeLengths(counts: ReadonlyMap<number, number>): LengthSummary {
  const lengths = [...counts].sort(([a], [b]) => a - b);
  const examples = lengths.reduce((sum, [, count]) => sum + count, 0);
  const total = lengths.reduce((sum, [length, count]) => sum + length * count, 0);
  const quantile = (part: number): number => {
    let seen = 0;
    for (const [length, count] of lengths) {
      seen += count;
      if (seen >= part * examples) return length;
    }
    return 0;
  };
  const bins: { from: number; to: number; examples: number }[] = [];
  let [from, to] = [0, 0];
  for (const [length, count] of lengths) {
    while (length > to) {
      if (bins.length > 0) bins.push({ from: to + 1, to: Math.max(1, 2 * to), examples: 0 });
      [from, to] = [to + 1, Math.max(1, 2 * to)];
    }
    if (bins.length === 0) bins.push({ from, to, examples: 0 });
    bins.at(-1)!.examples += count;
  }
  return {
    min: lengths[0]?.[0] ?? 0,
    mean: examples === 0 ? 0 : total / examples,
    median: quantile(0.5),
    percentile95: quantile(0.95),
    max: lengths.at(-1)?.[0] ?? 0,
    histogram: bins,
  };
}
