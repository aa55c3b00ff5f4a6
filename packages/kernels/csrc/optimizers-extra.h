// The optimizers beside Adam, as PyTorch has them; each is one call for all parameters. In every one
// g = scale gradient + decay p. The constants arrive in float64: 1 - alpha would lose half of its digits in float32.
#include "segments.h"

#define EACH_VECTOR(SEGMENTS, COUNT, BODY)                                                                             \
  for (size_t s = 0; s < COUNT; s++) {                                                                                 \
    float *p_ = at(SEGMENTS[s].parameter), *first_ = at(SEGMENTS[s].first_moment);                                     \
    float *second_ = at(SEGMENTS[s].second_moment);                                                                    \
    const float *g_ = at(SEGMENTS[s].gradient);                                                                        \
    size_t n = SEGMENTS[s].size;                                                                                       \
    for (size_t i = 0; i < n; i += VL) {                                                                               \
      size_t some = min_size(VL, n - i);                                                                               \
      vf p = load_some(p_ + i, some), g = load_some(g_ + i, some) * scale + p * decay;                                 \
      BODY;                                                                                                            \
      store_some(p_ + i, p, some);                                                                                     \
    }                                                                                                                  \
  }

// m = momentum m + (1 - dampening) g; p -= rate m, or rate (g + momentum m) with Nesterov's momentum.
EXPORT void sgd(const Segment *segments, size_t count, float rate, float momentum, double dampening, int nesterov,
                float decay, float scale) {
  float rest = (float)(1 - dampening);
  EACH_VECTOR(segments, count, {
    if (momentum != 0) {
      vf m = load_some(first_ + i, some) * momentum + g * rest;
      store_some(first_ + i, m, some);
      g = nesterov ? g + m * momentum : m;
    }
    p -= g * rate;
    (void)second_;
  })
}

// v = alpha v + (1 - alpha) g^2; step = g / (sqrt(v) + epsilon); p -= rate step, or rate m with m = momentum m + step.
EXPORT void rms_prop(const Segment *segments, size_t count, float rate, double alpha, float epsilon, float momentum,
                     float decay, float scale) {
  float keep = (float)alpha, rest = (float)(1 - alpha);
  EACH_VECTOR(segments, count, {
    vf v = load_some(second_ + i, some) * keep + g * g * rest;
    store_some(second_ + i, v, some);
    vf step = g / (square_root(v) + epsilon);
    if (momentum != 0) {
      step += load_some(first_ + i, some) * momentum;
      store_some(first_ + i, step, some);
    }
    p -= step * rate;
  })
}

// v = v + g^2; p -= rate g / (sqrt(v) + epsilon) (Duchi, Hazan and Singer 2011)
EXPORT void adagrad(const Segment *segments, size_t count, float rate, float epsilon, float decay, float scale) {
  EACH_VECTOR(segments, count, {
    vf v = load_some(second_ + i, some) + g * g;
    store_some(second_ + i, v, some);
    p -= g * rate / (square_root(v) + epsilon);
    (void)first_;
  })
}
