// One call for all parameters: a table of segments.
#include "segments.h"

// Sums of squares in float64.
static double sum_squares_segment(size_t n, const float *p) {
  vd sums = {0};
  size_t i = 0;
  for (; i + VL <= n; i += VL) {
    vd x = __builtin_convertvector(load(p + i), vd);
    sums += x * x;
  }
  double sum = 0;
  for (; i < n; i++) sum += (double)p[i] * p[i];
  for (int lane = 0; lane < VL; lane++) sum += sums[lane];
  return sum;
}

EXPORT double sum_squares(const Segment *segments, size_t count) {
  double sum = 0;
  for (size_t s = 0; s < count; s++) sum += sum_squares_segment(segments[s].size, at(segments[s].gradient));
  return sum;
}

EXPORT void scale_gradients(const Segment *segments, size_t count, float factor) {
  for (size_t s = 0; s < count; s++) {
    float *g = at(segments[s].gradient);
    size_t n = segments[s].size, i = 0;
    for (; i + VL <= n; i += VL) store(g + i, load(g + i) * factor);
    for (; i < n; i++) g[i] *= factor;
  }
}

typedef struct {
  float step, beta1, rest1, beta2, rest2, unbias2, epsilon, decay, keep, scale;
} Adam;

// One vector of a segment, with step = rate / correction1 and unbias2 = 1 / sqrt(correction2).
// Kingma and Ba 2015, algorithm 1; decoupled decay: Loshchilov and Hutter 2019, algorithm 2.
INLINE void adam_step(const Adam *c, vf *p, vf g, vf *m, vf *v) {
  g = g * c->scale + *p * c->decay;
  *m = *m * c->beta1 + g * c->rest1;
  *v = *v * c->beta2 + g * g * c->rest2;
  *p = *p * c->keep - c->step * *m / (square_root(*v) * c->unbias2 + c->epsilon);
}

// The constants arrive in float64: 1 - beta2 would lose half of its digits in float32.
EXPORT void adam(const Segment *segments, size_t count, double rate, double beta1, double beta2, double epsilon,
                 double decay, int decoupled, double correction1, double correction2, double scale) {
  Adam c = {.step = (float)(rate / correction1),
            .beta1 = (float)beta1,
            .rest1 = (float)(1 - beta1),
            .beta2 = (float)beta2,
            .rest2 = (float)(1 - beta2),
            .unbias2 = (float)(1 / __builtin_sqrt(correction2)),
            .epsilon = (float)epsilon,
            .decay = decoupled ? 0 : (float)decay,
            .keep = decoupled ? (float)(1 - rate * decay) : 1,
            .scale = (float)scale};
  for (size_t s = 0; s < count; s++) {
    float *p = at(segments[s].parameter), *m = at(segments[s].first_moment), *v = at(segments[s].second_moment);
    const float *g = at(segments[s].gradient);
    size_t n = segments[s].size;
    for (size_t i = 0; i < n; i += VL) {
      size_t some = min_size(VL, n - i);
      if (some == VL) {
        vf x = load(p + i), a = load(m + i), b = load(v + i);
        adam_step(&c, &x, load(g + i), &a, &b);
        store(p + i, x), store(m + i, a), store(v + i, b);
      } else {
        vf x = load_part(p + i, some, 0), a = load_part(m + i, some, 0), b = load_part(v + i, some, 0);
        adam_step(&c, &x, load_part(g + i, some, 0), &a, &b);
        store_part(p + i, x, some), store_part(m + i, a, some), store_part(v + i, b, some);
      }
    }
  }
}
