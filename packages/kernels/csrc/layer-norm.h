// Layer normalization over rows of n elements (Ba, Kiros and Hinton 2016, section 3), and its derivative.
#include "vec.h"

INLINE vf load_or(const float *p, size_t i, size_t n, float otherwise) {
  return p ? load_some(p + i, n) : splat(otherwise);
}
// Up to VL elements of a row; the lanes beyond stand at `middle`, so that they are at no distance from it.
INLINE vf load_around(const float *p, size_t n, float middle) { return n == VL ? load(p) : load_part(p, n, middle); }

INLINE vd widen(vf v) { return __builtin_convertvector(v, vd); }
static double sum_wide(vd v) {
  double sum = 0;
  for (int lane = 0; lane < VL; lane++) sum += v[lane];
  return sum;
}

// out = (x - mean) rstd weight + bias, rstd = 1 / sqrt(variance + epsilon)
//
// The moments take one pass in float64, over distances from the first element: a constant row has the variance 0, and a
// mean that is large beside the deviation costs no digits.
EXPORT void layer_norm(size_t rows, size_t n, const float *x, const float *weight, const float *bias, double epsilon,
                       float *out, float *means, float *rstds) {
  for (size_t r = 0; r < rows; r++, x += n, out += n) {
    double first = x[0];
    vd sums = {0}, squares = {0};
    for (size_t i = 0; i < n; i += VL) {
      vd distance = widen(load_around(x + i, min_size(VL, n - i), x[0])) - first;
      sums += distance, squares += distance * distance;
    }
    double shift = sum_wide(sums) / (double)n, mean = first + shift;
    double rstd = 1 / __builtin_sqrt(sum_wide(squares) / (double)n - shift * shift + epsilon);
    for (size_t i = 0; i < n; i += VL) {
      size_t some = min_size(VL, n - i);
      vf y = __builtin_convertvector((widen(load_some(x + i, some)) - mean) * rstd, vf);
      store_some(out + i, fma(y, load_or(weight, i, some, 1), load_or(bias, i, some, 0)), some);
    }
    means[r] = (float)mean, rstds[r] = (float)rstd;
  }
}

// With y the normalized row and g = dy weight: dx = rstd (g - mean(g) - y mean(g y)). Every gradient is optional.
EXPORT void layer_norm_backward(size_t rows, size_t n, const float *x, const float *weight, const float *means,
                                const float *rstds, const float *dy, float *dx, float *d_weight, float *d_bias) {
#define NORMALIZED(ROW) ((load_around(x + (ROW) * n + i, some, means[ROW]) - means[ROW]) * rstds[ROW])
#define REACHING(ROW) (load_some(dy + (ROW) * n + i, some) * load_or(weight, i, some, 1))
  if (dx)
    for (size_t r = 0; r < rows; r++) {
      vd gradients = {0}, products = {0};
      for (size_t i = 0; i < n; i += VL) {
        size_t some = min_size(VL, n - i);
        vf g = REACHING(r);
        gradients += widen(g), products += widen(g * NORMALIZED(r));
      }
      float gradient = (float)(sum_wide(gradients) / (double)n), product = (float)(sum_wide(products) / (double)n);
      for (size_t i = 0; i < n; i += VL) {
        size_t some = min_size(VL, n - i);
        store_some(dx + r * n + i, (REACHING(r) - gradient - NORMALIZED(r) * product) * rstds[r], some);
      }
    }
  if (!d_weight && !d_bias) return;
  for (size_t i = 0; i < n; i += VL) {
    size_t some = min_size(VL, n - i);
    vd weights = {0}, biases = {0};
    for (size_t r = 0; r < rows; r++) {
      vf g = load_some(dy + r * n + i, some);
      weights += widen(g * NORMALIZED(r)), biases += widen(g);
    }
    if (d_weight) store_some(d_weight + i, __builtin_convertvector(weights, vf), some);
    if (d_bias) store_some(d_bias + i, __builtin_convertvector(biases, vf), some);
  }
}
