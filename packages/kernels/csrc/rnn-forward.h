// A simple recurrent network (Elman 1990) over whole sequences.
//
//   h = f(W_i x + b_i + W_h h' + b_h)     f = tanh, or relu
//
// W_h h' + b_h is one product a step, which adds to W_i x + b_i where that stands.
#include "sequence-forward.h"

typedef struct {
  Forward walk;
  const Sequence *sequence;
  Weights w_hh;
  const float *b_hh;
  int relu;
} RnnForward;

static RnnForward carve_rnn_forward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  return (RnnForward){.walk = carve_forward(c, B, T, I, H, 1), .w_hh = carve_weights(c, H, H)};
}

INLINE vf rnn_activation(vf a, int relu) { return relu ? choose(a <= 0.0f, splat(0), a) : vtanh(a); }

static void rnn_row(size_t H, const float *a, int relu, float *y) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) store(y + j, rnn_activation(load(a + j), relu));
  if (j < H) store_some(y + j, rnn_activation(load_some(a + j, H - j), relu), H - j);
}

static void rnn_step(void *cell, size_t s, size_t active, float *input) {
  RnnForward *f = cell;
  size_t H = f->sequence->H;
  Rows states = {.list = f->walk.states, .step = 1};
  Target add = target(input, H, f->b_hh, 1);
  product_weights(&states, active, &f->w_hh, &add);
  for (size_t i = 0; i < active; i++)
    rnn_row(H, input + i * H, f->relu, f->sequence->y + place(&f->walk.steps, s, i) * H);
}

EXPORT size_t rnn_forward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_rnn_forward(&c, B, T, I, H);
  return c.next;
}

EXPORT void rnn_forward(size_t B, size_t T, size_t I, size_t H, int relu, const float *x, const float *h0,
                        const float *w_ih, const float *w_hh, const float *packed_ih, const float *packed_hh,
                        const float *b_ih, const float *b_hh, const int32_t *lengths, int reverse, float *y, float *h_last, void *scratch) {
  Sequence q = {B, T, I, H, x, h0, lengths, reverse, y};
  Carver c = {(uintptr_t)scratch};
  RnnForward f = carve_rnn_forward(&c, B, T, I, H);
  f.sequence = &q, f.b_hh = b_hh, f.relu = relu;
  begin_steps(&f.walk.steps, &q);
  prepare_weights(&f.w_hh, w_hh, packed_hh, used_once(&q));
  walk_forward(&f.walk, &q, 1, w_ih, packed_ih, b_ih, h_last, rnn_step, &f);
}
