// Functions of single elements, over contiguous or strided operands.
//
// Each function is written once, for contiguous vectors; a strided operand is gathered into a short buffer first, and a
// broadcast one is spread over it.
#pragma once
#include "math.h"

// ---- contiguous

// out[i] = y(x): the last n % VL elements pass through a vector of their own, so every lane sees the same arithmetic.
#define UNARY(NAME, Y)                                                                                                 \
  NOINLINE void NAME(size_t n, const float *x_, float *out) {                                                          \
    size_t i = 0;                                                                                                      \
    for (; i + VL <= n; i += VL) {                                                                                     \
      vf x = load(x_ + i);                                                                                             \
      store(out + i, Y);                                                                                               \
    }                                                                                                                  \
    if (i < n) {                                                                                                       \
      float lanes[VL];                                                                                                 \
      store(lanes, load_part(x_ + i, n - i, 1));                                                                       \
      NAME(VL, lanes, lanes);                                                                                          \
      store_part(out + i, load(lanes), n - i);                                                                         \
    }                                                                                                                  \
  }

#define BINARY(NAME, Y)                                                                                                \
  NOINLINE void NAME(size_t n, const float *a_, const float *b_, float *out) {                                         \
    size_t i = 0;                                                                                                      \
    for (; i + VL <= n; i += VL) {                                                                                     \
      vf a = load(a_ + i), b = load(b_ + i);                                                                           \
      store(out + i, Y);                                                                                               \
    }                                                                                                                  \
    if (i < n) {                                                                                                       \
      vf a = load_part(a_ + i, n - i, 1), b = load_part(b_ + i, n - i, 1);                                             \
      store_part(out + i, Y, n - i);                                                                                   \
    }                                                                                                                  \
  }

#define COMPARE(NAME, OPERATOR)                                                                                        \
  NOINLINE void NAME(size_t n, const float *a, const float *b, uint8_t *out) {                                         \
    for (size_t i = 0; i < n; i++) out[i] = a[i] OPERATOR b[i];                                                        \
  }

// ---- loops over strided operands

#define MAX_RANK 8
#define MAX_OPERANDS 4
#define STAGE 256 // elements of a buffer

// The Loop of backend.ts: operand 0 is the output. Written by src/wasm/descriptor.ts.
typedef struct {
  int32_t rank;
  int32_t shape[MAX_RANK];
  int32_t strides[MAX_OPERANDS][MAX_RANK];
} Loop;

// Where the walk over all dimensions but the last stands.
typedef struct {
  const Loop *loop;
  int32_t index[MAX_RANK];
  ptrdiff_t offset[MAX_OPERANDS]; // elements, of the operands
  size_t length;                  // of the last dimension
  ptrdiff_t stride[MAX_OPERANDS]; // along it
  int done;
} Walk;

static Walk walk(const Loop *loop, int operands) {
  Walk w = {.loop = loop, .length = 1};
  for (int d = 0; d < loop->rank; d++)
    if (loop->shape[d] == 0) w.done = 1;
  if (loop->rank > 0) {
    w.length = (size_t)loop->shape[loop->rank - 1];
    for (int o = 0; o < operands; o++) w.stride[o] = loop->strides[o][loop->rank - 1];
  }
  return w;
}

// The next row: counts up like an odometer.
static void next(Walk *w, int operands) {
  const Loop *loop = w->loop;
  for (int d = loop->rank - 2; d >= 0; d--) {
    for (int o = 0; o < operands; o++) w->offset[o] += loop->strides[o][d];
    if (++w->index[d] < loop->shape[d]) return;
    for (int o = 0; o < operands; o++) w->offset[o] -= (ptrdiff_t)loop->strides[o][d] * loop->shape[d];
    w->index[d] = 0;
  }
  w->done = 1;
}

// Elements [i, i + n) of a row as neighbours: where they are, or copied to `stage` (a broadcast one once a row).
static const float *gather_more(const float *x, ptrdiff_t stride, size_t i, size_t n, float *stage) {
  if (stride == 1) return x + i;
  if (stride == 0 && i > 0) return stage;
  x += (ptrdiff_t)i * stride;
  for (size_t e = 0; e < n; e++, x += stride) stage[e] = *x;
  return stage;
}
static void scatter(const float *stage, size_t n, float *out, ptrdiff_t stride) {
  for (size_t i = 0; i < n; i++, out += stride) *out = stage[i];
}

// ---- functions of two operands

typedef void Binary(size_t n, const float *a, const float *b, float *out);

static void with_scalar(Binary *operation, size_t n, const float *x, float value, float *out) {
  float stage[STAGE];
  size_t most = min_size(n, STAGE);
  for (size_t i = 0; i < most; i++) stage[i] = value;
  for (size_t i = 0; i < n; i += STAGE) operation(min_size(STAGE, n - i), x + i, stage, out + i);
}

static void over_strides(Binary *operation, const Loop *loop, const float *a, const float *b, float *out) {
  float a_stage[STAGE], b_stage[STAGE], out_stage[STAGE];
  for (Walk w = walk(loop, 3); !w.done; next(&w, 3)) {
    float *y = out + w.offset[0];
    const float *p = a + w.offset[1], *q = b + w.offset[2];
    if (w.stride[0] == 1 && w.stride[1] == 1 && w.stride[2] == 1) {
      operation(w.length, p, q, y);
      continue;
    }
    for (size_t i = 0; i < w.length; i += STAGE) {
      size_t n = min_size(STAGE, w.length - i);
      const float *pa = gather_more(p, w.stride[1], i, n, a_stage);
      const float *qb = gather_more(q, w.stride[2], i, n, b_stage);
      int direct = w.stride[0] == 1;
      operation(n, pa, qb, direct ? y + i : out_stage);
      if (!direct) scatter(out_stage, n, y + (ptrdiff_t)i * w.stride[0], w.stride[0]);
    }
  }
}
