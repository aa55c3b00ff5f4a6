// Kernels along one axis: running sums, log-sum-exp, elements by their positions, and the largest of a row.
#include "softmax.h"

#define STRIP_COLUMNS 64 // that are summed side by side

// Sums in float64, rounded once each. `out` may be `x`.
EXPORT void cumulative_sum(size_t outer, size_t n, size_t inner, const float *x, int reverse, float *out) {
  for (size_t o = 0; o < outer; o++, x += n * inner, out += n * inner)
    for (size_t first = 0; first < inner; first += STRIP_COLUMNS) {
      size_t columns = min_size(STRIP_COLUMNS, inner - first);
      double sums[STRIP_COLUMNS] = {0};
      for (size_t k = 0; k < n; k++) {
        size_t row = (reverse ? n - 1 - k : k) * inner + first;
        for (size_t i = 0; i < columns; i++) out[row + i] = (float)(sums[i] += x[row + i]);
      }
    }
}

// log(sum(exp)) of one row, or of one column: the largest term is taken out first, unless it is infinite or NaN and so
// is the result.
static float shifted_log(float largest, float sum) {
  return largest - largest == 0 ? largest + log_one(sum) : largest;
}

// The sums of exp(x - largest) down up to VL columns, by pairs of halves.
static vf sum_exp_columns(size_t n, size_t inner, const float *x, size_t columns, vf largest) {
  if (n > 32) {
    size_t half = n / 2;
    vf upper = sum_exp_columns(half, inner, x, columns, largest);
    return upper + sum_exp_columns(n - half, inner, x + half * inner, columns, largest);
  }
  vf sum = splat(0);
  for (size_t k = 0; k < n; k++) sum += vexp_negative(load_some(x + k * inner, columns) - largest);
  return sum;
}

EXPORT void log_sum_exp_axis(size_t outer, size_t n, size_t inner, const float *x, float *out) {
  for (size_t o = 0; o < outer; o++, x += n * inner, out += inner)
    for (size_t i = 0; i < inner; i += VL) {
      size_t columns = min_size(VL, inner - i);
      vf largest = splat(-__builtin_inff()), sum = splat(0);
      if (n > 0 && inner == 1) {
        largest = splat(largest_of_row(n, x));
        sum = splat(sum_exp(n, x, largest));
      } else {
        for (size_t k = 0; k < n; k++) largest = maximum(largest, load_some(x + k * inner + i, columns));
        sum = sum_exp_columns(n, inner, x + i, columns, largest);
      }
      for (size_t c = 0; c < columns; c++) out[i + c] = shifted_log(largest[c], sum[c]);
    }
}

// out[o, j, i] = x[o, ids[o, j, i], i] for x [outer, n, inner] and ids [outer, m, inner]. Elements keep their bits.
EXPORT void gather_axis(size_t outer, size_t n, size_t m, size_t inner, const uint32_t *x, const int32_t *ids,
                        uint32_t *out) {
  for (size_t o = 0; o < outer; o++, x += n * inner)
    for (size_t j = 0; j < m; j++)
      for (size_t i = 0; i < inner; i++) *out++ = x[(size_t)*ids++ * inner + i];
}

// dx[o, ids[o, j, i], i] += dy[o, j, i], in the order of j
EXPORT void scatter_add_axis(size_t outer, size_t n, size_t m, size_t inner, const int32_t *ids, const float *dy,
                             float *dx) {
  for (size_t o = 0; o < outer; o++, dx += n * inner)
    for (size_t j = 0; j < m; j++)
      for (size_t i = 0; i < inner; i++) dx[(size_t)*ids++ * inner + i] += *dy++;
}

// Whether element a of a row comes before element b: NaN first, then the larger, then the one that stands first.
static int precedes(const float *x, int32_t a, int32_t b) {
  float p = x[a], q = x[b];
  int p_nan = p != p, q_nan = q != q;
  if (p_nan != q_nan) return p_nan;
  return p_nan || p == q ? a < b : p > q;
}

// A heap of positions whose root comes last.
static void sift(const float *x, int32_t *heap, size_t size) {
  size_t parent = 0;
  int32_t moved = heap[0];
  for (size_t child; (child = 2 * parent + 1) < size; parent = child) {
    if (child + 1 < size && precedes(x, heap[child], heap[child + 1])) child++;
    if (!precedes(x, moved, heap[child])) break;
    heap[parent] = heap[child];
  }
  heap[parent] = moved;
}

// The first k of every row in the order of `precedes`.
EXPORT void top_k(size_t rows, size_t n, size_t k, const float *x, float *values, int32_t *indices) {
  if (k == 0) return;
  for (size_t r = 0; r < rows; r++, x += n, values += k, indices += k) {
    // The heap grows by one position after the other, each rising from the bottom.
    for (size_t i = 0; i < k; i++) {
      size_t at = i;
      for (; at > 0 && precedes(x, indices[(at - 1) / 2], (int32_t)i); at = (at - 1) / 2)
        indices[at] = indices[(at - 1) / 2];
      indices[at] = (int32_t)i;
    }
    for (size_t i = k; i < n; i++)
      if (precedes(x, (int32_t)i, indices[0])) indices[0] = (int32_t)i, sift(x, indices, k);
    for (size_t size = k - 1; size > 0; size--) {
      int32_t last = indices[0];
      indices[0] = indices[size], indices[size] = last;
      sift(x, indices, size);
    }
    for (size_t i = 0; i < k; i++) values[i] = x[indices[i]];
  }
}
