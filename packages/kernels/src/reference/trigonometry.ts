/**
 * Sine and cosine in float64 by + - * / alone, for every finite argument.
 *
 * The argument is reduced to within pi / 4 of a multiple of pi / 2: by parts of pi / 2 (Cody and Waite 1980, chapter 8)
 * where that is exact enough, and by whole numbers of any size elsewhere. Then the plain series. Largest errors found, in
 * units of the last place (test/reference-special.test.ts): 0.8 for both.
 */

/** pi / 2 in three parts; the products of the first two with whole numbers below 2^20 are exact. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_MIDDLE = 6.077100506303966e-11;
const HALF_PI_LOW = 2.0222662487959506e-21;
const TWO_OVER_PI = 0.6366197723675814;

/** x = q pi / 2 + r + rest, with q modulo 4. */
interface Reduced {
  readonly q: number;
  readonly r: number;
  readonly rest: number;
}

/** The parts' limit: beyond 2^19 quarter turns a product would be rounded. */
const PARTS_END = 8e5;
/** A remainder smaller than it needs more of pi / 2 than the parts hold. */
const REST_LEAST = 1e-6;

function reduce(x: number): Reduced {
  if (Math.abs(x) <= PARTS_END) {
    const n = Math.floor(x * TWO_OVER_PI + 0.5);
    if (n === 0) return { q: 0, r: x, rest: 0 };
    const first = x - n * HALF_PI_HIGH;
    const product = n * HALF_PI_MIDDLE;
    const second = first - product;
    // What the subtraction has rounded off (Knuth's sum of two).
    const part = second - first;
    const lost = first - (second - part) - (product + part);
    const low = lost - n * HALF_PI_LOW;
    const r = second + low;
    if (Math.abs(r) > REST_LEAST) return { q: n & 3, r, rest: second - r + low };
  }
  return reduceWhole(x);
}

/** Bits behind the point of the whole-number reduction: 1024 that the largest multiple of pi / 2 needs, and 276 more. */
const BITS = 1300n;
/** Of them, those that the remainder keeps. */
const KEPT = 200n;

let halfPi: bigint | undefined;

/** 2^BITS arctan(1 / n) by its series. */
function arctanOfInverse(n: bigint): bigint {
  let power = (1n << BITS) / n;
  let sum = 0n;
  for (let i = 1n; power !== 0n; i += 2n) {
    sum += i % 4n === 1n ? power / i : -(power / i);
    power /= n * n;
  }
  return sum;
}

/** The same in whole numbers: exact, but for the last bits of pi. */
function reduceWhole(x: number): Reduced {
  // Machin 1706: pi / 4 = 4 arctan(1/5) - arctan(1/239)
  halfPi ??= 8n * arctanOfInverse(5n) - 2n * arctanOfInverse(239n);
  // x = m / 2^shift
  let m = x;
  let shift = 0n;
  while (!Number.isInteger(m)) {
    m *= 2;
    shift += 1n;
  }
  const scaled = (BigInt(m) << BITS) >> shift;
  const floor = (2n * scaled + halfPi) / (2n * halfPi);
  const n = 2n * scaled + halfPi < 0n && (2n * scaled + halfPi) % (2n * halfPi) !== 0n ? floor - 1n : floor;
  const remainder = (scaled - n * halfPi) >> (BITS - KEPT);
  const r = Number(remainder);
  const unit = 6.223015277861142e-61; // 2^-KEPT
  return { q: Number(BigInt.asUintN(2, n)), r: r * unit, rest: Number(remainder - BigInt(r)) * unit };
}

/** sin(r + rest) for |r| <= pi / 4. */
function sineSeries(r: number, rest: number): number {
  const z = r * r;
  let sum = 1 / 355687428096000 - z / 121645100408832000;
  sum = -1 / 1307674368000 + z * sum;
  sum = 1 / 6227020800 + z * sum;
  sum = -1 / 39916800 + z * sum;
  sum = 1 / 362880 + z * sum;
  sum = -1 / 5040 + z * sum;
  sum = 1 / 120 + z * sum;
  // -r^3 / 6 last but r itself, and the rest with its share of the cosine.
  return r - ((r * z) / 6 - (r * z * z * sum + rest * (1 - 0.5 * z)));
}

/** cos(r + rest) for |r| <= pi / 4. */
function cosineSeries(r: number, rest: number): number {
  const z = r * r;
  let sum = 1 / 20922789888000 - z / 6402373705728000;
  sum = -1 / 87178291200 + z * sum;
  sum = 1 / 479001600 + z * sum;
  sum = -1 / 3628800 + z * sum;
  sum = 1 / 40320 + z * sum;
  sum = -1 / 720 + z * sum;
  sum = 1 / 24 + z * sum;
  const half = 0.5 * z;
  const near = 1 - half;
  return near + (1 - near - half + (z * z * sum - r * rest));
}

function sineOf(x: number, quarters: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { q, r, rest } = reduce(x);
  const quadrant = (q + quarters) & 3;
  const y = quadrant & 1 ? cosineSeries(r, rest) : sineSeries(r, rest);
  return quadrant & 2 ? -y : y;
}

/** The sine of an angle in radians. */
export function sin(x: number): number {
  return x === 0 ? x : sineOf(x, 0);
}

/** The cosine of an angle in radians. */
export function cos(x: number): number {
  return sineOf(x, 1);
}
