import { requireInt32Range } from "../arrays/check-values.ts";
import { convert } from "../arrays/convert.ts";
import { copy } from "../arrays/layout.ts";
import type { GradientHook, GraphValue, Node } from "../autograd/node.ts";
import { type Gradient, PartialGradient } from "../autograd/partial-gradient.ts";
import { noGrad } from "../autograd/recording.ts";
import { seedGradient } from "../autograd/seed.ts";
import { addGradient, walkBackward } from "../autograd/walk.ts";
import { describe } from "../describe.ts";
import { formatInDevtools } from "../devtools.ts";
import { type DType, isFloat, requireDType, requireFloat, requireGradients, type TypedArrays } from "../dtype.ts";
import { GraphError, ShapeError } from "../errors.ts";
import { formatArray, type Nested, toNested } from "../format.ts";
import { NDArray } from "../ndarray.ts";
import { markCopy, requireAlive, requireTensor } from "../operand.ts";
import { formatShape, type Shape, sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { apply, makeTensor } from "./apply.ts";

/** What the backward walk keeps or frees. */
export interface BackwardOptions {
  /** Keeps the graph, so that `backward` can be called again. Default false. */
  readonly retainGraph?: boolean;
}

/** What gathers at a leaf: made when the first of it comes, as most tensors have none. */
interface Collected {
  gradient: NDArray | null;
  /** Whether the gradient's memory holds a gradient, and not what `zeroGrad` left. */
  hasGradient: boolean;
  readonly hooks: GradientHook[];
}

const NO_HOOKS: readonly GradientHook[] = [];

/** The part of a {@link Tensor} that holds values, history and gradient. */
export abstract class TensorBase<D extends DType> implements GraphValue {
  // Fields and not getters, and the first ones: a browser's console shows the first few fields of an object.
  /** The element type. */
  readonly dtype: D;
  /** The size of every axis. */
  readonly shape: Shape;
  /** The values without history. For operations of your own. */
  readonly array: NDArray;
  /** The operation that made this tensor, or null: a leaf. */
  readonly node: Node | null;
  readonly outputIndex: number;
  #requiresGrad: boolean;
  #collected: Collected | undefined;

  constructor(array: NDArray, node: Node | null = null, outputIndex = 0, requiresGrad: boolean = node !== null) {
    if (!(array instanceof NDArray)) {
      throw new TypeError(`Tensor: array must be an NDArray; got ${describe(array)}; tensor(...) makes one of numbers`);
    }
    this.dtype = array.dtype as D;
    this.shape = array.shape;
    this.array = array;
    this.node = node;
    this.outputIndex = outputIndex;
    this.#requiresGrad = requiresGrad;
  }

  /** This tensor as its full class: methods of the bases return it where nothing changes. */
  protected get self(): Tensor<D> {
    return this as unknown as Tensor<D>;
  }

  /** The number of elements. */
  get size(): number {
    return this.array.size;
  }

  /** The number of axes. */
  get rank(): number {
    return this.array.shape.length;
  }

  /** Whether it was made by hand, and not by an operation that was recorded. */
  get isLeaf(): boolean {
    return this.node === null;
  }

  /** Whether `backward` computes a gradient for this tensor. Can be set on leaves of a floating-point type. */
  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  set requiresGrad(value: boolean) {
    if (!this.isLeaf) throw new GraphError("requiresGrad: can be set on leaves only; use detach() to cut the history");
    if (value) requireGradients(this.dtype, "requiresGrad");
    this.#requiresGrad = value;
  }

  #collect(): Collected {
    this.#collected ??= { gradient: null, hasGradient: false, hooks: [] };
    return this.#collected;
  }

  /** The gradient that `backward` has accumulated, in this tensor's shape; null before. */
  get grad(): Tensor<D> | null {
    const { gradient = null, hasGradient = false } = this.#collected ?? {};
    return gradient !== null && hasGradient ? makeTensor<D>(gradient) : null;
  }

  /** The hooks of a leaf. @internal */
  get hooks(): readonly GradientHook[] {
    return this.#collected?.hooks ?? NO_HOOKS;
  }

  /**
   * Calls a function with the complete gradient of this tensor in every backward walk. What it returns, if anything, goes on in its
   * place.
   *
   * @returns a function that takes the hook away.
   * @throws GraphError when this tensor requires no gradient.
   * @example
   * ```ts
   * import { tensor } from "@unroll/tensor";
   * const x = tensor([1, 2], { requiresGrad: true });
   * const y = x.square();
   * y.registerHook((gradient) => gradient.mul(10));
   * y.sum().backward();
   * x.grad?.toArray(); // => [20, 40]
   * ```
   */
  registerHook(hook: (gradient: Tensor<D>) => Tensor<D> | undefined): () => void {
    if (!this.requiresGrad) {
      throw new GraphError(`registerHook: the tensor ${formatShape(this.shape)} requires no gradient`);
    }
    if (typeof hook !== "function") {
      throw new TypeError(`registerHook: hook must be a function; got ${describe(hook)}`);
    }
    const hooks = this.node === null ? this.#collect().hooks : this.node.hooksOf(this.outputIndex);
    const onArrays: GradientHook = (gradient) => {
      const changed = noGrad(() => hook(makeTensor<D>(gradient)));
      if (changed === undefined) return gradient;
      requireTensor(changed, "registerHook", "what the hook returns");
      if (!sameShape(changed.shape, this.shape) || changed.dtype !== this.dtype) {
        throw new ShapeError(
          `registerHook: the hook must return ${this.dtype} ${formatShape(this.shape)}; got ${changed.dtype} ${formatShape(changed.shape)}`,
        );
      }
      return changed.array;
    };
    hooks.push(onArrays);
    return () => {
      const at = hooks.indexOf(onArrays);
      if (at >= 0) hooks.splice(at, 1);
    };
  }

  /** Forgets the gradient; its memory is kept for the next one. */
  zeroGrad(): void {
    if (this.#collected !== undefined) this.#collected.hasGradient = false;
  }

  /** Adds to the gradient. `backward` calls this; so can a program that computes gradients itself. */
  accumulateGrad(gradient: Gradient): void {
    if (!(gradient instanceof NDArray || gradient instanceof PartialGradient)) {
      throw new TypeError(`accumulateGrad: gradient must be an NDArray; got ${describe(gradient)}`);
    }
    const { dtype, shape } = this.array;
    requireFloat(dtype, "accumulateGrad");
    if (gradient.dtype !== dtype || !sameShape(gradient.shape, shape)) {
      throw new ShapeError(
        `accumulateGrad: the gradient must be ${dtype} ${formatShape(shape)}; got ${gradient.dtype} ${formatShape(gradient.shape)}`,
      );
    }
    const collected = this.#collect();
    collected.gradient = addGradient(collected.gradient, !collected.hasGradient, gradient, this.array);
    collected.hasGradient = true;
  }

  /**
   * Computes the gradients of this tensor with respect to every leaf that requires one, and adds them to the leaves' `grad`.
   *
   * @param gradient dLoss/dthis in this tensor's shape; may be left out for a single element, where it is 1.
   * @throws GraphError when nothing was recorded, when the graph was used before, or when a value that it needs is gone.
   */
  backward(gradient?: Tensor<D>, options: BackwardOptions = {}): void {
    if (gradient !== undefined) requireTensor(gradient, "backward", "gradient");
    const seed = seedGradient(this, gradient?.array, "backward");
    walkBackward([this], [seed], options.retainGraph ?? false, (leaf, g) => (leaf as Tensor<D>).accumulateGrad(g));
    if (gradient === undefined) seed.storage.dispose();
  }

  /** The only element as a number. @throws ShapeError when there is more than one. */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError(`item: needs a tensor with one element, got shape ${formatShape(this.shape)}`);
    }
    requireAlive(this.array, "item");
    return this.data()[0] as number;
  }

  /** A copy of the elements in row-major order: Float32Array, Float64Array, Int32Array, or Uint8Array (0 and 1) for bool. */
  data(): TypedArrays[D] {
    requireAlive(this.array, "data");
    if (this.array.isContiguous) return this.array.elements().slice() as TypedArrays[D];
    const packed = copy(this.array);
    const elements = packed.elements().slice() as TypedArrays[D];
    packed.storage.dispose();
    return elements;
  }

  /** The elements as nested arrays of numbers (of booleans for bool); a number for rank 0. */
  toArray(): Nested<D extends "bool" ? boolean : number> {
    requireAlive(this.array, "toArray");
    return toNested(this.array) as Nested<D extends "bool" ? boolean : number>;
  }

  /** The same values without history, sharing memory. */
  detach(): Tensor<D> {
    return makeTensor<D>(this.array);
  }

  /** A copy of its own memory; gradients flow through. */
  clone(): Tensor<D> {
    return apply("clone", [this], (x) => ({ outputs: [copy(x)], saved: [], backward: ([dy]) => [dy ?? null] }));
  }

  /** This tensor when its elements lie in row-major order, else a copy. */
  contiguous(): Tensor<D> {
    return this.array.isContiguous ? this.self : this.clone();
  }

  /** The same numbers as another element type; between floating-point types gradients flow. */
  to<E extends DType>(dtype: E): Tensor<E> {
    requireDType(dtype, "to");
    if (this.dtype === (dtype as DType)) return this as unknown as Tensor<E>;
    if (!isFloat(this.dtype) || !isFloat(dtype)) {
      requireAlive(this.array, "to");
      if (dtype === "int32") requireInt32Range(this.array, "to");
      return makeTensor<E>(convert(this.array, dtype));
    }
    return apply("to", [this], (x) => ({
      outputs: [convert(x, dtype)],
      saved: [],
      backward: ([dy]) => [convert(dy as NDArray, x.dtype)],
    }));
  }

  /** Gives the memory back at once; every view of it is gone too. Memory of a scope goes back with the scope. */
  dispose(): void {
    this.#collected?.gradient?.storage.dispose();
    this.array.storage.dispose();
  }

  /** As `dispose`: for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Shape, element type and an excerpt of the values: what Node's console prints, and a browser's (see the README). */
  toString(): string {
    return formatArray(this.array, this.requiresGrad);
  }

  /** For `JSON.stringify`: nested arrays. NaN and the infinities become null there. */
  toJSON(): Nested<D extends "bool" ? boolean : number> {
    return this.toArray();
  }

  static {
    markCopy(TensorBase.prototype);
  }

  // Node's console asks objects for their text by this symbol. A static block, as declarations cannot name the symbol.
  static {
    Object.defineProperty(TensorBase.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value(this: TensorBase<DType>): string {
        return this.toString();
      },
    });
    // The name that consoles print, also where a bundler has shortened the class's.
    Object.defineProperty(TensorBase.prototype, Symbol.toStringTag, { value: "Tensor" });
    formatInDevtools((object) => object instanceof TensorBase);
  }
}
