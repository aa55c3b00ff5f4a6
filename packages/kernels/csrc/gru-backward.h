// The gradients of a GRU over whole sequences, by back-propagation through time.
//
// With e the gradient of a step's output, dy plus what comes back from the next step:
//
//   dn = e (1 - z) (1 - n^2)             d(W_hn h' + b_hn) = dn r
//   dz = e (h' - n) z (1 - z)
//   dr = dn (W_hn h' + b_hn) r (1 - r)
//   dh' = e z + W_h^T [dr, dz, dn r]
//
// Only dh' must go step by step. The steps of a chunk leave rows [dn, dr, dz, dn r]: the first three are the gradient
// of W_i x, the last three that of W_h h', and each weight's gradient is one product over the chunk.
#include "gru.h"

typedef struct {
  Steps steps;
  float *w_hh;           // packed
  float *w_ih;           // packed, its rows in the order n, r, z; for dx
  float *dg;             // [chunk rows, 4H]
  float *dh;             // [B, H], in the order of the steps' rows
  float *db;             // [4H]
  float *multiply;       // working memory of the weights' products
  const float **x_rows;  // [chunk rows], as are the next two
  const float **states;
  const float **dx_rows;
  const float **w_ih_rows;  // [3H]: the rows n, r, z of W_i
  const float **dw_ih_rows; // [3H]: and of its gradient
} BackwardScratch;

static BackwardScratch carve_backward(Carver *c, size_t B, size_t T, size_t I, size_t H) {
  size_t rows = chunk_rows(B, T), most = I > H ? I : H;
  return (BackwardScratch){.steps = carve_steps(c, B, T, H),
                           .w_hh = carve_floats(c, packed_size(3 * H, H)),
                           .w_ih = carve_floats(c, packed_size(3 * H, I)),
                           .dg = carve_floats(c, rows * 4 * H),
                           .dh = carve_floats(c, B * H),
                           .db = carve_floats(c, 4 * H),
                           .multiply = carve_floats(c, multiply_scratch(3 * H, most, rows)),
                           .x_rows = carve_rows(c, rows),
                           .states = carve_rows(c, rows),
                           .dx_rows = carve_rows(c, rows),
                           .w_ih_rows = carve_rows(c, 3 * H),
                           .dw_ih_rows = carve_rows(c, 3 * H)};
}

typedef struct {
  vf dr, dz, dn, dhn, dh;
} GateGradients;
INLINE GateGradients gate_gradients(vf r, vf z, vf n, vf hn, vf h, vf e) {
  vf dn = e * (1.0f - z) * (1.0f - n * n);
  return (GateGradients){
      .dr = dn * hn * r * (1.0f - r), .dz = e * (h - n) * z * (1.0f - z), .dn = dn, .dhn = dn * r, .dh = e * z};
}

// One step of one row; dh is [H], dg [4H] = dn, dr, dz, dn r.
static void gate_gradients_row(size_t H, const float *saved, const float *h, const float *dy, float *dh, float *dg) {
  size_t j = 0;
  for (; j + VL <= H; j += VL) {
    vf e = dy ? load(dh + j) + load(dy + j) : load(dh + j);
    GateGradients d = gate_gradients(load(saved + j), load(saved + H + j), load(saved + 2 * H + j),
                                     load(saved + 3 * H + j), load(h + j), e);
    store(dg + j, d.dn), store(dg + H + j, d.dr), store(dg + 2 * H + j, d.dz), store(dg + 3 * H + j, d.dhn);
    store(dh + j, d.dh);
  }
  if (j < H) {
    size_t some = H - j;
    vf e = load_part(dh + j, some, 0);
    if (dy) e += load_part(dy + j, some, 0);
    GateGradients d = gate_gradients(load_part(saved + j, some, 0), load_part(saved + H + j, some, 0),
                                     load_part(saved + 2 * H + j, some, 0), load_part(saved + 3 * H + j, some, 0),
                                     load_part(h + j, some, 0), e);
    store_part(dg + j, d.dn, some), store_part(dg + H + j, d.dr, some);
    store_part(dg + 2 * H + j, d.dz, some), store_part(dg + 3 * H + j, d.dhn, some);
    store_part(dh + j, d.dh, some);
  }
}

// sums += the columns of [n, width].
static void add_column_sums(size_t n, size_t width, const float *x, float *sums) {
  size_t j = 0;
  for (; j + VL <= width; j += VL) {
    vf sum = splat(0);
    for (size_t i = 0; i < n; i++) sum += load(x + i * width + j);
    store(sums + j, load(sums + j) + sum);
  }
  for (; j < width; j++) {
    float sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i * width + j];
    sums[j] += sum;
  }
}

