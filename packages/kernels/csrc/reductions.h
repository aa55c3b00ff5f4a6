// Sums by pairs: a sum of n terms is off by a multiple of log n roundings, not of n.
#pragma once
#include "vec.h"

#define PAIRWISE_BASE 128 // terms that are added one after the other (by VL lanes and 2 sums)

// The sum of term(p + i) over i below n. Every lane of a partial vector beyond n counts as `nothing`.
#define PAIRWISE_SUM(NAME, PARAMETERS, ARGUMENTS, TERM)                                                                \
  static float NAME(size_t n, const float *p, PARAMETERS) {                                                            \
    if (n > PAIRWISE_BASE) {                                                                                           \
      size_t half = round_up(n / 2, PAIRWISE_BASE);                                                                    \
      float left = NAME(half, p, ARGUMENTS);                                                                           \
      return left + NAME(n - half, p + half, ARGUMENTS);                                                               \
    }                                                                                                                  \
    vf even = splat(0), odd = splat(0);                                                                                \
    size_t i = 0;                                                                                                      \
    for (; i + 2 * VL <= n; i += 2 * VL) {                                                                             \
      vf x = load(p + i);                                                                                              \
      even += TERM;                                                                                                    \
      x = load(p + i + VL);                                                                                            \
      odd += TERM;                                                                                                     \
    }                                                                                                                  \
    if (i + VL <= n) {                                                                                                 \
      vf x = load(p + i);                                                                                              \
      even += TERM;                                                                                                    \
      i += VL;                                                                                                         \
    }                                                                                                                  \
    float sum = sum_lanes(even + odd);                                                                                 \
    if (i < n) {                                                                                                       \
      vf x = load_part(p + i, n - i, 0);                                                                               \
      float lanes[VL];                                                                                                 \
      store(lanes, TERM);                                                                                              \
      for (size_t lane = 0; i + lane < n; lane++) sum += lanes[lane];                                                  \
    }                                                                                                                  \
    return sum;                                                                                                        \
  }

PAIRWISE_SUM(sum_row, int unused, unused, x)
PAIRWISE_SUM(sum_squares_row, int unused, unused, x * x)

// The largest or smallest of n > 0 elements; NaN if there is one.
#define EXTREME_ROW(NAME, FUNCTION)                                                                                    \
  static float NAME(size_t n, const float *p) {                                                                        \
    size_t i = 0;                                                                                                      \
    vf y = splat(p[0]);                                                                                                \
    for (; i + VL <= n; i += VL) y = FUNCTION(y, load(p + i));                                                         \
    if (i < n) y = FUNCTION(y, load_part(p + i, n - i, p[0]));                                                         \
    for (int lane = 1; lane < VL; lane++) y = FUNCTION(y, splat(y[lane]));                                             \
    return y[0];                                                                                                       \
  }
EXTREME_ROW(largest_of_row, maximum)
EXTREME_ROW(smallest_of_row, minimum)
