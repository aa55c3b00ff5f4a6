// erf, gelu, softplus, sine, cosine and powers on vectors. test/math.test.ts states and checks their error bounds over
// the whole float32 range. What is long and called from several places, such as a loop and the end of its row, is not
// inline.
#pragma once
#include "math.h"

// ---- the normal distribution

typedef struct {
  float small[7]; // erf(x) / x - 1 in powers of x^2 for |x| <= 1, off by 1.2e-9 of erf
  float tail[10]; // see Tail; off by 8.6e-9
} Normal;
static const Normal normal_in_memory = {
    .small = {0.128379166f, -0.376126258f, 0.112835851f, -0.0268538115f, 0.00518832688f, -0.000801018686f,
              7.85383976e-5f},
    .tail = {0.188821284f, -0.151974147f, 0.0967842253f, -0.0466308604f, 0.0151009577f, -0.00188131789f,
             -0.000878138103f, 0.000392481106f, 4.48380771e-5f, -3.29933233e-5f},
};

// exp(-c t^2) for c = 1/2 or 1. The square of t's upper half is exact; the rest of t^2 is small.
INLINE vf gauss(vf t, float c) {
  vf high = (vf)((vi)t & (int32_t)0xfffff000);
  return vexp_negative(high * high * -c) * (expm1_small((t + high) * (t - high) * -c) + 1.0f);
}

// The upper tail of the normal distribution, P(X > t) = density * ratio for t >= 0, with density = exp(-t^2 / 2).
// ratio (1 + t / 4) is a polynomial in (t - 4) / (t + 4) up to t = 14.5, where the density is 0.
typedef struct {
  vf density, ratio;
} Tail;
INLINE Tail tail(vf t) {
  vf inverse = 1.0f / (t + 4.0f);
  return (Tail){gauss(t, 0.5f), polynomial(normal_in_memory.tail, 10, (t - 4.0f) * inverse) * (4.0f * inverse)};
}

#define TAIL_END 14.5f
// |x| up to the end of the tail; NaN stays NaN
INLINE vf tail_argument(vf x) { return at_most(absolute(x), splat(TAIL_END)); }

INLINE vf verf(vf x) {
  vf square = x * x;
  vf small = fma(x, polynomial(normal_in_memory.small, 7, square), x);
  Tail far = tail(tail_argument(x * 1.41421356f));
  vf large = copy_sign(1.0f - 2.0f * far.density * far.ratio, x);
  return choose(absolute(x) < 1.0f, small, large);
}

// exp(-x^2) 2 / sqrt(pi)
NOINLINE vf erf_slope(vf x) { return gauss(tail_argument(x), 1.0f) * 1.12837917f; }

// x P(X < x): of a negative x the tail itself, so that small results keep their digits.
INLINE vf vgelu(vf x) {
  vf t = tail_argument(x);
  Tail far = tail(t);
  return choose(x < 0.0f, -(t * far.ratio) * far.density, x * (1.0f - far.density * far.ratio));
}
// P(X < x) + x density(x) / sqrt(2 pi)
NOINLINE vf gelu_slope(vf x) {
  vf t = tail_argument(x);
  Tail far = tail(t);
  vf below = far.density * fma(t, splat(-0.39894228f), far.ratio);
  return choose(x < 0.0f, below, 1.0f - below);
}

// ---- softplus

// log(1 + exp(x)) = max(x, 0) + log(1 + e) with e = exp(-|x|); x itself above 20, as PyTorch has it.
INLINE vf vsoftplus(vf x) {
  vf e = vexp_negative((vf)((vi)x | (int32_t)0x80000000));
  vi halve = e > 0.41421356f; // 1 + e = 2 (1 + f): the logarithm's polynomial reaches up to sqrt(2)
  vf f = choose(halve, (e - 1.0f) * 0.5f, e), square = f * f;
  vf y = fma(square, splat(-0.5f), square * f * polynomial(constants()->log1p, 8, f));
  y = choose(halve, splat(0.693147181f), splat(0)) + (y + f);
  return choose(x > 20.0f, x, y + choose(x > 0.0f, x, splat(0)));
}

// ---- sine and cosine

typedef int64_t vl __attribute__((vector_size(8 * VL)));

// The binary digits of 2 / pi.
static const uint32_t two_over_pi[] = {0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041,
                                        0xfe5163ab};

// x = q pi / 2 + r for one finite x above 2^28 (Payne and Hanek, "Radian Reduction for Trigonometric Functions", SIGNUM
// Newsletter 18 (1983)): of the digits of 2 / pi only those are multiplied that leave something modulo 4.
typedef struct {
  float r;
  int32_t q;
} QuarterTurns;
NOINLINE QuarterTurns reduce_large(float x) {
  uint32_t bits = (uint32_t)((vi)splat(x))[0];
  uint64_t m = (bits & 0x7fffff) | 0x800000;
  int first = (int)(bits >> 23 & 0xff) - 152, shift = first & 31; // digits with a weight of 4 or more come before
  const uint32_t *digits = two_over_pi + (first >> 5);
  uint32_t word[3];
  for (int i = 0; i < 3; i++) word[i] = (uint32_t)(((uint64_t)digits[i] << 32 | digits[i + 1]) << shift >> 32);
  uint64_t turns = (m * word[2] >> 32) + m * word[1] + (m * word[0] << 32); // 2 bits of quarter turns, 62 below
  int32_t quarter = (int32_t)((turns + ((uint64_t)1 << 61)) >> 62);
  double r = (double)(int64_t)(turns << 2) * (0x1p-64 * 1.5707963267948966);
  return x < 0 ? (QuarterTurns){(float)-r, -quarter} : (QuarterTurns){(float)r, quarter};
}

