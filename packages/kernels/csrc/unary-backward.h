// What the derivatives of all functions of one operand share.
#pragma once
#include "elementwise.h"

// dx = dy * f'(x), with y = f(x).
#define UNARY_BACKWARD(NAME, DX)                                                                                       \
  NOINLINE void NAME(size_t n, const float *x_, const float *y_, const float *dy_, float *dx) {                        \
    size_t i = 0;                                                                                                      \
    for (; i + VL <= n; i += VL) {                                                                                     \
      vf x = load(x_ + i), y = load(y_ + i), dy = load(dy_ + i);                                                       \
      (void)x, (void)y;                                                                                                \
      store(dx + i, DX);                                                                                               \
    }                                                                                                                  \
    if (i < n) {                                                                                                       \
      vf x = load_part(x_ + i, n - i, 1), y = load_part(y_ + i, n - i, 1), dy = load_part(dy_ + i, n - i, 1);          \
      (void)x, (void)y;                                                                                                \
      store_part(dx + i, DX, n - i);                                                                                   \
    }                                                                                                                  \
  }

typedef void UnaryBackward(size_t n, const float *x, const float *y, const float *dy, float *dx);
