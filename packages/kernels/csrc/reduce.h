// Reductions of the middle axis of [outer, n, inner].
#include "elementwise.h"
#include "reductions.h"

enum { SUM, SUM_SQUARES, MAX, MIN }; // the order of REDUCE_OPS in src/wasm/operations.ts

#define STRIP (4 * VL) // columns that are reduced together
#define STRIP_BASE 32  // rows that are added one after the other

INLINE vf reduce_start(int op, vf x) { return op == SUM_SQUARES ? x * x : x; }
INLINE vf reduce_step(int op, vf y, vf x) {
  return op == SUM ? y + x : op == SUM_SQUARES ? y + x * x : op == MAX ? maximum(y, x) : minimum(y, x);
}

// Down the columns of a strip, by pairs of halves; n > 0.
#define REDUCE_STRIP(NAME, OP)                                                                                         \
  static void NAME(size_t n, size_t inner, const float *x, float *out) {                                               \
    if (n > STRIP_BASE) {                                                                                              \
      float right[STRIP];                                                                                              \
      size_t half = n / 2;                                                                                             \
      NAME(half, inner, x, out);                                                                                       \
      NAME(n - half, inner, x + half * inner, right);                                                                  \
      for (int v = 0; v < STRIP; v += VL)                                                                              \
        store(out + v, reduce_step(OP == SUM_SQUARES ? SUM : OP, load(out + v), load(right + v)));                     \
      return;                                                                                                          \
    }                                                                                                                  \
    vf y[4];                                                                                                           \
    UNROLL for (int v = 0; v < 4; v++) y[v] = reduce_start(OP, load(x + v * VL));                                      \
    for (size_t i = 1; i < n; i++) {                                                                                   \
      x += inner;                                                                                                      \
      UNROLL for (int v = 0; v < 4; v++) y[v] = reduce_step(OP, y[v], load(x + v * VL));                               \
    }                                                                                                                  \
    UNROLL for (int v = 0; v < 4; v++) store(out + v * VL, y[v]);                                                      \
  }                                                                                                                    \
  /* One column, in the same order. */                                                                                 \
  static float NAME##_column(size_t n, size_t inner, const float *x) {                                                 \
    if (n > STRIP_BASE) {                                                                                              \
      size_t half = n / 2;                                                                                             \
      float left = NAME##_column(half, inner, x);                                                                      \
      float right = NAME##_column(n - half, inner, x + half * inner);                                                  \
      return reduce_step(OP == SUM_SQUARES ? SUM : OP, splat(left), splat(right))[0];                                  \
    }                                                                                                                  \
    vf y = reduce_start(OP, splat(*x));                                                                                \
    for (size_t i = 1; i < n; i++) y = reduce_step(OP, y, splat(*(x += inner)));                                       \
    return y[0];                                                                                                       \
  }

REDUCE_STRIP(strip_sum, SUM)
REDUCE_STRIP(strip_sum_squares, SUM_SQUARES)
REDUCE_STRIP(strip_max, MAX)
REDUCE_STRIP(strip_min, MIN)

typedef void Strip(size_t n, size_t inner, const float *x, float *out);
typedef float Column(size_t n, size_t inner, const float *x);
static Strip *const strips[] = {strip_sum, strip_sum_squares, strip_max, strip_min};
static Column *const columns[] = {strip_sum_column, strip_sum_squares_column, strip_max_column, strip_min_column};

EXPORT void reduce_axis(int op, size_t outer, size_t n, size_t inner, const float *x, float *out) {
  if (n == 0) return fill(outer * inner, 0, out);
  for (size_t o = 0; o < outer; o++, x += n * inner, out += inner) {
    if (inner == 1) {
      *out = op == SUM           ? sum_row(n, x, 0)
             : op == SUM_SQUARES ? sum_squares_row(n, x, 0)
             : op == MAX         ? largest_of_row(n, x)
                                 : smallest_of_row(n, x);
      continue;
    }
    size_t i = 0;
    for (; i + STRIP <= inner; i += STRIP) strips[op](n, inner, x + i, out + i);
    for (; i < inner; i++) out[i] = columns[op](n, inner, x + i);
  }
}

// The position of the first largest or smallest element, or of the first NaN.
static int32_t arg_row(int op, size_t n, const float *x) {
  float extreme = op == MAX ? largest_of_row(n, x) : smallest_of_row(n, x);
  size_t i = 0;
  while (!(x[i] == extreme || x[i] != x[i])) i++;
  return (int32_t)i;
}

EXPORT void arg_extreme(int op, size_t outer, size_t n, size_t inner, const float *x, int32_t *out) {
  for (size_t o = 0; o < outer; o++, x += n * inner)
    for (size_t i = 0; i < inner; i++) {
      if (inner == 1) {
        *out++ = arg_row(op, n, x);
        continue;
      }
      size_t best = 0;
      const float *p = x + i;
      for (size_t k = 1; k < n && p[best * inner] == p[best * inner]; k++) {
        float candidate = p[k * inner], so_far = p[best * inner];
        if (!(op == MAX ? candidate <= so_far : candidate >= so_far)) best = k;
      }
      *out++ = (int32_t)best;
    }
}
