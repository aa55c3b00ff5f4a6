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

/**
 * Element-wise functions of one operand. `"gelu"` is x P(X < x) with a standard normal X, by erf; `"softplus"` is
 * log(1 + exp(x)), and x itself above 20.
 *
 * Largest errors of float32 results, in units in the last place, over the whole range of arguments (test/math.test.ts):
 * exp 1.1, log 0.9, tanh 2.6, sigmoid 2.4, rsqrt 1.5, gelu 7, softplus 1.9, erf 1.9, sin 1.6, cos 1.6; the others are
 * correctly rounded. These are relative errors, small results included: gelu takes the tail of a negative x itself and not
 * 1 less the rest, softplus has no zero, and sin and cos reduce an argument of any size exactly, so that it is right
 * beside their zeros. A subnormal result is off by at most as many times 2^-149. The derivatives of tanh, sigmoid and gelu
 * are differences: their error is a few units of dy.
 */
export type UnaryOp =
  | "neg"
  | "abs"
  | "exp"
  | "log"
  | "sqrt"
  | "reciprocal"
  | "square"
  | "tanh"
  | "sigmoid"
  | "relu"
  | "rsqrt"
  | "gelu"
  | "softplus"
  | "erf"
  | "sin"
  | "cos";

/**
 * Element-wise functions of two operands, correctly rounded but for powers. `"pow"` is C's: a^b is 1 where b is 0 or a is 1,
 * even beside NaN, and NaN where a is finite and negative and b not whole. Its float32 results are off by less than 0.51
 * units in the last place for all operands (test/math.test.ts).
 */
export type BinaryOp = "add" | "sub" | "mul" | "div" | "maximum" | "minimum" | "pow";

/** Element-wise comparisons; their results are bytes, 0 or 1. A comparison with NaN is 0, except `"ne"`, which is 1. */
export type CompareOp = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

/**
 * Reductions. `"max"` and `"min"` return NaN when one of the elements is NaN. `"logSumExp"` is log(sum(exp(x))), which
 * neither overflows nor underflows: -Infinity where every element is, Infinity where one is.
 */
export type ReduceOp = "sum" | "sumSquares" | "max" | "min" | "logSumExp";

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
  /** What {@link InferenceKernels.pack} of this executor made of B where `batch` is 1, or 0. It changes no bit of C. */
  readonly packed: Address;
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

/**
 * Stochastic gradient descent as PyTorch has it: g = gradientScale * gradient + weightDecay * p; with momentum,
 * m = momentum * m + (1 - dampening) * g and then g = m, or g + momentum * m by Nesterov; p = p - learningRate * g.
 * m is the first moment, which is not touched without momentum. PyTorch's first step is this one with dampening 0.
 */
export interface SgdCall extends Segments {
  readonly learningRate: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  /** Multiplies every gradient first: the clipping factor. */
  readonly gradientScale: number;
}

/**
 * RMSProp as PyTorch has it: g as in {@link SgdCall}; v = alpha * v + (1 - alpha) * g^2; d = g / (sqrt(v) + epsilon); with
 * momentum, m = momentum * m + d and then d = m; p = p - learningRate * d. v is the second moment, and m the first, which
 * is not touched without momentum.
 */
export interface RmsPropCall extends Segments {
  readonly learningRate: number;
  readonly alpha: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly weightDecay: number;
  /** Multiplies every gradient first: the clipping factor. */
  readonly gradientScale: number;
}

/**
 * Adagrad (Duchi, Hazan and Singer 2011): g as in {@link SgdCall}; v = v + g^2; p = p - learningRate * g / (sqrt(v) + epsilon).
 * v is the second moment.
 */
export interface AdagradCall extends Segments {
  readonly learningRate: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Multiplies every gradient first: the clipping factor. */
  readonly gradientScale: number;
}

/** What both directions of layer normalization share: rows of n > 0 elements. */
export interface LayerNormCall {
  readonly rows: number;
  readonly n: number;
  /** [rows, n] */
  readonly x: Address;
  /** [n], or 0 for ones */
  readonly weight: Address;
  /** [rows], written by the forward call and read by the backward call. */
  readonly mean: Address;
  /** [rows], 1 / sqrt(variance + epsilon): written by the forward call, read by the backward call. */
  readonly rstd: Address;
}

/**
 * Forward: out = (x - mean) * rstd * weight + bias, with the variance over n and not n - 1. Mean and deviation are taken in
 * float64, so a mean that is large beside the deviation costs no digits of `out`; the backward call reads it rounded.
 */
