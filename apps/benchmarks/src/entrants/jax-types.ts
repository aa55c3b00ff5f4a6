// What is used of @jax-js/jax; its own types are not there when the entrants are checked.

/** An array, or a traced one. It is consumed by what it is given to, unless `ref` is. */
export interface JaxArray {
  readonly ref: JaxArray;
  readonly shape: number[];
  dispose(): void;
  dataSync(): Float32Array;
  add(other: JaxArray | number): JaxArray;
  sub(other: JaxArray | number): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  div(other: JaxArray | number): JaxArray;
  sum(axis?: number): JaxArray;
  reshape(shape: readonly number[]): JaxArray;
  transpose(axes?: readonly number[]): JaxArray;
  slice(...places: (number | readonly number[])[]): JaxArray;
}

/** Weights or gradients by name. */
export type Arrays = Record<string, JaxArray>;

/** The library. */
export interface Jax {
  init(device: string): Promise<unknown>;
  defaultDevice(device: string): unknown;
  jit<F>(run: F): F;
  valueAndGrad<A extends unknown[]>(
    run: (weights: Arrays, ...rest: A) => JaxArray,
  ): (weights: Arrays, ...rest: A) => [JaxArray, Arrays];
  vjp(run: (w: JaxArray) => JaxArray, at: [JaxArray]): [JaxArray, ((dy: JaxArray) => [JaxArray]) & { dispose(): void }];
  blockUntilReady(each: unknown): Promise<unknown>;
  readonly tree: { dispose(tree: unknown): void; ref<T>(tree: T): T };
  readonly nn: {
    sigmoid(x: JaxArray): JaxArray;
    oneHot(ids: JaxArray, classes: number): JaxArray;
    logSoftmax(x: JaxArray, axis?: number): JaxArray;
  };
  readonly numpy: {
    readonly int32: string;
    array(data: Float32Array | Int32Array, options: { shape: readonly number[]; dtype?: string }): JaxArray;
    zeros(shape: readonly number[]): JaxArray;
    matmul(a: JaxArray, b: JaxArray): JaxArray;
    power(base: number, exponent: JaxArray): JaxArray;
    take(a: JaxArray, ids: JaxArray, axis: number): JaxArray;
    tanh(x: JaxArray): JaxArray;
    sqrt(x: JaxArray): JaxArray;
    square(x: JaxArray): JaxArray;
    minimum(a: JaxArray | number, b: JaxArray | number): JaxArray;
    stack(all: JaxArray[], axis?: number): JaxArray;
    concatenate(all: JaxArray[], axis?: number): JaxArray;
  };
}
