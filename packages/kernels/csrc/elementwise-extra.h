// The element-wise functions that are rarely needed, and their derivatives.
#include "math-extra.h"
#include "unary-backward.h"

UNARY(unary_rsqrt, 1.0f / square_root(x))
UNARY(unary_gelu, vgelu(x))
UNARY(unary_softplus, vsoftplus(x))
UNARY(unary_erf, verf(x))
UNARY(unary_sin, sine_of(x, 0))
UNARY(unary_cos, sine_of(x, 1))

typedef void Unary(size_t n, const float *x, float *out);
// In the order of EXTRA_UNARY in src/wasm/operations.ts; so are the derivatives.
static Unary *const unary_extra_operations[] = {unary_rsqrt, unary_gelu, unary_softplus,
                                                unary_erf,   unary_sin,  unary_cos};

EXPORT void unary_extra(int op, size_t n, const float *x, float *out) { unary_extra_operations[op](n, x, out); }

UNARY_BACKWARD(rsqrt_backward, dy * -0.5f * y * y * y)
UNARY_BACKWARD(gelu_backward, dy * gelu_slope(x))
UNARY_BACKWARD(softplus_backward, choose(x > 20.0f, dy, dy * vsigmoid(x)))
UNARY_BACKWARD(erf_backward, dy * erf_slope(x))
UNARY_BACKWARD(sin_backward, dy * sine_of(x, 1))
UNARY_BACKWARD(cos_backward, dy * sine_of(x, 2))

static UnaryBackward *const unary_extra_backward_operations[] = {rsqrt_backward, gelu_backward, softplus_backward,
                                                                 erf_backward,   sin_backward,  cos_backward};

EXPORT void unary_extra_backward(int op, size_t n, const float *x, const float *y, const float *dy, float *dx) {
  unary_extra_backward_operations[op](n, x, y, dy, dx);
}

BINARY(binary_pow, vpow(a, b))

EXPORT void power(const Loop *loop, const float *a, const float *b, float *out) {
  over_strides(binary_pow, loop, a, b, out);
}
EXPORT void power_scalar(size_t n, const float *x, float value, float *out) {
  with_scalar(binary_pow, n, x, value, out);
}
