// exp, log, tanh and sigmoid on vectors: right to 2.6 units in the last place or better over the whole float32 range,
// subnormal results and arguments, infinities and NaN included. test/math.test.ts states and checks the bounds.
//
// The method is the classical one (Cody and Waite, Software Manual for the Elementary Functions, 1980): reduce the
// argument, evaluate a short polynomial, undo the reduction. The polynomials are minimax fits in relative error.
#pragma once
#include "vec.h"

// The constants stand in memory: a broadcast from there is one instruction, a vector constant is three in V8, each time
// it is used.
typedef struct {
  float log2_e;            // 1 / log(2)
  float ln2_high, ln2_low; // -log(2) in two parts; n * ln2_high is exact for |n| < 2^9
  float round;             // 1.5 * 2^23: adding it rounds to a whole number, in the lowest bits
  float exp_least, exp_most;
  // (exp(r) - 1 - r) / r^2 for |r| <= log(2) / 2, off by 1.4e-8 relative to exp(r) - 1
  float expm1[5];
  // (log(1 + f) - f + f^2 / 2) / f^3 for 1 + f in [sqrt(1/2), sqrt(2)], off by 6e-9 relative to log(1 + f)
  float log1p[8];
  float tanh_most;
} Constants;
static const Constants constants_in_memory = {
    .log2_e = 1.44269504088896341f,
    .ln2_high = -0.693359375f,
    .ln2_low = 2.12194440e-4f,
    .round = 12582912.0f,
    .exp_least = -105.0f, // exp is 0 from here down,
    .exp_most = 89.0f,    // and infinite from here up
    .expm1 = {0.49999997f, 0.16666539f, 0.041667223f, 0.008367181f, 0.0013882396f},
    .log1p = {0.3333333f, -0.2500082f, 0.20001227f, -0.16623357f, 0.14201757f, -0.13160183f, 0.12761578f,
              -0.076344974f},
    .tanh_most = 20.0f, // tanh is 1 from here up
};
INLINE const Constants *constants(void) {
  const Constants *c = &constants_in_memory;
  __asm__("" : "+r"(c)); // or the compiler would look the values up itself
  return c;
}

INLINE vf polynomial(const float *coefficients, int n, vf x) {
  vf p = splat(coefficients[n - 1]);
  UNROLL for (int i = n - 2; i >= 0; i--) p = fma(p, x, splat(coefficients[i]));
  return p;
}

// x = n log(2) + r with whole n and |r| <= log(2) / 2. The bits of `rounded` are those of `round`, plus n.
typedef struct {
  vf rounded, r;
} Reduced;
INLINE Reduced reduce(vf x) {
  const Constants *c = constants();
  vf rounded = fma(x, splat(c->log2_e), splat(c->round)), n = rounded - splat(c->round);
  return (Reduced){rounded, fma(n, splat(c->ln2_low), fma(n, splat(c->ln2_high), x))};
}

// exp(r) - 1
INLINE vf expm1_small(vf r) { return fma(r * r, polynomial(constants()->expm1, 5, r), r); }

// 2^n in a float's exponent field, which wants n + 127. Shifted there, the bits of `round` fall off at the top.
INLINE vf power_of_two(vi n) { return (vf)((n + 127) << 23); }
INLINE vf power_of_two_plus(vf rounded, int plus) { return (vf)(((vi)rounded << 23) + ((plus + 127) << 23)); }

INLINE vf vexp(vf x) {
  const Constants *c = constants();
  Reduced a = reduce(at_most(at_least(x, splat(c->exp_least)), splat(c->exp_most)));
  // 2^n in two factors: n = 128 and subnormal results need them.
  vi n = (vi)a.rounded - (vi)splat(c->round), half = n >> 1;
  return (expm1_small(a.r) + 1.0f) * power_of_two(half) * power_of_two(n - half);
}

// exp(x) for x <= 0: here the second factor can be a constant.
INLINE vf vexp_negative(vf x) {
  Reduced a = reduce(at_least(x, splat(constants()->exp_least)));
  return (expm1_small(a.r) + 1.0f) * power_of_two_plus(a.rounded, 30) * 0x1p-30f;
}

// x = 2^e (1 + f)
INLINE vf vlog(vf x) {
  const Constants *c = constants();
  vi subnormal = x < 0x1p-126f;
  vf scaled = choose(subnormal, x * 0x1p23f, x);
  vi shifted = (vi)scaled - (int32_t)0x3f3504f3; // the bits of sqrt(1/2): the exponent field is now e
  vi e = (shifted >> 23) - (subnormal & 23);
  vf f = (vf)((shifted & 0x007fffff) + (int32_t)0x3f3504f3) - 1.0f;
  vf exponent = __builtin_convertvector(e, vf), square = f * f;
  vf y = fma(square * f, polynomial(c->log1p, 8, f), exponent * -splat(c->ln2_low));
  y = fma(square, splat(-0.5f), y);
  y = fma(exponent, -splat(c->ln2_high), y + f);
  y = choose(x == __builtin_inff(), x, y);
  y = choose(x == 0.0f, splat(-__builtin_inff()), y);
  return choose(~(x >= 0.0f), splat(__builtin_nanf("")), y);
}

// With t = exp(-2 |x|) - 1: tanh |x| = -t / (t + 2). Nothing cancels, at either end.
INLINE vf vtanh(vf x) {
  vf a = at_most(absolute(x), splat(constants()->tanh_most));
  Reduced b = reduce(-2.0f * a);
  vf scale = power_of_two_plus(b.rounded, 0);
  vf t = fma(scale, expm1_small(b.r), scale - 1.0f);
  return copy_sign(t / (t + 2.0f), x);
}

// With e = exp(-|x|): 1 / (1 + e) for x >= 0, e / (1 + e) below, so that small results keep their digits.
INLINE vf vsigmoid(vf x) {
  vf e = vexp_negative((vf)((vi)x | (int32_t)0x80000000));
  return choose(x < 0.0f, e, splat(1.0f)) / (e + 1.0f);
}
