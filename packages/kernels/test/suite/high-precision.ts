/**
 * exp, log, tanh and sigmoid of a float64 to about 300 bits, in whole numbers: what float64 results are measured
 * against. Numbers are fractions of whole numbers, so that no range is too small or too large.
 */

/** A real number: numerator / denominator, the denominator positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Fixed-point numbers have so many bits behind the point. */
const BITS = 300n;
const ONE = 1n << BITS;

/** m 2^e with a whole m, exactly. */
function parts(x: number): { m: bigint; e: bigint } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & ((1n << 52n) - 1n);
  const m = exponent === 0n ? fraction : fraction | (1n << 52n);
  return { m: x < 0 ? -m : m, e: (exponent === 0n ? 1n : exponent) - 1075n };
}

/** x as a fixed-point number; what lies below 2^-300 is cut off. */
function fixed(x: number): bigint {
  const { m, e } = parts(x);
  const shift = BITS + e;
  return shift >= 0n ? m << shift : m >> -shift;
}

/** 2 artanh(s) for a fixed-point |s| < 1/2. */
function twiceArtanh(s: bigint): bigint {
  const square = (s * s) >> BITS;
  let power = s;
  let sum = 0n;
  for (let i = 1n; power !== 0n && power !== -1n; i += 2n) {
    sum += power / i;
    power = (power * square) >> BITS;
  }
  return 2n * sum;
}

/** log(2) = 2 artanh(1/3). */
function ln2(): bigint {
  return twiceArtanh(ONE / 3n);
}

/** exp(x) = 2^k times a fixed-point number from 1/2 to 2. */
function expParts(x: number): { y: bigint; k: bigint } {
  const k = BigInt(Math.round(x / Math.LN2));
  const r = fixed(x) - k * ln2();
  let term = ONE;
  let y = 0n;
  for (let i = 1n; term !== 0n && term !== -1n; i++) {
    y += term;
    term = ((term * r) >> BITS) / i;
  }
  return { y, k };
}

export function preciseExp(x: number): Fraction {
  const { y, k } = expParts(x);
  return k >= 0n ? { numerator: y << k, denominator: ONE } : { numerator: y, denominator: ONE << -k };
}

export function preciseLog(x: number): Fraction {
  const { m, e } = parts(x);
  // x = 2^k (m / 2^bits) with the second factor from 1/2 to 1, or from 1 to 2 when that is nearer to 1.
  const bits = BigInt(m.toString(2).length);
  const low = (m << BITS) >> bits;
  const half = low * 10n < 7n * ONE;
  const f = half ? 2n * low : low;
  const k = e + bits - (half ? 1n : 0n);
  return { numerator: twiceArtanh(((f - ONE) << BITS) / (f + ONE)) + k * ln2(), denominator: ONE };
}

/** (e - 1) / (e + 1) with e = exp(2 x). Loses the bits of exp(2 x) - 1, so |x| should be above 2^-100. */
export function preciseTanh(x: number): Fraction {
  const { numerator, denominator } = preciseExp(2 * x);
  return { numerator: numerator - denominator, denominator: numerator + denominator };
}

/** e / (1 + e) with e = exp(x). */
export function preciseSigmoid(x: number): Fraction {
  const { numerator, denominator } = preciseExp(x);
  return { numerator, denominator: numerator + denominator };
}

/** How far a float64 is from a number, in units of the float64's last place. */
export function ulps(y: number, exact: Fraction): number {
  const { m, e } = parts(y);
  // (exact / 2^e - m), with 30 bits behind the point
  const up = 30n - e;
  const scaled = up >= 0n ? (exact.numerator << up) / exact.denominator : exact.numerator / (exact.denominator << -up);
  return Math.abs(Number(scaled - (m << 30n))) / 2 ** 30;
}
