import type { GruBackward, GruForward, LstmBackward, LstmForward, RnnBackward, RnnForward } from "./recurrences.ts";

/**
 * The contract between everything above and the arithmetic below.
 *
 * An executor computes on flat memory: every operand is an address (a byte offset into the one linear memory) and every
 * size is a number of elements. It allocates nothing that outlives a call, checks nothing and knows no tensors: the
 * callers check shapes and ids, because they know the names that an error should use.
 *
 * Letters: B batch, T time, I input size, H hidden size. The calls of whole sequences stand in recurrences.ts.
 */

/** A byte offset into the linear memory. 0 stands for "not given" where an operand is optional. */
export type Address = number;

/** The element types that executors compute in. `"float64"` always runs on the reference executor. */
export type FloatType = "float32" | "float64";

/** The executors there are. */
export type BackendName = "reference" | "wasm-strict" | "wasm-relaxed";

/** Element-wise functions of one operand. */
export type UnaryOp = "neg" | "abs" | "exp" | "log" | "sqrt" | "reciprocal" | "square" | "tanh" | "sigmoid" | "relu";

/** Element-wise functions of two operands. */
export type BinaryOp = "add" | "sub" | "mul" | "div" | "maximum" | "minimum";

/** Element-wise comparisons; their results are bytes, 0 or 1. A comparison with NaN is 0, except `"ne"`, which is 1. */
export type CompareOp = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

/** Reductions. `"max"` and `"min"` return NaN when one of the elements is NaN. */
export type ReduceOp = "sum" | "sumSquares" | "max" | "min";

/**
 * The index space of a strided operation, with its dimensions already merged where that is possible.
 *
 * `strides[0]` belongs to the output and the others to the operands, in the order in which the kernel takes them; all count
 * elements and a broadcast dimension has stride 0. At most {@link MAX_RANK} dimensions; no dimensions means one element.
 */