EXPORT size_t gru_backward_scratch(size_t B, size_t T, size_t I, size_t H) {
  Carver c = {0};
  carve_backward(&c, B, T, I, H);
  return c.next;
}

EXPORT void gru_backward(size_t B, size_t T, size_t I, size_t H, const float *x, const float *h0, const float *w_ih,
                         const float *w_hh, const int32_t *lengths, int reverse, const float *y, const float *saved,
                         const float *dy, const float *dh_last, float *dx, float *dh0, float *dw_ih, float *dw_hh,
                         float *db_ih, float *db_hh, void *scratch) {
  Gru g = {B, T, I, H, x, h0, lengths, reverse, (float *)y, (float *)saved};
  Carver c = {(uintptr_t)scratch};
  BackwardScratch f = carve_backward(&c, B, T, I, H);
  Steps *steps = &f.steps;
  begin_steps(steps, &g);

  Factor wh = {rows(w_hh, H), 0};
  pack_all(&wh, 3 * H, H, f.w_hh);
  for (size_t k = 0; k < 3 * H; k++) {
    size_t gate_row = k < H ? 2 * H + k : k - H;
    f.w_ih_rows[k] = w_ih + gate_row * I;
    f.dw_ih_rows[k] = dw_ih + gate_row * I;
  }
  Factor wi = {{.list = f.w_ih_rows, .step = 1}, 0};
  if (dx) pack_all(&wi, 3 * H, I, f.w_ih);

  for (size_t i = 0; i < B; i++) {
    if (dh_last) copy_floats(H, dh_last + (size_t)steps->order[i] * H, f.dh + i * H);
    else clear(H, f.dh + i * H);
  }
  clear(4 * H, f.db);

  Rows di = rows(f.dg, 4 * H), dh = rows(f.dg + H, 4 * H); // gradients of W_i x (n, r, z) and of W_h h' (r, z, n)
  Factor x_rows = {{.list = f.x_rows, .step = 1}, 0}, states = {{.list = f.states, .step = 1}, 0};
  Target to_dx = {.list = (float *const *)f.dx_rows};
  Target to_dw_ih = {.list = (float *const *)f.dw_ih_rows}, to_dw_hh = target(dw_hh, H, 0, 0);

  for (size_t end = steps->steps, begin, count; end > 0; end = begin) {
    begin = chunk_begin(steps, end, &count);
    size_t row = count;
    for (size_t s = end; s-- > begin;) {
      size_t active = (size_t)steps->active[s];
      row -= active;
      for (size_t i = 0; i < active; i++) {
        size_t at = place(steps, s, i);
        f.x_rows[row + i] = x + at * I;
        f.states[row + i] = state_before(steps, s, i);
        f.dx_rows[row + i] = dx + at * I;
        gate_gradients_row(H, saved + at * 4 * H, f.states[row + i], dy ? dy + at * H : 0, f.dh + i * H,
                           f.dg + (row + i) * 4 * H);
      }
      Rows step = rows(dh.base + row * 4 * H, 4 * H);
      Target to_dh = target(f.dh, H, 0, 1);
      product_all(&step, active, 3 * H, f.w_hh, &to_dh, H);
    }
    if (dw_ih) multiply(3 * H, I, count, &di, 1, &x_rows, &to_dw_ih, f.multiply);
    if (dw_hh) multiply(3 * H, H, count, &dh, 1, &states, &to_dw_hh, f.multiply);
    to_dw_ih.accumulate = to_dw_hh.accumulate = 1;
    if (dx) product_all(&di, count, 3 * H, f.w_ih, &to_dx, I);
    if (db_ih || db_hh) add_column_sums(count, 4 * H, f.dg, f.db);
  }

  if (steps->steps == 0) {
    if (dw_ih) clear(3 * H * I, dw_ih);
    if (dw_hh) clear(3 * H * H, dw_hh);
  }
  if (dx) clear_padding(&g, I, dx);
  if (db_ih) copy_floats(2 * H, f.db + H, db_ih), copy_floats(H, f.db, db_ih + 2 * H);
  if (db_hh) copy_floats(3 * H, f.db + H, db_hh);
  for (size_t i = 0; i < B && dh0; i++) copy_floats(H, f.dh + i * H, dh0 + (size_t)steps->order[i] * H);
}
