// exp, log, tanh and sigmoid on vectors: right to about one or two units in the last place over the whole float32 range,
// subnormal results and arguments, infinities and NaN included. test/math.test.ts states and checks the bounds.
//
// The method is the classical one (Cody and Waite, Software Manual for the Elementary Functions, 1980): reduce the
// argument, evaluate a short polynomial, undo the reduction. The polynomials are minimax fits in relative error.
#pragma once
#include "vec.h"

#define LOG2_E 1.44269504088896341f
// log(2) in two parts; n * LN2_HIGH is exact for |n| < 2^9.
#define LN2_HIGH 0.693359375f
#define LN2_LOW -2.12194440e-4f
// Adding and subtracting it rounds to a whole number.
#define ROUND 12582912.0f

// x = n log(2) + r with whole n and |r| <= log(2) / 2.
typedef struct {
  vf n, r;
} Reduced;
INLINE Reduced reduce(vf x) {
  vf n = fma(x, splat(LOG2_E), splat(ROUND)) - ROUND;
  vf r = fma(n, splat(-LN2_LOW), fma(n, splat(-LN2_HIGH), x));
  return (Reduced){n, r};
}

// exp(r) - 1 for |r| <= log(2) / 2: r + r^2 P(r), off by 1.4e-8 relative before rounding.
INLINE vf expm1_small(vf r) {
  vf p = splat(0.0013882396f);
  p = fma(p, r, splat(0.008367181f));
  p = fma(p, r, splat(0.041667223f));
  p = fma(p, r, splat(0.16666539f));
  p = fma(p, r, splat(0.49999997f));
  return fma(r * r, p, r);
}

// 2^n for whole n from -126 to 127.
INLINE vf power_of_two(vi n) { return (vf)((n + 127) << 23); }
INLINE vi to_int(vf whole) { return (vi)(whole + ROUND) - (vi)splat(ROUND); }

INLINE vf vexp(vf x) {
  // Beyond these the result is 0 or infinity in any case; NaN passes both comparisons by.
  x = select(x < -105.0f, splat(-105.0f), x);
  x = select(x > 89.0f, splat(89.0f), x);
  Reduced a = reduce(x);
  vf y = expm1_small(a.r) + 1.0f;
  // 2^n in two factors: n = 128 and subnormal results need them.
  vi n = to_int(a.n), half = n >> 1;
  return y * power_of_two(half) * power_of_two(n - half);
}

// exp(x) - 1 for -60 <= x <= 0, relative to its own size.
INLINE vf expm1_negative(vf x) {
  Reduced a = reduce(x);
  vf scale = power_of_two(to_int(a.n));
  return fma(scale, expm1_small(a.r), scale - 1.0f);
}

// x = 2^e (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)]; log(1 + f) = f - f^2 / 2 + f^3 P(f), P off by 6e-9 relative.
INLINE vf vlog(vf x) {
  vi subnormal = x < 1.17549435e-38f;
  vf scaled = select(subnormal, x * 8388608.0f, x);
  vi shifted = (vi)scaled - (int32_t)0x3f3504f3; // the bits of sqrt(1/2): the exponent field is now e
  vi e = (shifted >> 23) - (subnormal & 23);
  vf f = (vf)((shifted & 0x007fffff) + (int32_t)0x3f3504f3) - 1.0f;
  vf p = splat(-0.076344974f);
  p = fma(p, f, splat(0.12761578f));
  p = fma(p, f, splat(-0.13160183f));
  p = fma(p, f, splat(0.14201757f));
  p = fma(p, f, splat(-0.16623357f));
  p = fma(p, f, splat(0.20001227f));
  p = fma(p, f, splat(-0.2500082f));
  p = fma(p, f, splat(0.3333333f));
  vf exponent = __builtin_convertvector(e, vf), square = f * f;
  vf y = fma(square * f, p, exponent * LN2_LOW);
  y = fma(square, splat(-0.5f), y);
  y = fma(exponent, splat(LN2_HIGH), y + f);
  y = select(x == __builtin_inff(), x, y);
  y = select(x == 0.0f, splat(-__builtin_inff()), y);
  return select(~(x >= 0.0f), splat(__builtin_nanf("")), y);
}

// With t = exp(-2 |x|) - 1: tanh |x| = -t / (t + 2). Nothing cancels, at either end.
INLINE vf vtanh(vf x) {
  vf a = absolute(x);
  a = select(a > 20.0f, splat(20.0f), a);
  vf t = expm1_negative(-2.0f * a);
  return copy_sign(t / (t + 2.0f), x);
}

// With e = exp(-|x|): 1 / (1 + e) for x >= 0, e / (1 + e) below, so that small results keep their digits.
INLINE vf vsigmoid(vf x) {
  vf e = vexp((vf)((vi)x | (int32_t)0x80000000));
  return select(x < 0.0f, e, splat(1.0f)) / (e + 1.0f);
}
