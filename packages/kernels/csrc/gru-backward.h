// The gradients of a GRU over whole sequences, by back-propagation through time.
//
// With e the gradient of a step's output, dy plus what comes back from the next step:
//
//   dn = e (1 - z) (1 - n^2)             d(W_hn h' + b_hn) = dn r
//   dz = e (h' - n) z (1 - z)
//   dr = dn (W_hn h' + b_hn) r (1 - r)
//   dh' = e z + W_h^T [dr, dz, dn r]
//
// Rows of dg are [dn, dr, dz, dn r]: the first three are the gradient of W_i x, the last three that of W_h h'.
#include "sequence-backward.h"

typedef struct {
  Backward walk;
  const Sequence *sequence;
  float *w_hh; // packed
  const float *saved, *dy;
} GruBackward;

static GruBackward carve_gru_backward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  return (GruBackward){.walk = carve_backward(c, B, T, I, H, 3, 4), .w_hh = carve_floats(c, packed_size(3 * H, H))};
}

// Units [j, j + m) of one step of one row: `before` is h', dh is [H], dg [4H] = dn, dr, dz, dn r.
INLINE void gru_gradients(size_t j, size_t m, size_t H, const float *saved, const float *before, const float *dy,
                          float *dh, float *dg) {
  vf r = load_some(saved + j, m), z = load_some(saved + H + j, m);
  vf n = load_some(saved + 2 * H + j, m), hn = load_some(saved + 3 * H + j, m);
  vf h = load_some(before + j, m), e = load_some(dh + j, m);
  if (dy) e += load_some(dy + j, m);
  vf dn = e * (1.0f - z) * (1.0f - n * n);
  store_some(dg + j, dn, m);
  store_some(dg + H + j, dn * hn * r * (1.0f - r), m);
  store_some(dg + 2 * H + j, e * (h - n) * z * (1.0f - z), m);
  store_some(dg + 3 * H + j, dn * r, m);
  store_some(dh + j, e * z, m);
}

static void gru_gradients_row(size_t H, const float *saved, const float *before, const float *dy, float *dh,
                              float *dg) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) gru_gradients(j, VL, H, saved, before, dy, dh, dg);
  if (j < H) gru_gradients(j, H - j, H, saved, before, dy, dh, dg);
}

static void gru_step_backward(void *cell, size_t s, size_t active, size_t row) {
  GruBackward *f = cell;
  size_t H = f->sequence->H;
  float *dg = f->walk.dg + row * 4 * H;
  for (size_t i = 0; i < active; i++) {
    size_t at = place(&f->walk.steps, s, i);
    gru_gradients_row(H, f->saved + at * 4 * H, f->walk.states[row + i], f->dy ? f->dy + at * H : 0,
                      f->walk.dh + i * H, dg + i * 4 * H);
  }
  Rows dr = rows(dg + H, 4 * H);
  Target to_dh = target(f->walk.dh, H, 0, 1);
  product_all(&dr, active, 3 * H, f->w_hh, &to_dh, H);
}

EXPORT size_t gru_backward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_gru_backward(&c, B, T, I, H);
  return c.next;
}

EXPORT void gru_backward(size_t B, size_t T, size_t I, size_t H, const float *x, const float *h0, const float *w_ih,
                         const float *w_hh, const int32_t *lengths, int reverse, const float *y, const float *saved,
                         const float *dy, const float *dh_last, float *dx, float *dh0, float *dw_ih, float *dw_hh,
                         float *db_ih, float *db_hh, void *scratch) {
  Sequence q = {B, T, I, H, x, h0, lengths, reverse, (float *)y};
  Gradients gradients = {dy, dh_last, dx, dh0, dw_ih, dw_hh, db_ih, db_hh};
  Carver c = {(uintptr_t)scratch};
  GruBackward f = carve_gru_backward(&c, B, T, I, H);
  f.sequence = &q, f.saved = saved, f.dy = dy;
  begin_steps(&f.walk.steps, &q);
  Factor wh = {rows(w_hh, H), 0};
  pack_all(&wh, 3 * H, H, f.w_hh);
  const int order[] = {2, 0, 1}; // n, r, z
  Layout layout = {4, 3, order, 1, {{0, 3, 1, f.walk.states}}};
  walk_backward(&f.walk, &q, w_ih, &layout, &gradients, gru_step_backward, &f);
}