export interface LayerNormForward extends LayerNormCall {
  /** [n], or 0 for zeros */
  readonly bias: Address;
  readonly epsilon: number;
  /** [rows, n]; may be `x`. */
  readonly out: Address;
}

/** Backward. Every gradient is overwritten, and not computed where its address is 0. */
export interface LayerNormBackward extends LayerNormCall {
  /** [rows, n] */
  readonly dy: Address;
  /** [rows, n] */
  readonly dx: Address;
  /** [n] */
  readonly dWeight: Address;
  /** [n] */
  readonly dBias: Address;
}

/**
 * Dropout: out_i = x_i / (1 - probability), or 0 where u_i < probability. u_i is what an `Rng` of the package `random` with
 * this seed, stream and counter writes to a Float32Array by `fillUniform`: the upper 24 bits of word counter + i.
 * No mask is kept: the gradient is the same call on dy. Afterwards the counter of the Rng is counter + n.
 */
export interface DropoutCall {
  readonly n: number;
  readonly x: Address;
  /** In [0, 1]. */
  readonly probability: number;
  /** The low and the high word of the seed, each from 0 to 2^32 - 1. */
  readonly seed: readonly [number, number];
  /** The low and the high word of the stream, each from 0 to 2^32 - 1. */
  readonly stream: readonly [number, number];
  /** The number of words drawn before: a whole number below 2^53. */
  readonly counter: number;
  /** [n]; may be `x`. */
  readonly out: Address;
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
  /**
   * The middle axis of contiguous [outer, n, inner], by pairwise sums. An empty sum is 0, its logarithm
   * -Infinity; max and min need n > 0.
   */
  reduce(op: ReduceOp, outer: number, n: number, inner: number, x: Address, out: Address): void;
  /** int32 positions of the first largest element (of the first NaN if there is one) along the middle axis. */
  argmax(outer: number, n: number, inner: number, x: Address, out: Address): void;
  /** int32 positions of the first smallest element (of the first NaN if there is one) along the middle axis. */
  argmin(outer: number, n: number, inner: number, x: Address, out: Address): void;
  /** Running sums along the middle axis of contiguous [outer, n, inner], from its end if `reverse`. `out` may be `x`. */
  cumulativeSum(outer: number, n: number, inner: number, x: Address, reverse: boolean, out: Address): void;
  /** out[o, j, i] = x[o, ids[o, j, i], i] for x [outer, n, inner] and int32 ids [outer, m, inner]. Bits are kept. */
  gatherAxis(outer: number, n: number, m: number, inner: number, x: Address, ids: Address, out: Address): void;
  /**
   * The k <= n first elements of every contiguous row and their int32 positions, [rows, k]: NaN before all, then the
   * larger, then the one that stands first.
   */
  topK(rows: number, n: number, k: number, x: Address, values: Address, indices: Address): void;
  /** Layer normalization of contiguous rows (Ba, Kiros and Hinton 2016, section 3). */
  layerNorm(call: LayerNormForward): void;
  /** The size of what `pack` makes of a matrix [k, n]; 0 where this executor gains nothing by it. */
  packedBytes(k: number, n: number): number;
  /** Rearranges a matrix B [k, n] into the order in which products read it, once for many calls with few rows. */
  pack(k: number, n: number, b: Address, bRow: number, bCol: number, out: Address): void;
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
  /** dx[o, ids[o, j, i], i] += dy[o, j, i], in the order of j: the gradient of {@link InferenceKernels.gatherAxis}. */
  scatterAddAxis(outer: number, n: number, m: number, inner: number, ids: Address, dy: Address, dx: Address): void;
  /** The gradients of {@link InferenceKernels.layerNorm}. */
  layerNormBackward(call: LayerNormBackward): void;
  /** Dropout, and its own gradient. */
  dropout(call: DropoutCall): void;
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
  /** One step of gradient descent over every parameter. */
  sgd(call: SgdCall): void;
  /** One step of RMSProp over every parameter. */
  rmsProp(call: RmsPropCall): void;
  /** One step of Adagrad over every parameter. */
  adagrad(call: AdagradCall): void;
}

/**
 * An executor: one way to compute, over the one memory. Where it is WebAssembly, what few programs call of both kinds is a
 * third module (src/wasm/extra.ts), compiled at the first such call.
 */
export interface Backend {
  readonly name: BackendName;
  readonly dtype: FloatType;
  /** Compiled at first use where it is WebAssembly. */
  readonly inference: InferenceKernels;
  /** Compiled at first use where it is WebAssembly. */
  readonly training: TrainingKernels;
}
