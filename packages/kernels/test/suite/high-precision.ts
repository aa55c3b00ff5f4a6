/**
 * The functions of a float64 to about 300 bits, in whole numbers: what float64 results are measured against. Numbers are
 * fractions of whole numbers, so that no range is too small or too large. The methods are other ones than those of
 * src/reference, and need not be quick.
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

/** x as a fixed-point number; what lies below 2^-bits is cut off. */
function fixed(x: number, bits = BITS): bigint {
  const { m, e } = parts(x);
  const shift = bits + e;
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

const LN2 = ln2();

/** exp(x) of a fixed-point x. */
function expOf(x: bigint): Fraction {
  const k = x / LN2;
  const r = x - k * LN2;
  let term = ONE;
  let y = 0n;
  for (let i = 1n; term !== 0n && term !== -1n; i++) {
    y += term;
    term = ((term * r) >> BITS) / i;
  }
  return k >= 0n ? { numerator: y << k, denominator: ONE } : { numerator: y, denominator: ONE << -k };
}

export function preciseExp(x: number): Fraction {
  return expOf(fixed(x));
}

export function preciseLog(x: number): Fraction {
  const { m, e } = parts(x);
  // x = 2^k (m / 2^bits) with the second factor from 1/2 to 1, or from 1 to 2 when that is nearer to 1.
  const bits = BigInt(m.toString(2).length);
  const low = (m << BITS) >> bits;
  const half = low * 10n < 7n * ONE;
  const f = half ? 2n * low : low;
  const k = e + bits - (half ? 1n : 0n);
  return { numerator: twiceArtanh(((f - ONE) << BITS) / (f + ONE)) + k * LN2, denominator: ONE };
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

/** log(1 + exp(x)), by log(1 + e) = 2 artanh(e / (2 + e)) with e = exp(-|x|). */
export function preciseSoftplus(x: number): Fraction {
  // So far out the next term, e / 2, is below 2^-200; and e would lose its bits.
  if (x < -140) return preciseExp(x);
  const { numerator, denominator } = preciseExp(-Math.abs(x));
  const tail = twiceArtanh((numerator << BITS) / (2n * denominator + numerator));
  return { numerator: x > 0 ? fixed(x) + tail : tail, denominator: ONE };
}

/** exp(y log(x)) for x > 0. */
export function precisePow(x: number, y: number): Fraction {
  const { m, e } = parts(y);
  const product = preciseLog(x).numerator * m;
  return expOf(e >= 0n ? product << e : product >> -e);
}

/** arctan(1 / n) with so many bits behind the point. */
function arctanOfInverse(n: bigint, bits: bigint): bigint {
  let power = (1n << bits) / n;
  let sum = 0n;
  for (let i = 1n; power !== 0n; i += 2n) {
    sum += i % 4n === 1n ? power / i : -(power / i);
    power /= n * n;
  }
  return sum;
}

/** pi = 24 arctan(1/8) + 8 arctan(1/57) + 4 arctan(1/239) (Stoermer 1896), with so many bits behind the point. */
function pi(bits: bigint): bigint {
  const guarded = bits + 32n;
  const [a, b, c] = [8n, 57n, 239n].map((n) => arctanOfInverse(n, guarded)) as [bigint, bigint, bigint];
  return (24n * a + 8n * b + 4n * c) >> 32n;
}

/** The largest float64 has so many bits before the point. */
const LARGEST_BITS = 1024n;
const CIRCLE = 2n * pi(BITS + LARGEST_BITS);

/** sin(x + quarters pi / 2), by the series; |x| should be above 2^-100. */
function sineOf(x: number, quarters: bigint): Fraction {
  const angle = (fixed(x, BITS + LARGEST_BITS) % CIRCLE) + (quarters * CIRCLE) / 4n;
  const r = angle >> LARGEST_BITS;
  const square = (r * r) >> BITS;
  let term = r;
  let y = 0n;
  for (let i = 2n; term !== 0n && term !== -1n; i += 2n) {
    y += term;
    term = -(((term * square) >> BITS) / (i * (i + 1n)));
  }
  return { numerator: y, denominator: ONE };
}

export function preciseSin(x: number): Fraction {
  return sineOf(x, 0n);
}

export function preciseCos(x: number): Fraction {
  return sineOf(x, 1n);
}

/** The largest whole number whose square is at most n, by Newton's method. */
function squareRoot(n: bigint): bigint {
  let root = 1n << BigInt((n.toString(16).length + 1) * 2);
  for (;;) {
    const next = (root + n / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

/** erf(z) = 2 / sqrt(pi) sum_n (-1)^n z^(2n + 1) / (n! (2n + 1)) of a fixed-point z with so many bits. */
function erfOf(z: bigint, bits: bigint): bigint {
  const square = (z * z) >> bits;
  let power = z;
  let sum = 0n;
  for (let n = 0n; power !== 0n && power !== -1n; n++) {
    sum += power / (2n * n + 1n);
    power = -((power * square) >> bits) / (n + 1n);
  }
  return ((2n * sum) << bits) / squareRoot(pi(bits) << bits);
}

/** The terms of erf(x) reach exp(x^2) < 2^(1.5 x^2), and 1 - erf(x) is nearly as small as exp(-x^2). */
function bitsForErf(square: number): bigint {
  return BITS + BigInt(Math.ceil(3 * square));
}

export function preciseErf(x: number): Fraction {
  const bits = bitsForErf(x * x);
  return { numerator: erfOf(fixed(x, bits), bits), denominator: 1n << bits };
}

/** x (1 + erf(x / sqrt(2))) / 2. */
export function preciseGelu(x: number): Fraction {
  const bits = bitsForErf((x * x) / 2);
  const one = 1n << bits;
  const z = (fixed(x, bits) << bits) / squareRoot(2n << (2n * bits));
  return { numerator: fixed(x, bits) * (one + erfOf(z, bits)), denominator: 2n * one * one };
}

/** How far a float64 is from a number, in units of the float64's last place. */
export function ulps(y: number, exact: Fraction): number {
  const { m, e } = parts(y);
  // (exact / 2^e - m), with 30 bits behind the point
  const up = 30n - e;
  const scaled = up >= 0n ? (exact.numerator << up) / exact.denominator : exact.numerator / (exact.denominator << -up);
  return Math.abs(Number(scaled - (m << 30n))) / 2 ** 30;
}

/** The largest error of a function in units of the last place, and where it is. */
export interface Worst {
  error: number;
  x: number;
}

export function worst(f: (x: number) => number, precise: (x: number) => Fraction, xs: readonly number[]): Worst {
  const found = { error: 0, x: 0 };
  for (const x of xs) {
    const error = ulps(f(x), precise(x));
    if (error > found.error) Object.assign(found, { error, x });
  }
  return found;
}
