import type { BinaryOp, CompareOp, UnaryOp } from "@unroll/kernels";
import { convert } from "./arrays/convert.ts";
import { compare } from "./arrays/elementwise.ts";
import { copy, filled } from "./arrays/layout.ts";
import { argmax as argmaxArray } from "./arrays/reductions.ts";
import { addGradient, type GraphValue, isRecording, Node, walkBackward } from "./autograd/graph.ts";
import type { Outcome } from "./autograd/outcome.ts";
import { seedGradient } from "./autograd/seed.ts";
import { inferShape, requireMatrices } from "./checks.ts";
import { type DType, isFloat, type TypedArrays } from "./dtype.ts";
import { DTypeError, GraphError, ShapeError } from "./errors.ts";
import { formatArray, type Nested, toNested } from "./format.ts";
import type { NDArray } from "./ndarray.ts";
import { binaryOperations, scalarOperations } from "./ops/arithmetic.ts";
import { elementwise } from "./ops/functions.ts";
import { matmul } from "./ops/products.ts";
import * as reductions from "./ops/reductions.ts";
import { softmax } from "./ops/softmax.ts";
import * as views from "./ops/views.ts";
import { formatShape, normalizeAxes, normalizeAxis, type Shape, sizeOf } from "./shape.ts";

/** What the backward walk keeps or frees. */
export interface BackwardOptions {
  /** Keeps the graph, so that `backward` can be called again. Default false. */
  readonly retainGraph?: boolean;
}

/** Options of reductions. */
export interface ReductionOptions {
  /** Keeps reduced axes with size 1. Default false. */
  readonly keepdim?: boolean;
}

/**
 * An array of numbers with a shape, an element type and, where gradients are asked for, the history of how it was computed.
 *
 * Make one with `tensor`, `zeros`, `randn` and the like. Operations return new tensors and never change or consume their operands.
 *
 * @example
 * ```ts
 * import { tensor } from "@unroll/tensor";
 * const w = tensor([[1, 2], [3, 4]], { requiresGrad: true });
 * w.square().sum().backward();
 * w.grad?.toArray(); // => [[2,4],[6,8]]
 * ```
 */
export class Tensor<D extends DType = "float32"> implements GraphValue {
  /** The values without history. For operations of your own. */
  readonly array: NDArray;
  /** The operation that made this tensor, or null: a leaf. */
  readonly node: Node | null;
  readonly outputIndex: number;
  #requiresGrad: boolean;
  #gradient: NDArray | null = null;
  /** Whether the gradient's memory holds a gradient, and not what `zeroGrad` left. */
  #hasGradient = false;

  constructor(array: NDArray, node: Node | null = null, outputIndex = 0, requiresGrad: boolean = node !== null) {
    this.array = array;
    this.node = node;
    this.outputIndex = outputIndex;
    this.#requiresGrad = requiresGrad;
  }

  get shape(): Shape {
    return this.array.shape;
  }

  get dtype(): D {
    return this.array.dtype as D;
  }

  /** The number of elements. */
  get size(): number {
    return this.array.size;
  }

  /** The number of axes. */
  get rank(): number {
    return this.array.shape.length;
  }

  get isLeaf(): boolean {
    return this.node === null;
  }

  /** Whether `backward` computes a gradient for this tensor. Can be set on leaves of a floating-point type. */
  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  set requiresGrad(value: boolean) {
    if (!this.isLeaf) throw new GraphError("requiresGrad: can be set on leaves only; use detach() to cut the history");
    if (value && !isFloat(this.dtype)) {
      throw new DTypeError(`requiresGrad: only float32 and float64 tensors have gradients, this one is ${this.dtype}`);
    }
    this.#requiresGrad = value;
  }

  /** The gradient that `backward` has accumulated, in this tensor's shape; null before. */
  get grad(): Tensor<D> | null {
    return this.#gradient !== null && this.#hasGradient ? new Tensor<D>(this.#gradient) : null;
  }

  /** Forgets the gradient; its memory is kept for the next one. */
  zeroGrad(): void {
    this.#hasGradient = false;
  }