export interface Loop {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** The largest number of dimensions of a {@link Loop}. */
export const MAX_RANK = 8;

/** C[b] (+)= A[b] B[b] (+ bias), for b below `batch`. Strides count elements; rows of C are contiguous. */
export interface MatmulCall {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Address;
  readonly aBatch: number;
  readonly aRow: number;
  readonly aCol: number;
  readonly b: Address;
  readonly bBatch: number;
  readonly bRow: number;
  readonly bCol: number;
  readonly c: Address;
  readonly cBatch: number;
  readonly cRow: number;
  /** [n], added to every row, or 0. */
  readonly bias: Address;
  /** Adds to what C holds instead of overwriting it. */
  readonly accumulate: boolean;
}

/** Softmax cross-entropy of `rows` rows of logits over `classes` classes. */
export interface CrossEntropyCall {
  readonly rows: number;
  readonly classes: number;
  /** [rows, classes] */
  readonly logits: Address;
  /** int32 [rows]. A row whose target is `ignoreIndex` has loss 0 and gradient 0. */
  readonly targets: Address;
  readonly ignoreIndex: number;
  /** In [0, 1): the share of the target's mass that is spread evenly over all classes. */
  readonly labelSmoothing: number;
  /** [rows], log(sum(exp(logits))): written by the forward call, read by the backward call. */
  readonly logSumExp: Address;
}

/** Forward: writes `losses` [rows] and `logSumExp`. */
export interface CrossEntropyForward extends CrossEntropyCall {
  readonly losses: Address;
}

/** Backward: dLogits[r] = rowGradients[r] * (softmax(logits[r]) - target distribution). */
export interface CrossEntropyBackward extends CrossEntropyCall {
  /** [rows] */
  readonly rowGradients: Address;
  /** [rows, classes], overwritten */
  readonly dLogits: Address;
}

/**
 * Parameters for the optimizer kernels: `table` is int32 [segments, 5], each row the addresses of a parameter, its gradient and
 * two moments (0 where a kernel does not use them) and the number of elements.
 */
export interface Segments {
  readonly table: Address;
  readonly segments: number;
}

/**
 * g = gradientScale * gradient (+ weightDecay * p unless decoupled); m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * p = p - learningRate * (m / correction1) / (sqrt(v / correction2) + epsilon), after p = p - learningRate * weightDecay * p when decoupled.
 */
export interface AdamCall extends Segments {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** AdamW (Loshchilov and Hutter 2019) instead of L2 in the gradient. */
  readonly decoupled: boolean;
  /** 1 - beta1^t */
  readonly correction1: number;
  /** 1 - beta2^t */
  readonly correction2: number;
  /** Multiplies every gradient first: the clipping factor. */
  readonly gradientScale: number;
}

/** What running a trained model needs. */
export interface InferenceKernels {
  /** Fills contiguous elements with one value, rounded to the element type. */
  fill(n: number, value: number, out: Address): void;
  /** Contiguous. */
  unary(op: UnaryOp, n: number, x: Address, out: Address): void;
  /** x op value, contiguous. `out` may be `x`. */
  binaryScalar(op: BinaryOp, n: number, x: Address, value: number, out: Address): void;
  /** `out` may be one of the operands when their strides are equal. */
  binary(op: BinaryOp, loop: Loop, a: Address, b: Address, out: Address): void;
  /** Writes one byte an element, 0 or 1. */
  compare(op: CompareOp, loop: Loop, a: Address, b: Address, out: Address): void;
  /** `condition` is bytes. */
  where(loop: Loop, condition: Address, a: Address, b: Address, out: Address): void;
  /** Copies strided or broadcast elements. Bits are kept, so 4-byte ids may pass as float32. */
  copy(loop: Loop, x: Address, out: Address): void;
  /** The middle axis of contiguous [outer, n, inner], by pairwise sums. An empty sum is 0; max and min need n > 0. */
  reduce(op: ReduceOp, outer: number, n: number, inner: number, x: Address, out: Address): void;
  /** int32 positions of the first largest element (of the first NaN if there is one) along the middle axis. */
  argmax(outer: number, n: number, inner: number, x: Address, out: Address): void;
  /** Products of matrices; each element adds over k in one order, whatever m and n. */
  matmul(call: MatmulCall): void;
  /** exp(x_i) / sum_k exp(x_k) of every contiguous row. */
  softmax(rows: number, n: number, x: Address, out: Address): void;
  /** x_i - log sum_k exp(x_k) of every contiguous row. */
  logSoftmax(rows: number, n: number, x: Address, out: Address): void;
  /** out[i] = table[ids[i]], rows of `width` elements. */
  gatherRows(count: number, width: number, table: Address, ids: Address, out: Address): void;
  /** An RNN over whole sequences. */
  rnnForward(call: RnnForward): void;
  /** An LSTM over whole sequences. */
  lstmForward(call: LstmForward): void;
  /** A GRU over whole sequences. */
  gruForward(call: GruForward): void;
}

/** What training adds. */
export interface TrainingKernels {
  /** dx = dy * f'(x), with y = f(x). Contiguous; `dx` may be `dy`. */
  unaryBackward(op: UnaryOp, n: number, x: Address, y: Address, dy: Address, dx: Address): void;
  /** dx = y * (dy - sum(dy * y)), row by row. */
  softmaxBackward(rows: number, n: number, y: Address, dy: Address, dx: Address): void;
  /** dx = dy - exp(y) * sum(dy), row by row. */
  logSoftmaxBackward(rows: number, n: number, y: Address, dy: Address, dx: Address): void;
  /** Losses of rows of logits, in nats. */
  crossEntropy(call: CrossEntropyForward): void;
  /** The gradient of the logits. */
  crossEntropyBackward(call: CrossEntropyBackward): void;
  /** table[ids[i]] += rows[i], in the order of i. */
  scatterAddRows(count: number, width: number, ids: Address, rows: Address, table: Address): void;
  /** The gradients of {@link InferenceKernels.rnnForward}, by backpropagation through time. */
  rnnBackward(call: RnnBackward): void;
  /** The gradients of {@link InferenceKernels.lstmForward}, by backpropagation through time. */
  lstmBackward(call: LstmBackward): void;
  /** The gradients of {@link InferenceKernels.gruForward}, by backpropagation through time. */
  gruBackward(call: GruBackward): void;
  /** The sum of the squares of all gradients, accumulated in float64. */
  sumSquares(call: Segments): number;
  /** Multiplies every gradient in place. */
  scaleGradients(call: Segments, factor: number): void;
  /** One step of Adam (Kingma and Ba 2015) over every parameter. */
  adam(call: AdamCall): void;
}

/** An executor: one way to compute, over the one memory. */
export interface Backend {
  readonly name: BackendName;
  readonly dtype: FloatType;
  /** Compiled at first use where it is WebAssembly. */
  readonly inference: InferenceKernels;
  /** Compiled at first use where it is WebAssembly. */
  readonly training: TrainingKernels;
}
