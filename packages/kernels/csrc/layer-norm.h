// Layer normalization over rows of n elements (Ba, Kiros and Hinton 2016, section 3), and its derivative.
#include "reductions.h"

PAIRWISE_SUM(sum_squared_distances, vf mean, mean, (x - mean) * (x - mean))

INLINE vf load_or(const float *p, size_t i, size_t n, float otherwise) {
  return p ? load_some(p + i, n) : splat(otherwise);
}

// out = (x - mean) rstd weight + bias, rstd = 1 / sqrt(variance + epsilon)
EXPORT void layer_norm(size_t rows, size_t n, const float *x, const float *weight, const float *bias, float epsilon,
                       float *out, float *means, float *rstds) {
  for (size_t r = 0; r < rows; r++, x += n, out += n) {
    float mean = sum_row(n, x, 0) / (float)n;
    float rstd = 1.0f / __builtin_sqrtf(sum_squared_distances(n, x, splat(mean)) / (float)n + epsilon);
    for (size_t i = 0; i < n; i += VL) {
      size_t some = min_size(VL, n - i);
      vf y = (load_some(x + i, some) - mean) * rstd;
      store_some(out + i, fma(y, load_or(weight, i, some, 1), load_or(bias, i, some, 0)), some);
    }
    means[r] = mean, rstds[r] = rstd;
  }
}

typedef struct {
  const float *x, *weight, *dy;
  float mean, rstd;
} NormRow;

// The normalized elements, and the gradient that reaches them.
INLINE vf normalized(const NormRow *row, size_t i, size_t n) {
  // Lanes beyond n are not 0, but their gradient is.
  return (load_some(row->x + i, n) - row->mean) * row->rstd;
}
INLINE vf reaching(const NormRow *row, size_t i, size_t n) {
  return load_some(row->dy + i, n) * load_or(row->weight, i, n, 1);
}

typedef struct {
  float gradient, product;
} NormSums;
static NormSums norm_sums(const NormRow *row, size_t from, size_t to) {
  if (to - from > PAIRWISE_BASE) {
    size_t middle = from + round_up((to - from) / 2, PAIRWISE_BASE);
    NormSums a = norm_sums(row, from, middle), b = norm_sums(row, middle, to);
    return (NormSums){a.gradient + b.gradient, a.product + b.product};
  }
  vf gradients = splat(0), products = splat(0);
  for (size_t i = from; i < to; i += VL) {
    size_t some = min_size(VL, to - i);
    vf g = reaching(row, i, some);
    gradients += g, products += g * normalized(row, i, some);
  }
  return (NormSums){sum_lanes(gradients), sum_lanes(products)};
}

// With y the normalized row and g = dy weight: dx = rstd (g - mean(g) - y mean(g y)). Every gradient is optional.
EXPORT void layer_norm_backward(size_t rows, size_t n, const float *x, const float *weight, const float *means,
                                const float *rstds, const float *dy, float *dx, float *d_weight, float *d_bias) {
  if (dx)
    for (size_t r = 0; r < rows; r++, dx += n) {
      NormRow row = {x + r * n, weight, dy + r * n, means[r], rstds[r]};
      NormSums sums = norm_sums(&row, 0, n);
      float gradient = sums.gradient / (float)n, product = sums.product / (float)n;
      for (size_t i = 0; i < n; i += VL) {
        size_t some = min_size(VL, n - i);
        vf rest = reaching(&row, i, some) - gradient - normalized(&row, i, some) * product;
        store_some(dx + i, rest * row.rstd, some);
      }
    }
  if (!d_weight && !d_bias) return;
  for (size_t i = 0; i < n; i += VL) {
    size_t some = min_size(VL, n - i);
    vd weights = {0}, biases = {0}; // over all rows, which may be many
    for (size_t r = 0; r < rows; r++) {
      vf g = load_some(dy + r * n + i, some), y = (load_some(x + r * n + i, some) - means[r]) * rstds[r];
      weights += __builtin_convertvector(g * y, vd);
      biases += __builtin_convertvector(g, vd);
    }
    if (d_weight) store_some(d_weight + i, __builtin_convertvector(weights, vf), some);
    if (d_bias) store_some(d_bias + i, __builtin_convertvector(biases, vf), some);
  }
}
