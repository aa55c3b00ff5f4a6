import type { BinaryOp, CompareOp, UnaryOp } from "@unroll/kernels";
import { compare } from "../arrays/elementwise.ts";
import { filled } from "../arrays/layout.ts";
import { requireNumber } from "../checks.ts";
import { type DType, requireFloat } from "../dtype.ts";
import { DTypeError } from "../errors.ts";
import { requireAlive, requireTensor } from "../operand.ts";
import { binaryOperations, clamp, scalarOperations, where } from "../ops/arithmetic.ts";
import { elementwise } from "../ops/functions.ts";
import { broadcastShapes } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { apply, makeTensor } from "./apply.ts";
import { TensorViews } from "./views.ts";

/** The part of a {@link Tensor} that computes element by element, with broadcasting. */
export abstract class TensorElementwise<D extends DType> extends TensorViews<D> {
  /** this + other. @throws ShapeError when the shapes do not broadcast. */
  add(other: Tensor<D> | number): Tensor<D> {
    return this.#arithmetic("add", other);
  }

  /** this - other. @throws ShapeError when the shapes do not broadcast. */
  sub(other: Tensor<D> | number): Tensor<D> {
    return this.#arithmetic("sub", other);
  }

  /** this * other, element by element; `matmul` is the matrix product. @throws ShapeError when the shapes do not broadcast. */
  mul(other: Tensor<D> | number): Tensor<D> {
    return this.#arithmetic("mul", other);
  }

  /** this / other. @throws ShapeError when the shapes do not broadcast. */
  div(other: Tensor<D> | number): Tensor<D> {
    return this.#arithmetic("div", other);
  }

  /** The larger of two; the gradient is halved where they are equal. */
  maximum(other: Tensor<D> | number): Tensor<D> {
    return this.#arithmetic("maximum", other);
  }

  /** The smaller of two; the gradient is halved where they are equal. */
  minimum(other: Tensor<D> | number): Tensor<D> {
    return this.#arithmetic("minimum", other);
  }

  /**
   * this^exponent, as C has it: 1 for an exponent of 0, NaN for a negative number and an exponent that is not whole.
   *
   * @throws ShapeError when the shapes do not broadcast.
   */
  pow(exponent: Tensor<D> | number): Tensor<D> {
    return this.#arithmetic("pow", exponent);
  }

  #arithmetic(op: BinaryOp, other: Tensor<D> | number): Tensor<D> {
    if (typeof other !== "number") {
      requireTensor(other, op, "other", "a tensor or a number");
      return apply(op, [this, other], binaryOperations[op]);
    }
    if (op === "maximum" || op === "minimum") return apply(op, [this, this.#scalar(other)], binaryOperations[op]);
    const operation = scalarOperations[op];
    return apply(op, [this], (x) => operation(x, other));
  }

  #scalar(value: number): Tensor<D> {
    return makeTensor<D>(filled(this.dtype, [], value));
  }

  /** -x */
  neg(): Tensor<D> {
    return this.#unary("neg");
  }

  /** |x|; its derivative at 0 is 0. */
  abs(): Tensor<D> {
    return this.#unary("abs");
  }

  /** e^x */
  exp(): Tensor<D> {
    return this.#unary("exp");
  }

  /** The natural logarithm. */
  log(): Tensor<D> {
    return this.#unary("log");
  }

  /** The square root; NaN below 0. */
  sqrt(): Tensor<D> {
    return this.#unary("sqrt");
  }

  /** 1 / sqrt(x); Infinity at 0, NaN below. */
  rsqrt(): Tensor<D> {
    return this.#unary("rsqrt");
  }

  /** x^2 */
  square(): Tensor<D> {
    return this.#unary("square");
  }

  /** 1 / x */
  reciprocal(): Tensor<D> {
    return this.#unary("reciprocal");
  }

  /** The hyperbolic tangent. */
  tanh(): Tensor<D> {
    return this.#unary("tanh");
  }

  /** 1 / (1 + exp(-x)) */
  sigmoid(): Tensor<D> {
    return this.#unary("sigmoid");
  }

  /** max(x, 0) */
  relu(): Tensor<D> {
    return this.#unary("relu");
  }

  /** x P(X < x) with a standard normal X: the exact form, by erf. Hendrycks and Gimpel 2016. */
  gelu(): Tensor<D> {
    return this.#unary("gelu");
  }

  /** log(1 + exp(x)); x itself above 20. */
  softplus(): Tensor<D> {
    return this.#unary("softplus");
  }

  /** The error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
  erf(): Tensor<D> {
    return this.#unary("erf");
  }

  /** The sine of an angle in radians. */
  sin(): Tensor<D> {
    return this.#unary("sin");
  }

  /** The cosine of an angle in radians. */
  cos(): Tensor<D> {
    return this.#unary("cos");
  }

  #unary(op: UnaryOp): Tensor<D> {
    return apply(op, [this], elementwise(op));
  }

  /** The value where it lies between two bounds, else the nearer bound; the gradient is 0 outside of them. */
  clamp(min: number = Number.NEGATIVE_INFINITY, max: number = Number.POSITIVE_INFINITY): Tensor<D> {
    requireNumber(min, "clamp", "min");
    requireNumber(max, "clamp", "max");
    requireFloat(this.dtype, "clamp");
    return apply("clamp", [this], clamp(min, max));
  }

  /** A value where the mask is true, and this where it is false. */
  maskedFill(mask: Tensor<"bool">, value: number): Tensor<D> {
    requireTensor(mask, "maskedFill", "mask");
    if (mask.dtype !== "bool") {
      throw new DTypeError(`maskedFill: mask must be bool, as comparisons make it; got ${mask.dtype}`);
    }
    requireNumber(value, "maskedFill", "value");
    requireFloat(this.dtype, "maskedFill");
    broadcastShapes(mask.shape, this.shape, "maskedFill");
    return apply("maskedFill", [mask, this.#scalar(value), this], where);
  }

  /** Where this equals other: a mask. */
  eq(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("eq", other);
  }

  /** Where this differs from other; also where one is NaN. */
  ne(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("ne", other);
  }

  /** Where this is less than other. */
  lt(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("lt", other);
  }

  /** Where this is less than other or equal. */
  le(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("le", other);
  }

  /** Where this is greater than other. */
  gt(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("gt", other);
  }

  /** Where this is greater than other or equal. */
  ge(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("ge", other);
  }

  #compare(op: CompareOp, other: Tensor<D> | number): Tensor<"bool"> {
    if (typeof other !== "number") requireTensor(other, op, "other", "a tensor or a number");
    requireAlive(this.array, op);
    const right = typeof other === "number" ? this.#scalar(other) : other;
    return makeTensor<"bool">(compare(op, this.array, right.array));
  }
}