// The sine of x + plus pi / 2.
NOINLINE vf sine_of(vf x, int32_t plus) {
  // Up to 2^28 in float64, with pi / 2 in three parts: the products with the first two, and both differences, are exact.
  vd wide = __builtin_convertvector(x, vd);
  vd shifted = wide * 0x1.45f306dc9c883p-1 + 0x1.8p52, n = shifted - 0x1.8p52;
  vd rest = wide - n * 0x1.921fb5p+0 - n * 0x1.110b46p-26 - n * 0x1.1a62633145c07p-54;
  vf r = __builtin_convertvector(rest, vf);
  vi q = __builtin_convertvector((vl)shifted, vi);
  vi large = (absolute(x) >= 0x1p28f) & (absolute(x) < __builtin_inff());
  UNROLL for (int i = 0; i < VL; i++) if (large[i]) {
    QuarterTurns one = reduce_large(x[i]);
    r[i] = one.r, q[i] = one.q;
  }
  q += plus;
  vf square = r * r;
  static const float sine[] = {-0.166666666f, 0.00833332936f, -0.000198393276f, 2.71824108e-6f};
  static const float cosine[] = {0.0416666666f, -0.00138888835f, 2.47994551e-5f, -2.72052987e-7f};
  vf s = fma(r * square, polynomial(sine, 4, square), r);
  vf half = square * 0.5f, one = 1.0f - half; // and what was lost in that
  vf c = one + fma(square * square, polynomial(cosine, 4, square), (1.0f - one) - half);
  s = choose(r == 0.0f, r, s); // the sign of zero
  return (vf)((vi)choose((q & 1) != 0, c, s) ^ (q << 30 & (int32_t)0x80000000));
}

// ---- powers

INLINE vd choose_wide(vl mask, vd a, vd b) { return (vd)(((vl)a & mask) | ((vl)b & ~mask)); }

// x^y as C has it: 1 for y = 0 and for x = 1, whatever the other; NaN for a negative x and a y that is not whole.
// exp2(y log2 |x|) in float64, so that one rounding to float32 is left.
NOINLINE vf vpow(vf x, vf y) {
  vf size = absolute(x);
  vd wide = __builtin_convertvector(size, vd);
  vl e = ((vl)wide - 0x3fe6a09e667f3bcd) >> 52; // size = 2^e m with m from sqrt(1/2) to sqrt(2)
  vd m = (vd)((vl)wide - (e << 52));
  vd s = (m - 1.0) / (m + 1.0), z = s * s, series = z * 0 + 1.0 / 17;
  UNROLL for (int i = 15; i >= 1; i -= 2) series = series * z + 1.0 / i;
  vd exponent = (vd)(e + 0x4338000000000000) - 0x1.8p52;
  vd log2 = s * series * (2 * 1.4426950408889634) + exponent;
  log2 = choose_wide(wide == 0.0, (vd){0} - __builtin_inf(), choose_wide(wide == __builtin_inf(), wide, log2));
  vd p = __builtin_convertvector(y, vd) * log2;
  p = choose_wide(p > 160.0, (vd){0} + 160.0, choose_wide(p < -160.0, (vd){0} - 160.0, p));
  vd shifted = p + 0x1.8p52, r = (p - (shifted - 0x1.8p52)) * 0.6931471805599453;
  static const double factorials[] = {1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880};
  vd power = r * 0 + 1 / factorials[9];
  UNROLL for (int i = 8; i >= 0; i--) power = power * r + 1 / factorials[i];
  vf result = __builtin_convertvector((vd)((vl)power + ((vl)shifted << 52)), vf);

  vf y_size = absolute(y);
  vi whole = __builtin_convertvector(at_most(y_size, splat(0x1p24f)), vi);
  vi is_whole = (y_size >= 0x1p23f) | (__builtin_convertvector(whole, vf) == y_size);
  vi is_odd = is_whole & (y_size < 0x1p24f) & ((whole & 1) != 0);
  result = choose(size == 1.0f, splat(1), result);
  result = (vf)((vi)result ^ ((vi)x & is_odd & (int32_t)0x80000000));
  vi undefined = (x < 0.0f) & (size < __builtin_inff()) & ~is_whole;
  result = choose(undefined | (x != x) | (y != y), splat(__builtin_nanf("")), result);
  return choose((x == 1.0f) | (y == 0.0f), splat(1), result);
}
