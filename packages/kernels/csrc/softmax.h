// What softmax, logSoftmax and cross-entropy share.
#pragma once
#include "math.h"
#include "reductions.h"

PAIRWISE_SUM(sum_exp, vf largest, largest, vexp_negative(x - largest))

// log(x) of one number, with the arithmetic of the vectors.
static float log_one(float x) { return vlog(splat(x))[0]; }

// out = exp(x - shift) where no x is above the shift.
static void exp_row(size_t n, const float *x, float shift, float *out) {
  size_t i = 0;
  for (; i + VL <= n; i += VL) store(out + i, vexp_negative(load(x + i) - shift));
  if (i < n) store_part(out + i, vexp_negative(load_part(x + i, n - i, shift) - shift), n - i);
}
static void scale_row(size_t n, float scale, float *out) {
  size_t i = 0;
  for (; i + VL <= n; i += VL) store(out + i, load(out + i) * scale);
  for (; i < n; i++) out[i] *= scale;
}
