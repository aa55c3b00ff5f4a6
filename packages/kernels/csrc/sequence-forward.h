// The forward walk of any cell over whole sequences.
//
// W_i x is one product for all steps of a chunk. Then a cell takes the steps one by one; it reads the previous states
// where they stand in y. Weights are packed once a call, unless the call is one step of one or two rows.
#pragma once
#include "sequence.h"

typedef struct {
  Steps steps;
  Weights w_ih;
  float *input;         // [chunk rows, G H]: W_i x + b_i, for a cell whose weights have G H rows
  const float **x_rows; // [chunk rows]
  const float **states; // [B]: the states before the current step
} Forward;

static Forward carve_forward(Carver *c, size_t B, size_t T, size_t I, size_t H, size_t G) {
  size_t rows = chunk_rows(B, T);
  return (Forward){.steps = carve_steps(c, B, T, H),
                   .w_ih = carve_weights(c, G * H, I),
                   .input = carve_floats(c, rows * G * H),
                   .x_rows = carve_rows(c, rows),
                   .states = carve_rows(c, B)};
}

// Step s of the first `active` rows, of which `input` has W_i x + b_i; writes their rows of y.
typedef void StepForward(void *cell, size_t s, size_t active, float *input);

// Whether every weight multiplies one or two rows and is done: a step of generation.
INLINE int used_once(const Sequence *q) { return q->T == 1 && q->B <= 2; }

static void walk_forward(Forward *f, const Sequence *q, size_t G, const float *w_ih, const float *packed_ih,
                         const float *b_ih, float *h_last, StepForward *step, void *cell) {
  size_t I = q->I, H = q->H;
  Steps *steps = &f->steps;
  prepare_weights(&f->w_ih, w_ih, packed_ih, used_once(q));
  Rows x_rows = {.list = f->x_rows, .step = 1};
  Target to_input = target(f->input, G * H, b_ih, 0);

  for (size_t s = 0, end, count; s < steps->steps;) {
    end = chunk_end(steps, s, &count);
    for (size_t t = s, row = 0; t < end; t++)
      for (size_t i = 0; i < (size_t)steps->active[t]; i++) f->x_rows[row++] = q->x + place(steps, t, i) * I;
    product_weights(&x_rows, count, &f->w_ih, &to_input);

    float *input = f->input;
    for (; s < end; s++) {
      size_t active = (size_t)steps->active[s];
      for (size_t i = 0; i < active; i++) f->states[i] = state_before(steps, s, i, q->y, q->h0);
      step(cell, s, active, input);
      input += active * G * H;
    }
  }
  clear_padding(q, H, q->y);
  for (size_t i = 0; i < q->B; i++) {
    size_t b = (size_t)steps->order[i];
    copy_floats(H, state_before(steps, length_of(q, b), i, q->y, q->h0), h_last + b * H);
  }
}
