// The gradients of a GRU over whole sequences whose reset gate comes before the recurrent product, by back-propagation
// through time.
//
// With e the gradient of a step's output, dy plus what comes back from the next step:
//
//   dn = e (1 - z) (1 - n^2)
//   dz = e (h' - n) z (1 - z)
//   q = W_hn^T dn                     the gradient of r h'
//   dr = q h' r (1 - r)
//   dh' = e z + q r + W_hr^T dr + W_hz^T dz
//
// Rows of dg are [dr, dz, dn], the gradient of W_i x as well as those of W_hr h', W_hz h' and W_hn (r h').
#include "sequence-backward.h"

typedef struct {
  Backward walk;
  const Sequence *sequence;
  float *w_hrz, *w_hn, *q; // packed; packed; [B, H]
  float *reset;            // [chunk rows, H]: r h'
  const float **resets;    // [chunk rows]: its rows
  const float *saved, *dy;
} ResetBeforeBackward;

static ResetBeforeBackward carve_reset_before_backward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  return (ResetBeforeBackward){.walk = carve_backward(c, B, T, I, H, 3, 3),
                               .w_hrz = carve_floats(c, packed_size(2 * H, H)),
                               .w_hn = carve_floats(c, packed_size(H, H)),
                               .q = carve_floats(c, B * H),
                               .reset = carve_floats(c, chunk_rows(B, T) * H),
                               .resets = carve_rows(c, chunk_rows(B, T))};
}

// Units [j, j + m) of one step of one row, before and after the product q; dg is [3H].
INLINE void update_gradients(size_t j, size_t m, size_t H, const float *saved, const float *before, const float *dy,
                             float *dh, float *reset, float *dg) {
  vf r = load_some(saved + j, m), z = load_some(saved + H + j, m), n = load_some(saved + 2 * H + j, m);
  vf h = load_some(before + j, m), e = load_some(dh + j, m);
  if (dy) e += load_some(dy + j, m);
  store_some(dg + 2 * H + j, e * (1.0f - z) * (1.0f - n * n), m);
  store_some(dg + H + j, e * (h - n) * z * (1.0f - z), m);
  store_some(dh + j, e * z, m);
  store_some(reset + j, r * h, m);
}
INLINE void reset_gradients(size_t j, size_t m, const float *saved, const float *reset, const float *q, float *dh,
                            float *dg) {
  vf r = load_some(saved + j, m), d = load_some(q + j, m);
  store_some(dg + j, d * load_some(reset + j, m) * (1.0f - r), m);
  store_some(dh + j, fma(d, r, load_some(dh + j, m)), m);
}

static void update_gradients_row(size_t H, const float *saved, const float *before, const float *dy, float *dh,
                                 float *reset, float *dg) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) update_gradients(j, VL, H, saved, before, dy, dh, reset, dg);
  if (j < H) update_gradients(j, H - j, H, saved, before, dy, dh, reset, dg);
}
static void reset_gradients_row(size_t H, const float *saved, const float *reset, const float *q, float *dh,
                                float *dg) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) reset_gradients(j, VL, saved, reset, q, dh, dg);
  if (j < H) reset_gradients(j, H - j, saved, reset, q, dh, dg);
}

static void reset_before_step_backward(void *cell, size_t s, size_t active, size_t row) {
  ResetBeforeBackward *f = cell;
  size_t H = f->sequence->H;
  float *dg = f->walk.dg + row * 3 * H, *dh = f->walk.dh, *reset = f->reset + row * H;
  for (size_t i = 0; i < active; i++) {
    size_t at = place(&f->walk.steps, s, i);
    update_gradients_row(H, f->saved + at * 3 * H, f->walk.states[row + i], f->dy ? f->dy + at * H : 0, dh + i * H,
                         reset + i * H, dg + i * 3 * H);
  }
  Rows dn = rows(dg + 2 * H, 3 * H), drz = rows(dg, 3 * H);
  Target to_q = target(f->q, H, 0, 0), to_dh = target(dh, H, 0, 1);
  product_all(&dn, active, H, f->w_hn, &to_q, H);
  for (size_t i = 0; i < active; i++)
    reset_gradients_row(H, f->saved + place(&f->walk.steps, s, i) * 3 * H, reset + i * H, f->q + i * H, dh + i * H,
                        dg + i * 3 * H);
  product_all(&drz, active, 2 * H, f->w_hrz, &to_dh, H);
}

EXPORT size_t gru_reset_before_backward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_reset_before_backward(&c, B, T, I, H);
  return c.next;
}

EXPORT void gru_reset_before_backward(size_t B, size_t T, size_t I, size_t H, const float *x, const float *h0,
                                      const float *w_ih, const float *w_hh, const int32_t *lengths, int reverse,
                                      const float *y, const float *saved, const float *dy, const float *dh_last,
                                      float *dx, float *dh0, float *dw_ih, float *dw_hh, float *db_ih, float *db_hh,
                                      void *scratch) {
  Sequence q = {B, T, I, H, x, h0, lengths, reverse, (float *)y};
  Gradients gradients = {dy, dh_last, dx, dh0, dw_ih, dw_hh, db_ih, db_hh};
  Carver c = {(uintptr_t)scratch};
  ResetBeforeBackward f = carve_reset_before_backward(&c, B, T, I, H);
  f.sequence = &q, f.saved = saved, f.dy = dy;
  begin_steps(&f.walk.steps, &q);
  Factor w_hrz = {rows(w_hh, H), 0}, w_hn = {rows(w_hh + 2 * H * H, H), 0};
  pack_all(&w_hrz, 2 * H, H, f.w_hrz);
  pack_all(&w_hn, H, H, f.w_hn);
  for (size_t k = 0; k < chunk_rows(B, T); k++) f.resets[k] = f.reset + k * H;
  const int order[] = {0, 1, 2};
  Layout layout = {3, 3, order, 2, {{0, 2, 0, f.walk.states}, {2, 1, 2, f.resets}}};
  walk_backward(&f.walk, &q, w_ih, &layout, &gradients, reset_before_step_backward, &f);
}