  /** Adds to the gradient. `backward` calls this; so can a program that computes gradients itself. */
  accumulateGrad(gradient: NDArray): void {
    this.#gradient = addGradient(this.#gradient, !this.#hasGradient, gradient, this.array);
    this.#hasGradient = true;
  }

  /**
   * Computes the gradients of this tensor with respect to every leaf that requires one, and adds them to the leaves' `grad`.
   *
   * @param gradient dLoss/dthis in this tensor's shape; may be left out for a single element, where it is 1.
   * @throws GraphError when nothing was recorded, when the graph was used before, or when a value that it needs is gone.
   */
  backward(gradient?: Tensor<D>, options: BackwardOptions = {}): void {
    const seed = seedGradient(this, gradient?.array, "backward");
    walkBackward([this], [seed], options.retainGraph ?? false, (leaf, g) => (leaf as Tensor<D>).accumulateGrad(g));
    if (gradient === undefined) seed.storage.dispose();
  }

  /** The only element as a number. @throws ShapeError when there is more than one. */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError(`item: needs a tensor with one element, got shape ${formatShape(this.shape)}`);
    }
    return this.data()[0] as number;
  }

  /** A copy of the elements in row-major order: Float32Array, Float64Array, Int32Array, or Uint8Array (0 and 1) for bool. */
  data(): TypedArrays[D] {
    if (this.array.isContiguous) return this.array.elements().slice() as TypedArrays[D];
    const packed = copy(this.array);
    const elements = packed.elements().slice() as TypedArrays[D];
    packed.storage.dispose();
    return elements;
  }

  /** The elements as nested arrays of numbers (of booleans for bool); a number for rank 0. */
  toArray(): Nested<D extends "bool" ? boolean : number> {
    return toNested(this.array) as Nested<D extends "bool" ? boolean : number>;
  }

  /** The same values without history, sharing memory. */
  detach(): Tensor<D> {
    return new Tensor<D>(this.array);
  }

  /** A copy of its own memory; gradients flow through. */
  clone(): Tensor<D> {
    return apply("clone", [this], (x) => ({ outputs: [copy(x)], saved: [], backward: ([dy]) => [dy ?? null] }));
  }

  /** This tensor when its elements lie in row-major order, else a copy. */
  contiguous(): Tensor<D> {
    return this.array.isContiguous ? this : this.clone();
  }

  /** The same numbers as another element type; between floating-point types gradients flow. */
  to<E extends DType>(dtype: E): Tensor<E> {
    if (this.dtype === (dtype as DType)) return this as unknown as Tensor<E>;
    if (!isFloat(this.dtype) || !isFloat(dtype)) return new Tensor<E>(convert(this.array, dtype));
    return apply("to", [this], (x) => ({
      outputs: [convert(x, dtype)],
      saved: [],
      backward: ([dy]) => [convert(dy as NDArray, x.dtype)],
    }));
  }

  // --- views ---

  /** The elements in another shape of the same size; one dimension may be -1: what is left. A view where strides allow it. */
  reshape(shape: Shape): Tensor<D> {
    return apply("reshape", [this], views.reshape(inferShape(this.shape, shape)));
  }

  /** Joins the axes from `start` to `end` (inclusive) into one. */
  flatten(start = 0, end = -1): Tensor<D> {
    if (this.rank === 0) return this.reshape([1]);
    const from = normalizeAxis(start, this.rank, "flatten");
    const to = normalizeAxis(end, this.rank, "flatten");
    if (from > to) throw new ShapeError(`flatten: start axis ${from} comes after end axis ${to}`);
    const joined = sizeOf(this.shape.slice(from, to + 1));
    return this.reshape([...this.shape.slice(0, from), joined, ...this.shape.slice(to + 1)]);
  }

  /** Exchanges two axes; the last two by default. A view. */
  transpose(a = -2, b = -1): Tensor<D> {
    const first = normalizeAxis(a, this.rank, "transpose");
    const second = normalizeAxis(b, this.rank, "transpose");
    const axes = this.shape.map((_, axis) => (axis === first ? second : axis === second ? first : axis));
    return apply("transpose", [this], views.permute(axes));
  }

  /** Axis i of the result is axis `axes[i]` of this. A view. */
  permute(axes: readonly number[]): Tensor<D> {
    const order = axes.map((axis) => normalizeAxis(axis, this.rank, "permute"));
    if (order.length !== this.rank || new Set(order).size !== this.rank) {
      throw new ShapeError(
        `permute: axes must name each of the ${this.rank} axes once, got [${axes.join(", ")}] for shape ${formatShape(this.shape)}`,
      );
    }
    return apply("permute", [this], views.permute(order));
  }

  /** Elements `start` to `end` (exclusive; negative counts from the end; default the end) of an axis. A view. */
  slice(axis: number, start: number, end?: number): Tensor<D> {
    const at = normalizeAxis(axis, this.rank, "slice");
    const length = this.shape[at] as number;
    const bound = (index: number): number => Math.min(length, Math.max(0, index < 0 ? index + length : index));
    if (!Number.isInteger(start) || (end !== undefined && !Number.isInteger(end))) {
      throw new ShapeError(`slice: start and end are integers, got ${start} and ${end}`);
    }
    const from = bound(start);
    return apply("slice", [this], views.slice(at, from, Math.max(from, bound(end ?? length))));
  }

  /** The entries at one index of an axis, without that axis. A view. */
  select(axis: number, index: number): Tensor<D> {
    const at = normalizeAxis(axis, this.rank, "select");
    const length = this.shape[at] as number;
    if (!Number.isInteger(index) || index < -length || index >= length) {
      throw new ShapeError(
        `select: index ${index} is out of range for axis ${at} of size ${length} of shape ${formatShape(this.shape)}`,
      );
    }
    const from = index < 0 ? index + length : index;
    return this.slice(at, from, from + 1).squeeze(at);
  }

  /** Takes away an axis of size 1, or all of them. A view. */
  squeeze(axis?: number): Tensor<D> {
    if (axis === undefined) return this.reshape(this.shape.filter((dimension) => dimension !== 1));
    const at = normalizeAxis(axis, this.rank, "squeeze");
    return this.shape[at] === 1 ? this.reshape(this.shape.filter((_, i) => i !== at)) : this;
  }

  /** Inserts an axis of size 1 before `axis`. A view. */
  unsqueeze(axis: number): Tensor<D> {
    const at = normalizeAxis(axis, this.rank + 1, "unsqueeze");
    return this.reshape([...this.shape.slice(0, at), 1, ...this.shape.slice(at)]);
  }

  /** Stretches axes of size 1 (and new leading axes) to a shape; -1 keeps a dimension. A view. */
  expand(shape: Shape): Tensor<D> {
    const lead = shape.length - this.rank;
    const wanted = shape.map((dimension, axis) => (dimension === -1 ? (this.shape[axis - lead] ?? -1) : dimension));
    const fits = lead >= 0 && this.shape.every((own, axis) => own === 1 || own === wanted[axis + lead]);
    if (!fits || wanted.some((dimension) => dimension < 0)) {
      throw new ShapeError(`expand: shape ${formatShape(this.shape)} does not stretch to ${formatShape(shape)}`);
    }
    return apply("expand", [this], views.expand(wanted));
  }

  // --- element by element, with broadcasting ---

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
    return new Tensor<D>(filled(this.dtype, [], value));
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
    return new Tensor<"bool">(compare(op, this.array, right.array));
  }

  // --- reductions ---

  /** The sum over the given axes, or over all. */
  sum(axis?: number | readonly number[], options: ReductionOptions = {}): Tensor<D> {
    const axes = normalizeAxes(axis, this.rank, "sum");
    return apply("sum", [this], reductions.sum(axes, options.keepdim ?? false));
  }

  /** The mean over the given axes, or over all; NaN over no elements. */
  mean(axis?: number | readonly number[], options: ReductionOptions = {}): Tensor<D> {
    const axes = normalizeAxes(axis, this.rank, "mean");
    return apply("mean", [this], reductions.mean(axes, options.keepdim ?? false));
  }

  /** The largest element over the given axes, or over all; NaN if there is one. */
  max(axis?: number | readonly number[], options: ReductionOptions = {}): Tensor<D> {
    return this.#extreme("max", axis, options);
  }

  /** The smallest element over the given axes, or over all; NaN if there is one. */
  min(axis?: number | readonly number[], options: ReductionOptions = {}): Tensor<D> {
    return this.#extreme("min", axis, options);
  }

  #extreme(op: "max" | "min", axis: number | readonly number[] | undefined, options: ReductionOptions): Tensor<D> {
    const axes = normalizeAxes(axis, this.rank, op);
    this.#requireElements(op, axes);
    return apply(op, [this], reductions.extreme(op, axes, options.keepdim ?? false));
  }

  /** The position of the first largest element along an axis, or of the flattened tensor. */
  argmax(axis?: number, options: ReductionOptions = {}): Tensor<"int32"> {
    if (axis === undefined && this.rank !== 1) return this.detach().reshape([-1]).argmax(0);
    const axes = normalizeAxes(axis, this.rank, "argmax");
    this.#requireElements("argmax", axes);
    return new Tensor<"int32">(argmaxArray(this.array, axes, options.keepdim ?? false));
  }

  #requireElements(op: string, axes: readonly number[]): void {
    if (axes.some((axis) => this.shape[axis] === 0)) {
      throw new ShapeError(
        `${op}: there is no element along axis ${axes.join(", ")} of shape ${formatShape(this.shape)}`,
      );
    }
  }

  /** exp(x_i) / sum_k exp(x_k) along an axis. */
  softmax(axis = -1): Tensor<D> {
    return apply("softmax", [this], softmax("softmax", normalizeAxis(axis, this.rank, "softmax")));
  }

  /** log(softmax(x)) along an axis, without overflow. */
  logSoftmax(axis = -1): Tensor<D> {
    return apply("logSoftmax", [this], softmax("logSoftmax", normalizeAxis(axis, this.rank, "logSoftmax")));
  }

  // --- products ---

  /**
   * The matrix product, as torch.matmul: [M, K] x [K, N], a vector on either side as a row or a column, leading axes broadcast as a
   * batch.
   *
   * @throws ShapeError when the inner dimensions differ.
   */
  matmul(other: Tensor<D>): Tensor<D> {
    requireMatrices(this.shape, other.shape);
    const left = this.rank === 1 ? this.unsqueeze(0) : this;
    const right = other.rank === 1 ? other.unsqueeze(1) : other;
    let product: Tensor<D> = apply("matmul", [left, right], matmul);
    if (other.rank === 1) product = product.squeeze(-1);
    return this.rank === 1 ? product.squeeze(other.rank === 1 ? -1 : -2) : product;
  }

  // --- memory ---

  /** Gives the memory back at once; every view of it is gone too. Memory of a scope goes back with the scope. */
  dispose(): void {
    this.#gradient?.storage.dispose();
    this.array.storage.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toString(): string {
    return formatArray(this.array);
  }

  // Node's console asks objects for their text by this symbol. A static block, as declarations cannot name the symbol.
  static {
    Object.defineProperty(Tensor.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value(this: Tensor<DType>): string {
        return this.toString();
      },
    });
  }
}

/**
 * Runs an operation and records it: how every differentiable function of the library is made, and yours can be.
 *
 * @param inputs the tensors it depends on, in the order of the operation's parameters.
 * @param operation computes the outputs, and knows their derivatives.
 */
export function applyAll(
  name: string,
  inputs: readonly Tensor<DType>[],
  operation: (...arrays: NDArray[]) => Outcome,
): Tensor<DType>[] {
  const outcome = operation(...inputs.map((input) => input.array));
  const node = isRecording(inputs) ? new Node(name, inputs, outcome) : null;
  return outcome.outputs.map((array, index) => new Tensor(array, isFloat(array.dtype) ? node : null, index));
}

/** As {@link applyAll}, for an operation with one output. */
export function apply<D extends DType>(
  name: string,
  inputs: readonly Tensor<DType>[],
  operation: (...arrays: NDArray[]) => Outcome,
): Tensor<D> {
  return applyAll(name, inputs, operation)[0] as Tensor<D>;
}
