// The backward walk of any cell over whole sequences: back-propagation through time.
//
// Only the gradient of the state must go step by step. The steps of a chunk leave rows of the gradients of
// pre-activations, and each weight's gradient is one product over the chunk.
#pragma once
#include "sequence.h"

// Rows of the recurrent weight that are multiplied by the same vectors: `gates` gates from gate `first` on. Their
// pre-activations have their gradients from the gate `at` on in the rows of dg.
typedef struct {
  size_t first, gates, at;
  const float *const *factor; // [chunk rows]
} Recurrent;

// How a cell's rows of dg, [width H], are laid out: first the gradients of W_i x + b_i, gate by gate in this order.
typedef struct {
  size_t width, gates;
  const int *order;
  size_t parts;
  Recurrent recurrent[2];
} Layout;

// What goes in and what comes out; each may be 0.
typedef struct {
  const float *dy, *dh_last;
  float *dx, *dh0, *dw_ih, *dw_hh, *db_ih, *db_hh;
} Gradients;

typedef struct {
  Steps steps;
  float *w_ih;           // packed, its gates in the layout's order; for dx
  float *dg;             // [chunk rows, width H]
  float *dh;             // [B, H], in the order of the steps' rows
  float *db;             // [width H]
  float *multiply;       // working memory of the weights' products
  const float **x_rows;  // [chunk rows], as are the next two
  const float **states;  // the states before the steps
  const float **dx_rows;
  const float **w_ih_rows;  // [G H]: the rows of W_i in the layout's order
  const float **dw_ih_rows; // [G H]: and of its gradient
} Backward;

static Backward carve_backward(Carver *c, size_t B, size_t T, size_t I, size_t H, size_t G, size_t width) {
  size_t rows = chunk_rows(B, T), most = I > H ? I : H;
  return (Backward){.steps = carve_steps(c, B, T, H),
                    .w_ih = carve_floats(c, packed_size(G * H, I)),
                    .dg = carve_floats(c, rows * width * H),
                    .dh = carve_floats(c, B * H),
                    .db = carve_floats(c, width * H),
                    .multiply = carve_floats(c, multiply_scratch(G * H, most, rows)),
                    .x_rows = carve_rows(c, rows),
                    .states = carve_rows(c, rows),
                    .dx_rows = carve_rows(c, rows),
                    .w_ih_rows = carve_rows(c, G * H),
                    .dw_ih_rows = carve_rows(c, G * H)};
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

// Step s of the first `active` rows, which are the rows from `row` on of the chunk's arrays. Turns dh from the gradient
// of the states after the step, but for dy, into that of the states before it, and writes the rows of dg.
typedef void StepBackward(void *cell, size_t s, size_t active, size_t row);

static void walk_backward(Backward *f, const Sequence *q, const float *w_ih, const Layout *layout, const Gradients *g,
                          StepBackward *step, void *cell) {
  size_t I = q->I, H = q->H, G = layout->gates, width = layout->width * H;
  Steps *steps = &f->steps;
  for (size_t k = 0; k < G * H; k++) {
    size_t gate_row = (size_t)layout->order[k / H] * H + k % H;
    f->w_ih_rows[k] = w_ih + gate_row * I;
    f->dw_ih_rows[k] = g->dw_ih + gate_row * I;
  }
  Factor wi = {{.list = f->w_ih_rows, .step = 1}, 0};
  if (g->dx) pack_all(&wi, G * H, I, f->w_ih);
  copy_in_order(steps, g->dh_last, f->dh);
  clear(width, f->db);

  Rows di = rows(f->dg, width);
  Factor x_rows = {{.list = f->x_rows, .step = 1}, 0};
  Target to_dx = {.list = (float *const *)f->dx_rows}, to_dw_ih = {.list = (float *const *)f->dw_ih_rows};
  int later = 0;
  for (size_t end = steps->steps, begin, count; end > 0; end = begin, later = 1) {
    begin = chunk_begin(steps, end, &count);
    size_t row = count;
    for (size_t s = end; s-- > begin;) {
      size_t active = (size_t)steps->active[s];
      row -= active;
      for (size_t i = 0; i < active; i++) {
        size_t at = place(steps, s, i);
        f->x_rows[row + i] = q->x + at * I;
        f->states[row + i] = state_before(steps, s, i, q->y, q->h0);
        f->dx_rows[row + i] = g->dx + at * I;
      }
      step(cell, s, active, row);
    }
    to_dw_ih.accumulate = later;
    if (g->dw_ih) multiply(G * H, I, count, &di, 1, &x_rows, &to_dw_ih, f->multiply);
    for (size_t p = 0; g->dw_hh && p < layout->parts; p++) {
      const Recurrent *r = &layout->recurrent[p];
      Rows dr = rows(f->dg + r->at * H, width);
      Factor factor = {{.list = r->factor, .step = 1}, 0};
      Target to_dw_hh = target(g->dw_hh + r->first * H * H, H, 0, later);
      multiply(r->gates * H, H, count, &dr, 1, &factor, &to_dw_hh, f->multiply);
    }
    if (g->dx) product_all(&di, count, G * H, f->w_ih, &to_dx, I);
    if (g->db_ih || g->db_hh) add_column_sums(count, width, f->dg, f->db);
  }

  if (steps->steps == 0) {
    if (g->dw_ih) clear(G * H * I, g->dw_ih);
    if (g->dw_hh) clear(G * H * H, g->dw_hh);
  }
  if (g->dx) clear_padding(q, I, g->dx);
  for (size_t k = 0; g->db_ih && k < G; k++) copy_floats(H, f->db + k * H, g->db_ih + (size_t)layout->order[k] * H);
  for (size_t p = 0; g->db_hh && p < layout->parts; p++) {
    const Recurrent *r = &layout->recurrent[p];
    copy_floats(r->gates * H, f->db + r->at * H, g->db_hh + r->first * H);
  }
  if (g->dh0) copy_back(steps, f->dh, g->dh0);
}
