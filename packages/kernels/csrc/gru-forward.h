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
  float *w_hh, *recurrent; // packed; [B, 3H]: W_h h' + b_h
  const float *b_hh;
  float *saved; // [B, T, 4H], or 0
} GruForward;

static GruForward carve_gru_forward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  return (GruForward){.walk = carve_forward(c, B, T, I, H, 3),
                      .w_hh = carve_floats(c, packed_size(H, 3 * H)),
                      .recurrent = carve_floats(c, B * 3 * H)};
}

typedef struct {
  vf r, z, n, h;
} GruGates;
INLINE GruGates gru_gates(vf ir, vf iz, vf in, vf hr, vf hz, vf hn, vf h) {
  vf r = vsigmoid(ir + hr), z = vsigmoid(iz + hz), n = vtanh(fma(r, hn, in));
  return (GruGates){r, z, n, fma(z, h - n, n)};
}

// One step of one row: i = W_i x + b_i, u = W_h h + b_h, [3H] each.
static void gru_gates_row(size_t H, const float *i, const float *u, const float *h, float *y, float *saved) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) {
    vf hn = load(u + 2 * H + j);
    GruGates g = gru_gates(load(i + j), load(i + H + j), load(i + 2 * H + j), load(u + j), load(u + H + j), hn, load(h + j));
    store(y + j, g.h);
    if (saved) {
      store(saved + j, g.r), store(saved + H + j, g.z);
      store(saved + 2 * H + j, g.n), store(saved + 3 * H + j, hn);
    }
  }
  if (j < H) {
    size_t some = H - j;
    vf hn = load_part(u + 2 * H + j, some, 0);
    GruGates g = gru_gates(load_part(i + j, some, 0), load_part(i + H + j, some, 0), load_part(i + 2 * H + j, some, 0),
                    load_part(u + j, some, 0), load_part(u + H + j, some, 0), hn, load_part(h + j, some, 0));
    store_part(y + j, g.h, some);
    if (saved) {
      store_part(saved + j, g.r, some), store_part(saved + H + j, g.z, some);
      store_part(saved + 2 * H + j, g.n, some), store_part(saved + 3 * H + j, hn, some);
    }
  }
}

static void gru_step(void *cell, size_t s, size_t active, float *input) {
  GruForward *f = cell;
  size_t H = f->sequence->H;
  Rows states = {.list = f->walk.states, .step = 1};
  Target to_recurrent = target(f->recurrent, 3 * H, f->b_hh, 0);
  product_all(&states, active, H, f->w_hh, &to_recurrent, 3 * H);
  for (size_t i = 0; i < active; i++) {
    size_t at = place(&f->walk.steps, s, i);
    gru_gates_row(H, input + i * 3 * H, f->recurrent + i * 3 * H, f->walk.states[i], f->sequence->y + at * H,
              f->saved ? f->saved + at * 4 * H : 0);
  }
}

EXPORT size_t gru_forward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_gru_forward(&c, B, T, I, H);
  return c.next;
}

EXPORT void gru_forward(size_t B, size_t T, size_t I, size_t H, const float *x, const float *h0, const float *w_ih,
                        const float *w_hh, const float *b_ih, const float *b_hh, const int32_t *lengths, int reverse,
                        float *y, float *h_last, float *saved, void *scratch) {
  Sequence q = {B, T, I, H, x, h0, lengths, reverse, y};
  Carver c = {(uintptr_t)scratch};
  GruForward f = carve_gru_forward(&c, B, T, I, H);
  f.sequence = &q, f.b_hh = b_hh, f.saved = saved;
  begin_steps(&f.walk.steps, &q);
  Factor wh = {rows(w_hh, H), 1};
  pack_all(&wh, H, 3 * H, f.w_hh);
  walk_forward(&f.walk, &q, 3, w_ih, b_ih, h_last, gru_step, &f);
}
