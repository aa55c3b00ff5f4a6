// The derivatives of the functions of one operand.
#include "unary-backward.h"

UNARY_BACKWARD(neg_backward, -dy)
// dy for x above 0, `below` for x below it, 0 at the corner, NaN for NaN.
INLINE vf corner(vf x, vf dy, vf below) {
  return choose(x > 0.0f, dy, choose(x < 0.0f, below, choose(x == 0.0f, splat(0), x)));
}
UNARY_BACKWARD(abs_backward, corner(x, dy, -dy))
UNARY_BACKWARD(exp_backward, dy * y)
UNARY_BACKWARD(log_backward, dy / x)
UNARY_BACKWARD(sqrt_backward, dy / (2.0f * y))
UNARY_BACKWARD(reciprocal_backward, -dy * y * y)
UNARY_BACKWARD(square_backward, 2.0f * dy * x)
UNARY_BACKWARD(tanh_backward, dy * (1.0f - y * y))
UNARY_BACKWARD(sigmoid_backward, dy * y * (1.0f - y))
UNARY_BACKWARD(relu_backward, corner(x, dy, splat(0)))

static UnaryBackward *const unary_backward_operations[] = {
    neg_backward,        abs_backward,    exp_backward,  log_backward,     sqrt_backward,
    reciprocal_backward, square_backward, tanh_backward, sigmoid_backward, relu_backward};

EXPORT void unary_backward(int op, size_t n, const float *x, const float *y, const float *dy, float *dx) {
  unary_backward_operations[op](n, x, y, dy, dx);
}
