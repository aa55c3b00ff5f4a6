/**
 * erf, and the distribution function of the standard normal distribution, in float64 by + - * / alone.
 *
 * Near 0 by a series whose terms are all positive, far from it by a continued fraction (Abramowitz and Stegun, Handbook of
 * Mathematical Functions, 1964, 7.1.6 and 7.1.14), so that nothing cancels. Largest errors found, in units of the last
 * place (test/reference-special.test.ts): erf 3.2, gelu 3.4.
 */
import { exp, expOfSum } from "./math.ts";

const TWO_OVER_ROOT_PI = 1.1283791670955126;
const ONE_OVER_ROOT_PI = 0.5641895835477563;
const ONE_OVER_ROOT_TWO_PI = 0.3989422804014327;

/** Up to it erf is the series, beyond it the fraction. */
const SERIES_END = 1;
/** The same for the tail, where the series is taken from 1/2: what that leaves loses digits. */
const TAIL_SERIES_END = 0.5;
/** Multiplies by 2^27 + 1: splits a number into two of 26 bits (Dekker 1971). */
const SPLITTER = 134217729;

/** exp(-c x^2) for c = 1 or 1/2, with the square exact to twice the precision. */
function gauss(x: number, c: number): number {
  const scaled = x * SPLITTER;
  const high = scaled - (scaled - x);
  const low = x - high;
  const square = x * x;
  const rest = high * high - square + 2 * high * low + low * low;
  return expOfSum(-c * square, -c * rest);
}

/** sum_n 2^n x^(2n+1) / (1 3 5 ... (2n+1)): erf(x) = 2 / sqrt(pi) exp(-x^2) times it. */
function series(x: number): number {
  const twice = 2 * x * x;
  let n = 0;
  let term = x;
  const terms: number[] = [];
  for (; term > 1e-18 * x && n < 60; n++) {
    terms.push(term);
    term = (term * twice) / (2 * n + 3);
  }
  // The smallest first.
  let sum = 0;
  for (let i = terms.length - 1; i >= 0; i--) sum += terms[i]!;
  return sum;
}

/** sqrt(pi) exp(x^2) erfc(x) = 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))), from the bottom up. */
function fraction(x: number): number {
  // Cut off at depth n it is off by about exp(-x sqrt(8 n)) of itself: below 2^-58.
  const depth = Math.ceil(200 / (x * x)) + 12;
  let below = x;
  for (let i = depth; i >= 1; i--) below = x + i / 2 / below;
  return 1 / below;
}

/** The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. Odd. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 1e-8) return x * TWO_OVER_ROOT_PI; // The next term is below the last place.
  if (size < SERIES_END) return TWO_OVER_ROOT_PI * x * (series(size) / size) * gauss(size, 1);
  const y = size > 6 ? 1 : 1 - ONE_OVER_ROOT_PI * gauss(size, 1) * fraction(size);
  return Number.isNaN(x) ? x : x < 0 ? -y : y;
}

/** 2 / sqrt(pi) exp(-x^2): the derivative of {@link erf}. */
export function erfSlope(x: number): number {
  const size = Math.abs(x);
  return size > 28 ? 0 : TWO_OVER_ROOT_PI * gauss(size, 1);
}

/** P(X > t) / exp(-t^2 / 2) for a standard normal X and t >= 0. */
function tailRatio(t: number): number {
  const x = t * Math.SQRT1_2;
  if (x >= TAIL_SERIES_END) return 0.5 * ONE_OVER_ROOT_PI * fraction(x);
  return 0.5 * (exp(x * x) - (t === 0 ? 0 : TWO_OVER_ROOT_PI * series(x)));
}

/** Beyond it the tail is 0. */
const TAIL_END = 40;

/** x P(X < x) with a standard normal X. Tails keep their digits; -0 at -Infinity, its limit. */
export function gelu(x: number): number {
  const t = Math.min(Math.abs(x), TAIL_END);
  if (x < 0) return -t * tailRatio(t) * gauss(t, 0.5);
  return x * (1 - tailRatio(t) * gauss(t, 0.5));
}

/** P(X < x) + x exp(-x^2 / 2) / sqrt(2 pi): the derivative of {@link gelu}. */
export function geluSlope(x: number): number {
  const t = Math.min(Math.abs(x), TAIL_END);
  const below = gauss(t, 0.5) * (tailRatio(t) - t * ONE_OVER_ROOT_TWO_PI);
  return x < 0 ? below : 1 - below;
}
