/**
 * x^y in float64 by + - * / alone: exp(y log x) with the logarithm and the product to twice the precision, because an
 * error of the exponent is one of the result (Dekker, "A floating-point technique for extending the available precision",
 * 1971). Largest error found, in units of the last place (test/reference-special.test.ts): 0.9.
 */
import { expOfSum } from "./math.ts";

/** A number of about 106 bits: high + low. */
interface Double {
  readonly high: number;
  readonly low: number;
}

/** log(2) in three parts; the product of the first with a whole number below 2^20 is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_MIDDLE = 1.9082149292705877e-10;

const TWO_54 = 18014398509481984;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** a + b where |a| >= |b| or a is 0. */
function fastSum(a: number, b: number): Double {
  const high = a + b;
  return { high, low: b - (high - a) };
}

/** a + b */
function sum(a: number, b: number): Double {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

/** a b, for numbers below 2^996 */
function product(a: number, b: number): Double {
  const aScaled = a * 134217729;
  const aHigh = aScaled - (aScaled - a);
  const bScaled = b * 134217729;
  const bHigh = bScaled - (bScaled - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  const high = a * b;
  return { high, low: aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

function add(a: Double, b: Double): Double {
  const { high, low } = sum(a.high, b.high);
  return fastSum(high, low + a.low + b.low);
}

function multiply(a: Double, b: Double): Double {
  const { high, low } = product(a.high, b.high);
  return fastSum(high, low + (a.high * b.low + a.low * b.high));
}

/** log(x) of a positive, finite x. */
function logarithm(x: number): Double {
  let m = x < SMALLEST_NORMAL ? x * TWO_54 : x;
  let k = x < SMALLEST_NORMAL ? -54 : 0;
  // x = 2^k m, with m from sqrt(1/2) to sqrt(2).
  for (let power = 512; power >= 1; power /= 2) {
    const factor = powerOfTwo(power);
    if (m >= factor) {
      m /= factor;
      k += power;
    } else if (m * factor < 2) {
      m *= factor;
      k -= power;
    }
  }
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  // log(m) = 2 artanh(s) = 2 (s + s^3 / 3 + s^5 / 5 + ...) with s = f / (2 + f), f = m - 1.
  const f = m - 1;
  const below = sum(2, f);
  const quotient = f / below.high;
  const back = product(quotient, below.high);
  const s = fastSum(quotient, (f - back.high - back.low - quotient * below.low) / below.high);
  const z = multiply(s, s);
  let series = 1 / 27;
  for (let i = 25; i >= 7; i -= 2) series = series * z.high + 1 / i;
  // The first three terms to twice the precision.
  const fifth = add({ high: 0.2, low: -1.1102230246251566e-17 }, { high: series * z.high, low: 0 });
  const third = add({ high: 1 / 3, low: 1.850371707708594e-17 }, multiply(fifth, z));
  const factor = add({ high: 1, low: 0 }, multiply(third, z));
  const half = multiply(s, factor);
  const mantissa = { high: 2 * half.high, low: 2 * half.low };
  return add(fastSum(k * LN2_HIGH, k * LN2_MIDDLE), mantissa);
}

/** 2^k for a whole k from 0 to 512. */
function powerOfTwo(k: number): number {
  let power = 1;
  for (let i = 0; i < k; i++) power *= 2;
  return power;
}

function isOdd(y: number): boolean {
  return Number.isInteger(y) && y % 2 !== 0;
}

/** x^y as C has it: 1 for y = 0 and for x = 1, even beside NaN; NaN for a finite negative x and a y that is not whole. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const negative = (x < 0 || Object.is(x, -0)) && isOdd(y);
  const size = Math.abs(x);
  if (x < 0 && size !== Infinity && Math.abs(y) !== Infinity && !Number.isInteger(y)) return NaN;
  const result = powerOfSize(size, y);
  return negative ? -result : result;
}

/** x^y for x >= 0 and y other than 0. */
function powerOfSize(x: number, y: number): number {
  if (x === 1) return 1;
  if (x === 0 || x === Infinity) return (x === 0) === y > 0 ? 0 : Infinity;
  if (Math.abs(y) === Infinity) return x > 1 === y > 0 ? Infinity : 0;
  const log = logarithm(x);
  const rough = y * log.high;
  if (rough > 720) return Infinity;
  if (rough < -760) return 0;
  const exact = multiply(log, { high: y, low: 0 });
  return expOfSum(exact.high, exact.low);
}
