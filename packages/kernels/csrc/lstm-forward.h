// An LSTM over whole sequences.
//
//   i = sigmoid(W_ii x + b_ii + W_hi h' + b_hi)
//   f = sigmoid(W_if x + b_if + W_hf h' + b_hf)
//   g = tanh(W_ig x + b_ig + W_hg h' + b_hg)
//   o = sigmoid(W_io x + b_io + W_ho h' + b_ho)
//   c = f c' + i g
//   h = o tanh(c)
//
// W_h h' + b_h is one product a step, which adds to W_i x + b_i where that stands.
#include "sequence-forward.h"

typedef struct {
  Forward walk;
  const Sequence *sequence;
  Weights w_hh;
  float *c; // [B, H], in the order of the steps' rows
  const float *b_hh;
  float *cells, *saved; // [B, T, H]; i, f, g, o [B, T, 4H]; or 0
} LstmForward;

static LstmForward carve_lstm_forward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  return (LstmForward){.walk = carve_forward(c, B, T, I, H, 4),
                       .w_hh = carve_weights(c, 4 * H, H),
                       .c = carve_floats(c, B * H)};
}

// Units [j, j + n) of one step of one row: a is [4H], the sums inside the gates' functions; c [H].
INLINE void lstm_units(size_t j, size_t n, size_t H, const float *a, float *c, float *y, float *cell, float *saved) {
  vf i = vsigmoid(load_some(a + j, n)), f = vsigmoid(load_some(a + H + j, n));
  vf g = vtanh(load_some(a + 2 * H + j, n)), o = vsigmoid(load_some(a + 3 * H + j, n));
  vf new = fma(f, load_some(c + j, n), i * g);
  store_some(c + j, new, n);
  store_some(y + j, o * vtanh(new), n);
  if (cell) store_some(cell + j, new, n);
  if (saved) {
    store_some(saved + j, i, n), store_some(saved + H + j, f, n);
    store_some(saved + 2 * H + j, g, n), store_some(saved + 3 * H + j, o, n);
  }
}

static void lstm_row(size_t H, const float *a, float *c, float *y, float *cell, float *saved) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) lstm_units(j, VL, H, a, c, y, cell, saved);
  if (j < H) lstm_units(j, H - j, H, a, c, y, cell, saved);
}

static void lstm_step(void *cell, size_t s, size_t active, float *input) {
  LstmForward *f = cell;
  size_t H = f->sequence->H;
  Rows states = {.list = f->walk.states, .step = 1};
  Target add = target(input, 4 * H, f->b_hh, 1);
  product_weights(&states, active, &f->w_hh, &add);
  for (size_t i = 0; i < active; i++) {
    size_t at = place(&f->walk.steps, s, i);
    lstm_row(H, input + i * 4 * H, f->c + i * H, f->sequence->y + at * H, f->cells ? f->cells + at * H : 0,
             f->saved ? f->saved + at * 4 * H : 0);
  }
}

EXPORT size_t lstm_forward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_lstm_forward(&c, B, T, I, H);
  return c.next;
}

EXPORT void lstm_forward(size_t B, size_t T, size_t I, size_t H, const float *x, const float *h0, const float *c0,
                         const float *w_ih, const float *w_hh, const float *packed_ih, const float *packed_hh,
                         const float *b_ih, const float *b_hh, const int32_t *lengths, int reverse, float *y, float *h_last, float *c_last, float *cells,
                         float *saved, void *scratch) {
  Sequence q = {B, T, I, H, x, h0, lengths, reverse, y};
  Carver c = {(uintptr_t)scratch};
  LstmForward f = carve_lstm_forward(&c, B, T, I, H);
  f.sequence = &q, f.b_hh = b_hh, f.cells = cells, f.saved = saved;
  begin_steps(&f.walk.steps, &q);
  prepare_weights(&f.w_hh, w_hh, packed_hh, used_once(&q));
  copy_in_order(&f.walk.steps, c0, f.c);
  walk_forward(&f.walk, &q, 4, w_ih, packed_ih, b_ih, h_last, lstm_step, &f);
  copy_back(&f.walk.steps, f.c, c_last);
  if (cells) clear_padding(&q, H, cells);
}
