/** Lengths around the widths of vectors, tiles and blocks. */
export const SIZES: readonly number[] = [0, 1, 2, 3, 4, 5, 7, 8, 13, 16, 31, 67, 1009];

/** Every length up to two tiles of vectors. */
export const TAILS: readonly number[] = Array.from({ length: 34 }, (_, n) => n);

/** The seed of every property: the same shapes in every run. */
export const PROPERTY: { readonly seed: number; readonly numRuns: number } = { seed: 20_240_607, numRuns: 60 };

/** n float32 numbers in [-scale, scale), the same for the same seed. */
export function numbers(n: number, seed: number, scale = 1): number[] {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(scale * (state / 2 ** 31 - 1));
  });
}

/** Float64 numbers whose last bits are in use as well. */
export function doubles(n: number, seed: number, scale: number): number[] {
  const low = numbers(n, seed + 1);
  return numbers(n, seed).map((x, i) => scale * (x + low[i]! * 2 ** -26));
}

/** n whole numbers in [0, below). */
export function wholeNumbers(n: number, seed: number, below: number): number[] {
  return numbers(n, seed).map((x) => Math.floor(((x + 1) / 2) * below));
}

/** A number of each kind: zeros, subnormal, ordinary, at the edges of the range, infinite, NaN. */
export const SPECIAL: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1e-45,
  -1e-45,
  1e-39,
  -1e-39,
  1.17549435e-38,
  3e-8,
  -3e-8,
  1e-3,
  -1e-3,
  9.5,
  -9.5,
  17.5,
  -17.5,
  87.3,
  -87.3,
  88.72,
  88.73,
  -103.2,
  -104,
  1e10,
  -1e10,
  3.4e38,
  -3.4e38,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
].map(Math.fround);

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The product of the entries of a shape. */
export function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The size of the largest finite number, at least `floor`. */
export function largest(values: readonly number[], floor: number): number {
  return values.reduce((size, value) => (Number.isFinite(value) ? Math.max(size, Math.abs(value)) : size), floor);
}
