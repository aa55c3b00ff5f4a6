// What the whole-sequence kernels of all cells share: the order in which steps are taken.
//
// Rows are walked longest first, so that the rows that still run at a step are the first `active[step]` of them, and
// working arrays hold exactly the valid steps, one step after the other. Step s of a row is its s-th from where the
// walk begins: time s, or length - 1 - s in reverse.
#pragma once
#include "math.h"
#include "products.h"

// Steps are worked on in chunks of about so many rows, for the products that need not go step by step.
#define CHUNK 256

typedef struct {
  size_t B, T, I, H;
  const float *x, *h0;    // [B, T, I]; [B, H] or 0
  const int32_t *lengths; // [B] or 0
  int reverse;
  float *y; // [B, T, H]
} Sequence;

typedef struct {
  const Sequence *sequence;
  size_t steps;    // the largest length
  int32_t *order;  // [B]
  int32_t *active; // [T + 1]; active[steps] = 0
  float *zeros;    // [H]: the initial state when there is none
} Steps;

// Memory for arrays, one after the other, each on its own cache lines. From 0, `next` ends as the size of them all.
typedef struct {
  uintptr_t next;
} Carver;
INLINE void *carve(Carver *c, size_t bytes) {
  uintptr_t here = c->next;
  c->next += round_up(bytes, 64);
  return (void *)here;
}
INLINE float *carve_floats(Carver *c, size_t n) { return carve(c, n * sizeof(float)); }
INLINE Weights carve_weights(Carver *c, size_t N, size_t K) {
  return (Weights){.K = K, .N = N, .packed = carve_floats(c, packed_size(K, N))};
}
INLINE const float **carve_rows(Carver *c, size_t n) { return carve(c, n * sizeof(float *)); }

static Steps carve_steps(Carver *c, size_t B, size_t T, size_t H) {
  Steps w = {.order = carve(c, B * sizeof(int32_t)), .active = carve(c, (T + 2) * sizeof(int32_t))};
  w.zeros = carve_floats(c, H);
  return w;
}

// Rows of a chunk: whole steps, up to CHUNK rows, but at least one step.
INLINE size_t chunk_rows(size_t B, size_t T) { return min_size(B > CHUNK ? B : CHUNK, B * T); }

INLINE size_t length_of(const Sequence *q, size_t b) { return q->lengths ? (size_t)q->lengths[b] : q->T; }

static void begin_steps(Steps *w, const Sequence *q) {
  w->sequence = q;
  w->steps = 0;
  for (size_t j = 0; j < q->H; j++) w->zeros[j] = 0;
  // active[s]: the rows longer than s. They are counted by length first, then summed from the end.
  for (size_t s = 0; s < q->T + 2; s++) w->active[s] = 0;
  for (size_t b = 0; b < q->B; b++) {
    size_t length = length_of(q, b);
    w->active[length]++;
    if (length > w->steps) w->steps = length;
  }
  int32_t longer = 0;
  for (size_t s = q->T + 1; s-- > 0;) {
    int32_t equal = w->active[s];
    w->active[s] = longer;
    longer += equal;
  }
  // Counting sort: a row's place is the number of longer rows and of equally long ones before it.
  for (size_t b = 0; b < q->B; b++) w->order[w->active[length_of(q, b)]++] = (int32_t)b;
  // Each active[s] has moved on by the rows of length s; it stands now where active[s - 1] stood.
  for (size_t s = 0; s <= q->T; s++) w->active[s] = w->active[s + 1];
}

// The last step (exclusive) of the chunk that begins at step s, and the first of the chunk that ends before `end`.
static size_t chunk_end(const Steps *w, size_t s, size_t *rows) {
  *rows = (size_t)w->active[s++];
  while (s < w->steps && *rows + (size_t)w->active[s] <= CHUNK) *rows += (size_t)w->active[s++];
  return s;
}
static size_t chunk_begin(const Steps *w, size_t end, size_t *rows) {
  *rows = (size_t)w->active[--end];
  while (end > 0 && *rows + (size_t)w->active[end - 1] <= CHUNK) *rows += (size_t)w->active[--end];
  return end;
}

// The place in [B, T] of the i-th active row at step s.
INLINE size_t place(const Steps *w, size_t s, size_t i) {
  size_t b = (size_t)w->order[i];
  return b * w->sequence->T + (w->sequence->reverse ? length_of(w->sequence, b) - 1 - s : s);
}

// Its state before step s, of the states [B, T, H] and the initial ones [B, H] or 0.
INLINE const float *state_before(const Steps *w, size_t s, size_t i, const float *states, const float *initial) {
  size_t H = w->sequence->H;
  if (s > 0) return states + place(w, s - 1, i) * H;
  return initial ? initial + (size_t)w->order[i] * H : w->zeros;
}

static void clear(size_t n, float *out) { __builtin_memset(out, 0, n * sizeof(float)); }
static void copy_floats(size_t n, const float *x, float *out) { __builtin_memcpy(out, x, n * sizeof(float)); }

// Rows [B, H] (zeros if there are none) into the order of the steps' rows, and back into their own.
static void copy_in_order(const Steps *w, const float *x, float *out) {
  size_t H = w->sequence->H;
  for (size_t i = 0; i < w->sequence->B; i++) copy_floats(H, x ? x + (size_t)w->order[i] * H : w->zeros, out + i * H);
}
static void copy_back(const Steps *w, const float *x, float *out) {
  size_t H = w->sequence->H;
  for (size_t i = 0; i < w->sequence->B; i++) copy_floats(H, x + i * H, out + (size_t)w->order[i] * H);
}

// Zeros in the padding of [B, T, width].
static void clear_padding(const Sequence *q, size_t width, float *out) {
  if (!q->lengths) return;
  for (size_t b = 0; b < q->B; b++)
    clear((q->T - length_of(q, b)) * width, out + (b * q->T + length_of(q, b)) * width);
}
