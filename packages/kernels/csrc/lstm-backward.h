// The gradients of an LSTM over whole sequences, by back-propagation through time.
//
// With e the gradient of a step's output, dy plus what comes back from the next step, and dc that of its cell:
//
//   do = e tanh(c) o (1 - o)
//   dc += e o (1 - tanh(c)^2)
//   di = dc g i (1 - i)
//   df = dc c' f (1 - f)
//   dg = dc i (1 - g^2)
//   dc' = dc f
//   dh' = W_h^T [di, df, dg, do]
//
// Rows of dg are [di, df, dg, do], the gradient of W_i x as well as that of W_h h'.
#include "sequence-backward.h"

typedef struct {
  Backward walk;
  const Sequence *sequence;
  float *w_hh, *dc; // packed; [B, H], in the order of the steps' rows
  const float *c0, *cells, *saved, *dy;
} LstmBackward;

static LstmBackward carve_lstm_backward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  return (LstmBackward){.walk = carve_backward(c, B, T, I, H, 4, 4),
                        .w_hh = carve_floats(c, packed_size(4 * H, H)),
                        .dc = carve_floats(c, B * H)};
}

// Units [j, j + n) of one step of one row: `before` is c', dh and dc are [H], da [4H].
INLINE void lstm_gradients(size_t j, size_t n, size_t H, const float *saved, const float *cell, const float *before,
                           const float *dy, const float *dh, float *dc, float *da) {
  vf i = load_some(saved + j, n), f = load_some(saved + H + j, n);
  vf g = load_some(saved + 2 * H + j, n), o = load_some(saved + 3 * H + j, n);
  vf t = vtanh(load_some(cell + j, n)), e = load_some(dh + j, n);
  if (dy) e += load_some(dy + j, n);
  vf d = fma(e * o, 1.0f - t * t, load_some(dc + j, n));
  store_some(da + j, d * g * i * (1.0f - i), n);
  store_some(da + H + j, d * load_some(before + j, n) * f * (1.0f - f), n);
  store_some(da + 2 * H + j, d * i * (1.0f - g * g), n);
  store_some(da + 3 * H + j, e * t * o * (1.0f - o), n);
  store_some(dc + j, d * f, n);
}

static void lstm_gradients_row(size_t H, const float *saved, const float *cell, const float *before, const float *dy,
                               const float *dh, float *dc, float *da) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) lstm_gradients(j, VL, H, saved, cell, before, dy, dh, dc, da);
  if (j < H) lstm_gradients(j, H - j, H, saved, cell, before, dy, dh, dc, da);
}

static void lstm_step_backward(void *cell, size_t s, size_t active, size_t row) {
  LstmBackward *f = cell;
  size_t H = f->sequence->H;
  float *da = f->walk.dg + row * 4 * H;
  for (size_t i = 0; i < active; i++) {
    size_t at = place(&f->walk.steps, s, i);
    lstm_gradients_row(H, f->saved + at * 4 * H, f->cells + at * H,
                       state_before(&f->walk.steps, s, i, f->cells, f->c0), f->dy ? f->dy + at * H : 0,
                       f->walk.dh + i * H, f->dc + i * H, da + i * 4 * H);
  }
  Rows d = rows(da, 4 * H);
  Target to_dh = target(f->walk.dh, H, 0, 0);
  product_all(&d, active, 4 * H, f->w_hh, &to_dh, H);
}

EXPORT size_t lstm_backward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_lstm_backward(&c, B, T, I, H);
  return c.next;
}

EXPORT void lstm_backward(size_t B, size_t T, size_t I, size_t H, const float *x, const float *h0, const float *c0,
                          const float *w_ih, const float *w_hh, const int32_t *lengths, int reverse, const float *y,
                          const float *cells, const float *saved, const float *dy, const float *dh_last,
                          const float *dc_last, float *dx, float *dh0, float *dc0, float *dw_ih, float *dw_hh,
                          float *db_ih, float *db_hh, void *scratch) {
  Sequence q = {B, T, I, H, x, h0, lengths, reverse, (float *)y};
  Gradients gradients = {dy, dh_last, dx, dh0, dw_ih, dw_hh, db_ih, db_hh};
  Carver c = {(uintptr_t)scratch};
  LstmBackward f = carve_lstm_backward(&c, B, T, I, H);
  f.sequence = &q, f.c0 = c0, f.cells = cells, f.saved = saved, f.dy = dy;
  begin_steps(&f.walk.steps, &q);
  Factor wh = {rows(w_hh, H), 0};
  pack_all(&wh, 4 * H, H, f.w_hh);
  copy_in_order(&f.walk.steps, dc_last, f.dc);
  const int order[] = {0, 1, 2, 3};
  Layout layout = {4, 4, order, 1, {{0, 4, 0, f.walk.states}}};
  walk_backward(&f.walk, &q, w_ih, &layout, &gradients, lstm_step_backward, &f);
  if (dc0) copy_back(&f.walk.steps, f.dc, dc0);
}
