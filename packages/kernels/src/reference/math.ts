/**
 * exp, log, tanh and sigmoid in float64, made of + - * / alone.
 *
 * The language leaves the accuracy of `Math.exp` and its like to each engine, so their last bits differ between
 * browsers. IEEE 754 fixes every bit of the four operations; what is built of nothing else has the same bits
 * everywhere. The method is the classical one: reduce the argument with a logarithm of 2 that is split in two (Cody and
 * Waite, Software Manual for the Elementary Functions, 1980, chapters 5 and 6), sum a short series, and add the parts
 * smallest first, as Ng's fdlibm (1993) does. Its polynomials are fitted; ours are the plain series, a few terms
 * longer.
 *
 * Largest errors found, in units of the last place (test/reference-math.test.ts): exp 0.81, log 0.75, tanh 2.2, sigmoid
 * 2.1.
 */

/** The upper 33 bits of log(2): its product with a whole number below 2^20 is exact. */
const LN2_HIGH = 0.6931471803691238;
/** log(2) - LN2_HIGH. */
const LN2_LOW = 1.9082149292705877e-10;

/** Above it, exp overflows. */
const EXP_LARGEST = 709.782712893384;
/** Below it, exp is less than half of the smallest subnormal number. */
const EXP_SMALLEST = -745.1332191019412;

const TWO_54 = 18014398509481984;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** 2^(2^i), written out because a computed power would be the engine's. */
const SQUARES_OF_TWO: readonly number[] = [
  2, 4, 16, 256, 65536, 4294967296, 1.8446744073709552e19, 3.402823669209385e38, 1.157920892373162e77,
  1.3407807929942597e154,
];

/** 2^k for a whole k from -1022 to 1023. */
function powerOfTwo(k: number): number {
  let power = 1;
  for (let bits = k < 0 ? -k : k, i = 0; bits > 0; bits >>= 1, i++) {
    if (bits & 1) power *= SQUARES_OF_TWO[i]!;
  }
  return k < 0 ? 1 / power : power;
}

/** (exp(r) - 1 - r) / r^2 for |r| <= log(2) / 2, by its series up to r^12 / 14!: off by less than 2^-60. */
function expTail(r: number): number {
  let sum = r / 87178291200 + 1 / 6227020800;
  sum = sum * r + 1 / 479001600;
  sum = sum * r + 1 / 39916800;
  sum = sum * r + 1 / 3628800;
  sum = sum * r + 1 / 362880;
  sum = sum * r + 1 / 40320;
  sum = sum * r + 1 / 5040;
  sum = sum * r + 1 / 720;
  sum = sum * r + 1 / 120;
  sum = sum * r + 1 / 24;
  sum = sum * r + 1 / 6;
  return sum * r + 0.5;
}

/** The exponential function. Error below 1 unit in the last place; 0 and Infinity where the result is out of range. */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** exp(x + tail) as accurately as {@link exp}, for a tail that is small beside x. */
export function expOfSum(x: number, tail: number): number {
  if (x > EXP_LARGEST) return Infinity;
  if (x < EXP_SMALLEST) return 0;
  if (Number.isNaN(x)) return x;
  // x = k log(2) + r + rest, with |r| <= log(2) / 2.
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW - tail;
  const r = high - low;
  const rest = high - r - low;
  const y = 1 + (r + (rest + r * r * expTail(r)));
  if (k > 1023) return y * 2 * powerOfTwo(1023);
  if (k >= -1021) return y * powerOfTwo(k);
  // A subnormal result: everything exact until the one rounding of the last product.
  return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}

/** exp(x) - 1 without cancellation, for x from -2 to 0: what {@link tanh} needs. */
function expMinusOne(x: number): number {
  const k = Math.floor(x * Math.LOG2E + 0.5);
  if (k === 0) return x + x * x * expTail(x);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const rest = high - r - low;
  const power = powerOfTwo(k);
  return power - 1 + power * (r + (rest + r * r * expTail(r)));
}

/** The natural logarithm. Error below 1 unit in the last place; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  // x = 2^k m, with m from sqrt(1/2) to sqrt(2).
  let k = 0;
  let m = x;
  if (m < SMALLEST_NORMAL) {
    m *= TWO_54;
    k = -54;
  }
  const small = m < 1;
  for (let i = 9; i >= 0; i--) {
    const power = SQUARES_OF_TWO[i]!;
    if (small ? m * power < 2 : m >= power) {
      m = small ? m * power : m / power;
      k += small ? -(1 << i) : 1 << i;
    }
  }
  if (m > Math.SQRT2) {
    m *= 0.5;
    k += 1;
  }
  // log(1 + f) = 2 artanh(s) = 2 s + s (2/3 s^2 + 2/5 s^4 + ...) with s = f / (2 + f); and 2 s = f - f^2/2 + s f^2/2,
  // whose first part is exact.
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  let series = (2 / 23) * z + 2 / 21;
  series = series * z + 2 / 19;
  series = series * z + 2 / 17;
  series = series * z + 2 / 15;
  series = series * z + 2 / 13;
  series = series * z + 2 / 11;
  series = series * z + 2 / 9;
  series = series * z + 2 / 7;
  series = series * z + 2 / 5;
  series = series * z + 2 / 3;
  const half = 0.5 * f * f;
  return k * LN2_HIGH + (f - (half - (s * (half + series * z) + k * LN2_LOW)));
}

/** The hyperbolic tangent. Error below 2.5 units in the last place; odd, and exact at 0, -0 and from 22 on. */
export function tanh(x: number): number {
  const size = x < 0 ? -x : x;
  if (size < 3.725290298461914e-9) return x; // 2^-28: the next term, x^3 / 3, is below the last place.
  let y: number;
  if (size >= 22) y = 1;
  else if (size >= 1) y = 1 - 2 / (exp(2 * size) + 1);
  else {
    const e = expMinusOne(-2 * size);
    y = -e / (e + 2);
  }
  return x < 0 ? -y : y;
}

/** 1 / (1 + exp(-x)). Error below 2.5 units in the last place, also where it is tiny. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** From here on softplus is its argument: PyTorch's threshold. */
export const SOFTPLUS_END = 20;

/** log(1 + exp(x)), and x itself above 20. Error below 3 units in the last place up to there, also where it is tiny. */
export function softplus(x: number): number {
  if (x > SOFTPLUS_END) return x;
  const e = exp(-Math.abs(x));
  const u = 1 + e;
  // log(1 + e): what the addition has rounded off is made good by a factor (Kahan; Goldberg 1991, theorem 4).
  const tail = u === 1 ? e : log(u) * (e / (u - 1));
  return x > 0 ? x + tail : tail;
}
