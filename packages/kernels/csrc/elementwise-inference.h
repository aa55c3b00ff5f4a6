// The element-wise kernels that running a model needs.
#include "elementwise.h"

UNARY(unary_neg, (vf)((vi)x ^ (int32_t)0x80000000))
UNARY(unary_abs, absolute(x))
UNARY(unary_exp, vexp(x))
UNARY(unary_log, vlog(x))
UNARY(unary_sqrt, square_root(x))
UNARY(unary_reciprocal, 1.0f / x)
UNARY(unary_square, x * x)
UNARY(unary_tanh, vtanh(x))
UNARY(unary_sigmoid, vsigmoid(x))
UNARY(unary_relu, choose(x <= 0.0f, splat(0), x))

typedef void Unary(size_t n, const float *x, float *out);
// In the order of UNARY_OPS in src/wasm/operations.ts; so are the tables below.
static Unary *const unary_operations[] = {unary_neg,        unary_abs,    unary_exp,  unary_log,     unary_sqrt,
                                          unary_reciprocal, unary_square, unary_tanh, unary_sigmoid, unary_relu};

EXPORT void unary(int op, size_t n, const float *x, float *out) { unary_operations[op](n, x, out); }

BINARY(binary_add, a + b)
BINARY(binary_sub, a - b)
BINARY(binary_mul, a * b)
BINARY(binary_div, a / b)
BINARY(binary_maximum, maximum(a, b))
BINARY(binary_minimum, minimum(a, b))

static Binary *const binary_operations[] = {binary_add, binary_sub,     binary_mul,
                                            binary_div, binary_maximum, binary_minimum};

// x op value
EXPORT void binary_scalar(int op, size_t n, const float *x, float value, float *out) {
  with_scalar(binary_operations[op], n, x, value, out);
}

EXPORT void binary(int op, const Loop *loop, const float *a, const float *b, float *out) {
  over_strides(binary_operations[op], loop, a, b, out);
}

COMPARE(compare_eq, ==)
COMPARE(compare_ne, !=)
COMPARE(compare_lt, <)
COMPARE(compare_le, <=)
COMPARE(compare_gt, >)
COMPARE(compare_ge, >=)

typedef void Compare(size_t n, const float *a, const float *b, uint8_t *out);
static Compare *const compare_operations[] = {compare_eq, compare_ne, compare_lt, compare_le, compare_gt, compare_ge};

EXPORT void compare(int op, const Loop *loop, const float *a, const float *b, uint8_t *out) {
  Compare *operation = compare_operations[op];
  float a_stage[STAGE], b_stage[STAGE];
  uint8_t out_stage[STAGE];
  for (Walk w = walk(loop, 3); !w.done; next(&w, 3))
    for (size_t i = 0; i < w.length; i += STAGE) {
      size_t n = min_size(STAGE, w.length - i);
      const float *p = gather_more(a + w.offset[1], w.stride[1], i, n, a_stage);
      const float *q = gather_more(b + w.offset[2], w.stride[2], i, n, b_stage);
      uint8_t *y = out + w.offset[0] + (ptrdiff_t)i * w.stride[0];
      if (w.stride[0] == 1) {
        operation(n, p, q, y);
      } else {
        operation(n, p, q, out_stage);
        for (size_t e = 0; e < n; e++, y += w.stride[0]) *y = out_stage[e];
      }
    }
}

// Elements are moved as 32-bit words and keep their bits, whatever they stand for.
EXPORT void where(const Loop *loop, const uint8_t *condition, const uint32_t *a, const uint32_t *b, uint32_t *out) {
  for (Walk w = walk(loop, 4); !w.done; next(&w, 4)) {
    uint32_t *y = out + w.offset[0];
    const uint8_t *c = condition + w.offset[1];
    const uint32_t *p = a + w.offset[2], *q = b + w.offset[3];
    for (size_t i = 0; i < w.length; i++) {
      uint32_t pa = *p, qb = *q;
      *y = *c ? pa : qb;
      y += w.stride[0], c += w.stride[1], p += w.stride[2], q += w.stride[3];
    }
  }
}

EXPORT void copy(const Loop *loop, const uint32_t *x, uint32_t *out) {
  for (Walk w = walk(loop, 2); !w.done; next(&w, 2)) {
    uint32_t *y = out + w.offset[0];
    const uint32_t *p = x + w.offset[1];
    if (w.stride[0] == 1 && w.stride[1] == 1) {
      __builtin_memmove(y, p, w.length * sizeof *y);
      continue;
    }
    for (size_t i = 0; i < w.length; i++, y += w.stride[0], p += w.stride[1]) *y = *p;
  }
}

EXPORT void fill(size_t n, float value, float *out) {
  size_t i = 0;
  for (; i + VL <= n; i += VL) store(out + i, splat(value));
  for (; i < n; i++) out[i] = value;
}
