import type { BinaryOp, CompareOp, UnaryOp } from "@unroll/kernels";
import { compare } from "../arrays/elementwise.ts";
import { filled } from "../arrays/layout.ts";
import type { DType } from "../dtype.ts";
import { binaryOperations, scalarOperations } from "../ops/arithmetic.ts";
import { elementwise } from "../ops/functions.ts";
import type { Tensor } from "../tensor.ts";
import { apply, makeTensor } from "./apply.ts";
import { TensorViews } from "./views.ts";

/** The part of a {@link Tensor} that computes element by element, with broadcasting. */
export abstract class TensorElementwise<D extends DType> extends TensorViews<D> {
  add(other: Tensor<D> | number): Tensor<D> {
    return this.#arithmetic("add", other);
  }

  sub(other: Tensor<D> | number): Tensor<D> {
    return this.#arithmetic("sub", other);
  }

  mul(other: Tensor<D> | number): Tensor<D> {
    return this.#arithmetic("mul", other);
  }

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

  #arithmetic(op: BinaryOp, other: Tensor<D> | number): Tensor<D> {
    if (typeof other !== "number") return apply(op, [this, other], binaryOperations[op]);
    if (op === "maximum" || op === "minimum") return apply(op, [this, this.#scalar(other)], binaryOperations[op]);
    const operation = scalarOperations[op];
    return apply(op, [this], (x) => operation(x, other));
  }

  #scalar(value: number): Tensor<D> {
    return makeTensor<D>(filled(this.dtype, [], value));
  }

  neg(): Tensor<D> {
    return this.#unary("neg");
  }

  abs(): Tensor<D> {
    return this.#unary("abs");
  }

  exp(): Tensor<D> {
    return this.#unary("exp");
  }

  /** The natural logarithm. */
  log(): Tensor<D> {
    return this.#unary("log");
  }

  sqrt(): Tensor<D> {
    return this.#unary("sqrt");
  }

  square(): Tensor<D> {
    return this.#unary("square");
  }

  reciprocal(): Tensor<D> {
    return this.#unary("reciprocal");
  }

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

  #unary(op: UnaryOp): Tensor<D> {
    return apply(op, [this], elementwise(op));
  }

  eq(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("eq", other);
  }

  ne(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("ne", other);
  }

  lt(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("lt", other);
  }

  le(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("le", other);
  }

  gt(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("gt", other);
  }

  ge(other: Tensor<D> | number): Tensor<"bool"> {
    return this.#compare("ge", other);
  }

  #compare(op: CompareOp, other: Tensor<D> | number): Tensor<"bool"> {
    const right = typeof other === "number" ? this.#scalar(other) : other;
    return makeTensor<"bool">(compare(op, this.array, right.array));
  }
}
