// softmax(x)[j] = exp(x[j] - max x) / sum, over rows of n elements.
#include "softmax.h"

EXPORT void softmax(size_t rows, size_t n, const float *x, float *out) {
  if (n == 0) return;
  for (size_t r = 0; r < rows; r++, x += n, out += n) {
    exp_row(n, x, largest_of_row(n, x), out);
    scale_row(n, 1.0f / sum_row(n, out, 0), out);
  }
}

// x[j] - max x - log(sum)
EXPORT void log_softmax(size_t rows, size_t n, const float *x, float *out) {
  if (n == 0) return;
  for (size_t r = 0; r < rows; r++, x += n, out += n) {
    float largest = largest_of_row(n, x), log_sum = log_one(sum_exp(n, x, splat(largest)));
    size_t i = 0;
    for (; i + VL <= n; i += VL) store(out + i, load(x + i) - largest - log_sum);
    for (; i < n; i++) out[i] = x[i] - largest - log_sum;
  }
}
