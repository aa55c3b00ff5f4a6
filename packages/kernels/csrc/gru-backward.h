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

typedef struct {
  vf dr, dz, dn, dhn, dh;
} GruGradients;
INLINE GruGradients gru_gradients(vf r, vf z, vf n, vf hn, vf h, vf e) {
  vf dn = e * (1.0f - z) * (1.0f - n * n);
  return (GruGradients){
      .dr = dn * hn * r * (1.0f - r), .dz = e * (h - n) * z * (1.0f - z), .dn = dn, .dhn = dn * r, .dh = e * z};
}

// One step of one row; dh is [H], dg [4H] = dn, dr, dz, dn r.
static void gru_gradients_row(size_t H, const float *saved, const float *h, const float *dy, float *dh, float *dg) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) {
    vf e = dy ? load(dh + j) + load(dy + j) : load(dh + j);
    GruGradients d = gru_gradients(load(saved + j), load(saved + H + j), load(saved + 2 * H + j),
                                     load(saved + 3 * H + j), load(h + j), e);
    store(dg + j, d.dn), store(dg + H + j, d.dr), store(dg + 2 * H + j, d.dz), store(dg + 3 * H + j, d.dhn);
    store(dh + j, d.dh);
  }
  if (j < H) {
    size_t some = H - j;
    vf e = load_part(dh + j, some, 0);
    if (dy) e += load_part(dy + j, some, 0);
    GruGradients d = gru_gradients(load_part(saved + j, some, 0), load_part(saved + H + j, some, 0),
                                     load_part(saved + 2 * H + j, some, 0), load_part(saved + 3 * H + j, some, 0),
                                     load_part(h + j, some, 0), e);
    store_part(dg + j, d.dn, some), store_part(dg + H + j, d.dr, some);
    store_part(dg + 2 * H + j, d.dz, some), store_part(dg + 3 * H + j, d.dhn, some);
    store_part(dh + j, d.dh, some);
  }
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
