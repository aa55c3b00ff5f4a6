// A GRU over whole sequences.
//
//   r = sigmoid(W_ir x + b_ir + W_hr h' + b_hr)
//   z = sigmoid(W_iz x + b_iz + W_hz h' + b_hz)
//   n = tanh(W_in x + b_in + r (W_hn h' + b_hn))
//   h = (1 - z) n + z h'
//
// W_i x is one product for the steps of a chunk. W_h h' is one product a step, which reads the states where they stand
// in y. Both weights are packed once a call.
#include "gru.h"

typedef struct {
  Steps steps;
  float *w_ih, *w_hh;   // packed
  float *gi;            // [chunk rows, 3H]: W_i x + b_i
  float *gh;            // [B, 3H]: W_h h' + b_h
  const float **x_rows; // [chunk rows]
  const float **states; // [B]
} ForwardScratch;

static ForwardScratch carve_forward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  size_t rows = chunk_rows(B, T);
  return (ForwardScratch){.steps = carve_steps(c, B, T, H),
                          .w_ih = carve_floats(c, packed_size(I, 3 * H)),
                          .w_hh = carve_floats(c, packed_size(H, 3 * H)),
                          .gi = carve_floats(c, rows * 3 * H),
                          .gh = carve_floats(c, B * 3 * H),
                          .x_rows = carve_rows(c, rows),
                          .states = carve_rows(c, B)};
}

typedef struct {
  vf r, z, n, h;
} Gates;
INLINE Gates gates(vf ir, vf iz, vf in, vf hr, vf hz, vf hn, vf h) {
  vf r = vsigmoid(ir + hr), z = vsigmoid(iz + hz), n = vtanh(fma(r, hn, in));
  return (Gates){r, z, n, fma(z, h - n, n)};
}

// One step of one row: i = W_i x + b_i, u = W_h h + b_h, [3H] each.
static void gates_row(size_t H, const float *i, const float *u, const float *h, float *y, float *saved) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) {
    vf hn = load(u + 2 * H + j);
    Gates g = gates(load(i + j), load(i + H + j), load(i + 2 * H + j), load(u + j), load(u + H + j), hn, load(h + j));
    store(y + j, g.h);
    if (saved) {
      store(saved + j, g.r), store(saved + H + j, g.z);
      store(saved + 2 * H + j, g.n), store(saved + 3 * H + j, hn);
    }
  }
  if (j < H) {
    size_t some = H - j;
    vf hn = load_part(u + 2 * H + j, some, 0);
    Gates g = gates(load_part(i + j, some, 0), load_part(i + H + j, some, 0), load_part(i + 2 * H + j, some, 0),
                    load_part(u + j, some, 0), load_part(u + H + j, some, 0), hn, load_part(h + j, some, 0));
    store_part(y + j, g.h, some);
    if (saved) {
      store_part(saved + j, g.r, some), store_part(saved + H + j, g.z, some);
      store_part(saved + 2 * H + j, g.n, some), store_part(saved + 3 * H + j, hn, some);
    }
  }
}

EXPORT size_t gru_forward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_forward(&c, B, T, I, H);
  return c.next;
}

EXPORT void gru_forward(size_t B, size_t T, size_t I, size_t H, const float *x, const float *h0, const float *w_ih,
                        const float *w_hh, const float *b_ih, const float *b_hh, const int32_t *lengths, int reverse,
                        float *y, float *h_last, float *saved, void *scratch) {
  Gru g = {B, T, I, H, x, h0, lengths, reverse, y, saved};
  Carver c = {(uintptr_t)scratch};
  ForwardScratch f = carve_forward(&c, B, T, I, H);
  Steps *steps = &f.steps;
  begin_steps(steps, &g);

  Factor wi = {rows(w_ih, I), 1}, wh = {rows(w_hh, H), 1};
  pack_all(&wi, I, 3 * H, f.w_ih);
  pack_all(&wh, H, 3 * H, f.w_hh);
  Rows x_rows = {.list = f.x_rows, .step = 1}, states = {.list = f.states, .step = 1};
  Target gi = target(f.gi, 3 * H, b_ih, 0), gh = target(f.gh, 3 * H, b_hh, 0);

  for (size_t s = 0, end, count; s < steps->steps;) {
    end = chunk_end(steps, s, &count);
    for (size_t t = s, row = 0; t < end; t++)
      for (size_t i = 0; i < (size_t)steps->active[t]; i++) f.x_rows[row++] = x + place(steps, t, i) * I;
    product_all(&x_rows, count, I, f.w_ih, &gi, 3 * H);

    const float *step_gi = f.gi;
    for (; s < end; s++) {
      size_t active = (size_t)steps->active[s];
      for (size_t i = 0; i < active; i++) f.states[i] = state_before(steps, s, i);
      product_all(&states, active, H, f.w_hh, &gh, 3 * H);
      for (size_t i = 0; i < active; i++, step_gi += 3 * H) {
        size_t at = place(steps, s, i);
        gates_row(H, step_gi, f.gh + i * 3 * H, f.states[i], y + at * H, saved ? saved + at * 4 * H : 0);
      }
    }
  }
  clear_padding(&g, H, y);
  for (size_t i = 0; i < B; i++) {
    size_t b = (size_t)steps->order[i];
    copy_floats(H, state_before(steps, length_of(&g, b), i), h_last + b * H);
  }
}
