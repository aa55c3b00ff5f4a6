// The derivatives of softmax and logSoftmax, and softmax cross-entropy with both of its directions.
#include "softmax.h"

static float dot_row(size_t n, const float *a, const float *b) {
  if (n > PAIRWISE_BASE) {
    size_t half = round_up(n / 2, PAIRWISE_BASE);
    float left = dot_row(half, a, b);
    return left + dot_row(n - half, a + half, b + half);
  }
  vf sums = splat(0);
  size_t i = 0;
  for (; i + VL <= n; i += VL) sums = fma(load(a + i), load(b + i), sums);
  if (i < n) sums = fma(load_part(a + i, n - i, 0), load_part(b + i, n - i, 0), sums);
  return sum_lanes(sums);
}

// dx = y (dy - sum(dy y))
EXPORT void softmax_backward(size_t rows, size_t n, const float *y, const float *dy, float *dx) {
  for (size_t r = 0; r < rows; r++, y += n, dy += n, dx += n) {
    float mean = dot_row(n, y, dy);
    size_t i = 0;
    for (; i + VL <= n; i += VL) store(dx + i, load(y + i) * (load(dy + i) - mean));
    for (; i < n; i++) dx[i] = y[i] * (dy[i] - mean);
  }
}

// dx = dy - exp(y) sum(dy)
EXPORT void log_softmax_backward(size_t rows, size_t n, const float *y, const float *dy, float *dx) {
  for (size_t r = 0; r < rows; r++, y += n, dy += n, dx += n) {
    vf sum = splat(sum_row(n, dy, 0));
    size_t i = 0;
    for (; i + VL <= n; i += VL) store(dx + i, load(dy + i) - vexp(load(y + i)) * sum);
    if (i < n) store_part(dx + i, load_part(dy + i, n - i, 0) - vexp(load_part(y + i, n - i, 0)) * sum, n - i);
  }
}

PAIRWISE_SUM(sum_shifted, vf shift, shift, x - shift)

// losses[r] = logSumExp - (1 - s) x[target] - s mean(x), with s the label smoothing. Everything is measured from the
// largest logit, so that nothing large cancels.
EXPORT void cross_entropy(size_t rows, size_t classes, const float *logits, const int32_t *targets, int32_t ignore,
                          float smoothing, float *log_sum_exp, float *losses) {
  for (size_t r = 0; r < rows; r++, logits += classes) {
    if (targets[r] == ignore) {
      log_sum_exp[r] = losses[r] = 0;
      continue;
    }
    float largest = largest_of_row(classes, logits), log_sum = log_one(sum_exp(classes, logits, splat(largest)));
    float loss = log_sum - (1.0f - smoothing) * (logits[targets[r]] - largest);
    if (smoothing != 0) loss -= smoothing * (sum_shifted(classes, logits, splat(largest)) / (float)classes);
    log_sum_exp[r] = largest + log_sum;
    losses[r] = loss;
  }
}

// dLogits = g (exp(x - logSumExp) - (1 - s) [j = target] - s / classes)
EXPORT void cross_entropy_backward(size_t rows, size_t classes, const float *logits, const int32_t *targets,
                                   int32_t ignore, float smoothing, const float *log_sum_exp,
                                   const float *row_gradients, float *d_logits) {
  float even = smoothing / (float)classes;
  for (size_t r = 0; r < rows; r++, logits += classes, d_logits += classes) {
    if (targets[r] == ignore) {
      for (size_t j = 0; j < classes; j++) d_logits[j] = 0;
      continue;
    }
    float g = row_gradients[r], shift = log_sum_exp[r];
    size_t j = 0;
    for (; j + VL <= classes; j += VL) store(d_logits + j, (vexp(load(logits + j) - shift) - even) * g);
    if (j < classes)
      store_part(d_logits + j, (vexp(load_part(logits + j, classes - j, 0) - shift) - even) * g, classes - j);
    d_logits[targets[r]] -= (1.0f - smoothing) * g;
  }
}
