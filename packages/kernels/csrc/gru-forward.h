// A GRU over whole sequences.
//
//   r = sigmoid(W_ir x + b_ir + W_hr h' + b_hr)
//   z = sigmoid(W_iz x + b_iz + W_hz h' + b_hz)
//   n = tanh(W_in x + b_in + r (W_hn h' + b_hn))
//   h = (1 - z) n + z h'
//
// W_h h' + b_h is one product a step, apart from W_i x + b_i because r comes between them.
#include "sequence-forward.h"

typedef struct {
  Forward walk;
  const Sequence *sequence;
  Weights w_hh;
  float *recurrent; // [B, 3H]: W_h h' + b_h
  const float *b_hh;
  float *saved; // [B, T, 4H], or 0
} GruForward;

static GruForward carve_gru_forward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  return (GruForward){.walk = carve_forward(c, B, T, I, H, 3),
                      .w_hh = carve_weights(c, 3 * H, H),
                      .recurrent = carve_floats(c, B * 3 * H)};
}

// Units [j, j + n) of one step of one row: i = W_i x + b_i, u = W_h h + b_h, [3H] each.
INLINE void gru_units(size_t j, size_t n, size_t H, const float *i, const float *u, const float *h, float *y,
                      float *saved) {
  vf r = vsigmoid(load_some(i + j, n) + load_some(u + j, n));
  vf z = vsigmoid(load_some(i + H + j, n) + load_some(u + H + j, n));
  vf hn = load_some(u + 2 * H + j, n), candidate = vtanh(fma(r, hn, load_some(i + 2 * H + j, n)));
  store_some(y + j, fma(z, load_some(h + j, n) - candidate, candidate), n);
  if (saved) {
    store_some(saved + j, r, n), store_some(saved + H + j, z, n);
    store_some(saved + 2 * H + j, candidate, n), store_some(saved + 3 * H + j, hn, n);
  }
}

static void gru_row(size_t H, const float *i, const float *u, const float *h, float *y, float *saved) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) gru_units(j, VL, H, i, u, h, y, saved);
  if (j < H) gru_units(j, H - j, H, i, u, h, y, saved);
}

static void gru_step(void *cell, size_t s, size_t active, float *input) {
  GruForward *f = cell;
  size_t H = f->sequence->H;
  Rows states = {.list = f->walk.states, .step = 1};
  Target to_recurrent = target(f->recurrent, 3 * H, f->b_hh, 0);
  product_weights(&states, active, &f->w_hh, &to_recurrent);
  for (size_t i = 0; i < active; i++) {
    size_t at = place(&f->walk.steps, s, i);
    gru_row(H, input + i * 3 * H, f->recurrent + i * 3 * H, f->walk.states[i], f->sequence->y + at * H,
            f->saved ? f->saved + at * 4 * H : 0);
  }
}

EXPORT size_t gru_forward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_gru_forward(&c, B, T, I, H);
  return c.next;
}

EXPORT void gru_forward(size_t B, size_t T, size_t I, size_t H, const float *x, const float *h0, const float *w_ih,
                        const float *w_hh, const float *packed_ih, const float *packed_hh, const float *b_ih,
                        const float *b_hh, const int32_t *lengths, int reverse, float *y, float *h_last, float *saved, void *scratch) {
  Sequence q = {B, T, I, H, x, h0, lengths, reverse, y};
  Carver c = {(uintptr_t)scratch};
  GruForward f = carve_gru_forward(&c, B, T, I, H);
  f.sequence = &q, f.b_hh = b_hh, f.saved = saved;
  begin_steps(&f.walk.steps, &q);
  prepare_weights(&f.w_hh, w_hh, packed_hh, used_once(&q));
  walk_forward(&f.walk, &q, 3, w_ih, packed_ih, b_ih, h_last, gru_step, &f);
}
