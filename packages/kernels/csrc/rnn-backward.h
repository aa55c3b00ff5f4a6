// The gradients of a simple recurrent network over whole sequences, by back-propagation through time.
//
// With e the gradient of a step's output, dy plus what comes back from the next step:
//
//   da = e (1 - h^2)     or, with relu, e where h > 0
//   dh' = W_h^T da
//
// da is the gradient of W_i x as well as that of W_h h'.
#include "sequence-backward.h"

typedef struct {
  Backward walk;
  const Sequence *sequence;
  float *w_hh; // packed
  const float *dy;
  int relu;
} RnnBackward;

static RnnBackward carve_rnn_backward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  return (RnnBackward){.walk = carve_backward(c, B, T, I, H, 1, 1), .w_hh = carve_floats(c, packed_size(H, H))};
}

// Units [j, j + n) of one step of one row.
INLINE void rnn_gradients(size_t j, size_t n, int relu, const float *y, const float *dy, const float *dh, float *da) {
  vf h = load_some(y + j, n), e = load_some(dh + j, n);
  if (dy) e += load_some(dy + j, n);
  store_some(da + j, relu ? choose(h <= 0.0f, splat(0), e) : e * (1.0f - h * h), n);
}

static void rnn_gradients_row(size_t H, int relu, const float *y, const float *dy, const float *dh, float *da) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) rnn_gradients(j, VL, relu, y, dy, dh, da);
  if (j < H) rnn_gradients(j, H - j, relu, y, dy, dh, da);
}

static void rnn_step_backward(void *cell, size_t s, size_t active, size_t row) {
  RnnBackward *f = cell;
  size_t H = f->sequence->H;
  float *da = f->walk.dg + row * H;
  for (size_t i = 0; i < active; i++) {
    size_t at = place(&f->walk.steps, s, i);
    rnn_gradients_row(H, f->relu, f->sequence->y + at * H, f->dy ? f->dy + at * H : 0, f->walk.dh + i * H, da + i * H);
  }
  Rows d = rows(da, H);
  Target to_dh = target(f->walk.dh, H, 0, 0);
  product_all(&d, active, H, f->w_hh, &to_dh, H);
}

EXPORT size_t rnn_backward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_rnn_backward(&c, B, T, I, H);
  return c.next;
}

EXPORT void rnn_backward(size_t B, size_t T, size_t I, size_t H, int relu, const float *x, const float *h0,
                         const float *w_ih, const float *w_hh, const int32_t *lengths, int reverse, const float *y,
                         const float *dy, const float *dh_last, float *dx, float *dh0, float *dw_ih, float *dw_hh,
                         float *db_ih, float *db_hh, void *scratch) {
  Sequence q = {B, T, I, H, x, h0, lengths, reverse, (float *)y};
  Gradients gradients = {dy, dh_last, dx, dh0, dw_ih, dw_hh, db_ih, db_hh};
  Carver c = {(uintptr_t)scratch};
  RnnBackward f = carve_rnn_backward(&c, B, T, I, H);
  f.sequence = &q, f.dy = dy, f.relu = relu;
  begin_steps(&f.walk.steps, &q);
  Factor wh = {rows(w_hh, H), 0};
  pack_all(&wh, H, H, f.w_hh);
  const int order[] = {0};
  Layout layout = {1, 1, order, 1, {{0, 1, 0, f.walk.states}}};
  walk_backward(&f.walk, &q, w_ih, &layout, &gradients, rnn_step_backward, &f);
}
