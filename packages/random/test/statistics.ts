/** P(Z <= z) for a standard normal Z, by its power series (|z| < 6) to about 1e-13. */
export function normalCdf(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; n < 200; n++) {
    term *= (z * z) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The largest distance between the empirical distribution of the samples and `cdf`, times sqrt(n). Above 1.95 once in 1,000. */
export function kolmogorovSmirnov(samples: Float64Array, cdf: (x: number) => number): number {
  const sorted = samples.slice().sort();
  let largest = 0;
  sorted.forEach((x, i) => {
    const expected = cdf(x);
    largest = Math.max(largest, Math.abs((i + 1) / sorted.length - expected), Math.abs(expected - i / sorted.length));
  });
  return largest * Math.sqrt(samples.length);
}

/** Pearson's statistic as standard deviations of a normal number (Wilson and Hilferty). Above 3.1 once in 1,000. */
export function chiSquareScore(counts: ArrayLike<number>, expected: (cell: number) => number): number {
  let statistic = 0;
  for (let i = 0; i < counts.length; i++) statistic += (counts[i]! - expected(i)) ** 2 / expected(i);
  const freedom = counts.length - 1;
  return (Math.cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}
