// A GRU over whole sequences whose reset gate comes before the recurrent product (Cho et al. 2014, equations 5 to 8).
//
//   r = sigmoid(W_ir x + b_ir + W_hr h' + b_hr)
//   z = sigmoid(W_iz x + b_iz + W_hz h' + b_hz)
//   n = tanh(W_in x + b_in + W_hn (r h') + b_hn)
//   h = (1 - z) n + z h'
//
// A step has two products, W_hr h' and W_hz h' together, then W_hn (r h'); both add to W_i x + b_i where that stands.
#include "sequence-forward.h"

typedef struct {
  Forward walk;
  const Sequence *sequence;
  Weights w_hrz, w_hn;
  float *reset; // r h' [B, H]
  const float *b_hh;
  float *saved; // r, z, n [B, T, 3H], or 0
} ResetBeforeForward;

static ResetBeforeForward carve_reset_before_forward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  return (ResetBeforeForward){.walk = carve_forward(c, B, T, I, H, 3),
                              .w_hrz = carve_weights(c, 2 * H, H),
                              .w_hn = carve_weights(c, H, H),
                              .reset = carve_floats(c, B * H)};
}

// Units [j, j + n) of one step of one row: a is [3H], the sums inside the gates' functions, where z takes its sum's
// place for the second half of the step.
INLINE void reset_units(size_t j, size_t n, size_t H, float *a, const float *h, float *reset, float *saved) {
  vf r = vsigmoid(load_some(a + j, n)), z = vsigmoid(load_some(a + H + j, n));
  store_some(reset + j, r * load_some(h + j, n), n);
  store_some(a + H + j, z, n);
  if (saved) store_some(saved + j, r, n), store_some(saved + H + j, z, n);
}
INLINE void update_units(size_t j, size_t n, size_t H, const float *a, const float *h, float *y, float *saved) {
  vf z = load_some(a + H + j, n), candidate = vtanh(load_some(a + 2 * H + j, n));
  store_some(y + j, fma(z, load_some(h + j, n) - candidate, candidate), n);
  if (saved) store_some(saved + 2 * H + j, candidate, n);
}

static void reset_row(size_t H, float *a, const float *h, float *reset, float *saved) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) reset_units(j, VL, H, a, h, reset, saved);
  if (j < H) reset_units(j, H - j, H, a, h, reset, saved);
}
static void update_row(size_t H, const float *a, const float *h, float *y, float *saved) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) update_units(j, VL, H, a, h, y, saved);
  if (j < H) update_units(j, H - j, H, a, h, y, saved);
}

static void reset_before_step(void *cell, size_t s, size_t active, float *input) {
  ResetBeforeForward *f = cell;
  size_t H = f->sequence->H;
  Rows states = {.list = f->walk.states, .step = 1}, reset = rows(f->reset, H);
  Target add_rz = target(input, 3 * H, f->b_hh, 1);
  Target add_n = target(input + 2 * H, 3 * H, f->b_hh ? f->b_hh + 2 * H : 0, 1);
  product_weights(&states, active, &f->w_hrz, &add_rz);
  for (size_t i = 0; i < active; i++) {
    float *saved = f->saved ? f->saved + place(&f->walk.steps, s, i) * 3 * H : 0;
    reset_row(H, input + i * 3 * H, f->walk.states[i], f->reset + i * H, saved);
  }
  product_weights(&reset, active, &f->w_hn, &add_n);
  for (size_t i = 0; i < active; i++) {
    size_t at = place(&f->walk.steps, s, i);
    update_row(H, input + i * 3 * H, f->walk.states[i], f->sequence->y + at * H, f->saved ? f->saved + at * 3 * H : 0);
  }
}

EXPORT size_t gru_reset_before_forward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_reset_before_forward(&c, B, T, I, H);
  return c.next;
}

EXPORT void gru_reset_before_forward(size_t B, size_t T, size_t I, size_t H, const float *x, const float *h0,
                                     const float *w_ih, const float *w_hh, const float *packed_ih,
                                     const float *packed_hh, const float *b_ih, const float *b_hh, const int32_t *lengths, int reverse, float *y, float *h_last, float *saved,
                                     void *scratch) {
  Sequence q = {B, T, I, H, x, h0, lengths, reverse, y};
  Carver c = {(uintptr_t)scratch};
  ResetBeforeForward f = carve_reset_before_forward(&c, B, T, I, H);
  f.sequence = &q, f.b_hh = b_hh, f.saved = saved;
  begin_steps(&f.walk.steps, &q);
  // The caller packed all gates as one matrix, and here are two products.
  (void)packed_hh;
  prepare_weights(&f.w_hrz, w_hh, 0, used_once(&q));
  prepare_weights(&f.w_hn, w_hh + 2 * H * H, 0, used_once(&q));
  walk_forward(&f.walk, &q, 3, w_ih, packed_ih, b_ih, h_last, reset_before_step, &f);
}
