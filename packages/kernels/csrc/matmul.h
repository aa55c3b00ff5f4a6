// The product of matrices with arbitrary strides, batched.
#include "products.h"

// B [k, n]: read by rows where their elements are neighbours, else by columns.
INLINE Factor factor_of(size_t n, const float *b, size_t b_row, size_t b_col) {
  int transposed = b_col != 1 && n > 1;
  return (Factor){transposed ? (Rows){b, b_col, 0, b_row} : (Rows){b, b_row, 0, 1}, transposed};
}

// What products with few rows read faster than B itself, packed once for many calls.
EXPORT size_t packed_bytes(size_t k, size_t n) { return stripes_size(k, n) * sizeof(float); }
EXPORT void pack_matrix(size_t k, size_t n, const float *b, size_t b_row, size_t b_col, float *out) {
  Factor factor = factor_of(n, b, b_row, b_col);
  pack_stripes(&factor, k, n, out);
}

EXPORT size_t matmul_scratch(size_t m, size_t n, size_t k) { return multiply_scratch(m, n, k) * sizeof(float); }

// C[b] (+)= A[b] B[b] (+ bias). Strides count elements. `packed`: what pack_matrix made of B, for a batch of
// one, or 0.
EXPORT void matmul(size_t batch, size_t m, size_t n, size_t k, const float *a, size_t a_batch, size_t a_row,
                   size_t a_col, const float *b, size_t b_batch, size_t b_row, size_t b_col, const float *packed,
                   float *c, size_t c_batch, size_t c_row, const float *bias, int accumulate, float *scratch) {
  // A is read by rows where their elements are neighbours, else by columns; of one row, the stride is nobody's.
  int a_transposed = a_col != 1 && k > 1;
  for (size_t i = 0; i < batch; i++, a += a_batch, b += b_batch, c += c_batch) {
    Rows ra = a_transposed ? (Rows){a, a_col, 0, a_row} : (Rows){a, a_row, 0, 1};
    Target rc = target(c, c_row, bias, accumulate);
    if (packed && !a_transposed) {
      product_stripes(&ra, m, k, packed, &rc, n);
      continue;
    }
    Factor fb = factor_of(n, b, b_row, b_col);
    multiply(m, n, k, &ra, a_transposed, &fb, &rc, scratch);
  }
}
