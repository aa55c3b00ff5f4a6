import { Rng } from "@unroll/random";
import {
  bmm,
  chunk,
  concat,
  crossEntropy,
  dropout,
  embedding,
  gru,
  layerNorm,
  linear,
  lstm,
  rnn,
  split,
  stack,
  type Tensor,
  tensor,
  unbind,
  where,
} from "@unroll/tensor";

/**
 * Every differentiable operation with inputs at which it is differentiable: prime sizes, different in every axis, so that an
 * exchanged axis cannot hide; broadcasting; views that are not contiguous.
 */
export interface Case {
  readonly name: string;
  /** Shapes of the inputs; values are drawn from `range`. */
  readonly shapes: readonly (readonly number[])[];
  readonly range?: readonly [number, number];
  run<D extends "float32" | "float64">(...inputs: Tensor<D>[]): Tensor<D> | readonly Tensor<D>[];
}

type Any = Tensor<"float64">;

function define(
  name: string,
  shapes: readonly (readonly number[])[],
  run: (...inputs: Any[]) => Any | readonly Any[],
  range?: readonly [number, number],
): Case {
  return { name, shapes, run: run as unknown as Case["run"], ...(range && { range }) };
}

const ids = (values: number[], shape?: number[]): Tensor<"int32"> =>
  tensor(Int32Array.from(values), shape === undefined ? {} : { shape });

const positive = [0.3, 2.5] as const;

export const cases: readonly Case[] = [
  define(
    "add",
    [
      [3, 5],
      [3, 5],
    ],
    (a, b) => a.add(b),
  ),
  define(
    "add, broadcast",
    [
      [7, 1, 5],
      [3, 1],
    ],
    (a, b) => a.add(b),
  ),
  define("add, scalar", [[3, 5]], (a) => a.add(2.5)),
  define("sub", [[3, 5], [5]], (a, b) => a.sub(b)),
  define("sub, scalar", [[3, 5]], (a) => a.sub(2.5)),
  define(
    "mul",
    [
      [3, 5],
      [3, 5],
    ],
    (a, b) => a.mul(b),
  ),
  define(
    "mul, broadcast both",
    [
      [3, 1, 2],
      [5, 1],
    ],
    (a, b) => a.mul(b),
  ),
  define("mul, with itself", [[3, 5]], (a) => a.mul(a)),
  define("mul, scalar", [[3, 5]], (a) => a.mul(-1.5)),
  define(
    "div",
    [
      [3, 5],
      [3, 1],
    ],
    (a, b) => a.div(b),
    positive,
  ),
  define("div, scalar", [[3, 5]], (a) => a.div(0.7)),
  define("maximum", [[3, 5], [5]], (a, b) => a.maximum(b)),
  define("maximum, scalar", [[3, 5]], (a) => a.maximum(0.1)),
  define(
    "minimum",
    [
      [3, 5],
      [3, 5],
    ],
    (a, b) => a.minimum(b),
  ),
  define("neg", [[17]], (a) => a.neg()),
  define("abs", [[17]], (a) => a.abs()),
  define("exp", [[17]], (a) => a.exp()),
  define("log", [[17]], (a) => a.log(), positive),
  define("sqrt", [[17]], (a) => a.sqrt(), positive),
  define("square", [[17]], (a) => a.square()),
  define("reciprocal", [[17]], (a) => a.reciprocal(), positive),
  define("tanh", [[17]], (a) => a.tanh()),
  define("sigmoid", [[17]], (a) => a.sigmoid()),
  define("relu", [[17]], (a) => a.relu()),
  define("gelu", [[17]], (a) => a.gelu()),
  define("softplus", [[17]], (a) => a.softplus()),
  define("erf", [[17]], (a) => a.erf()),
  define("sin", [[17]], (a) => a.sin()),
  define("cos", [[17]], (a) => a.cos()),
  define("rsqrt", [[17]], (a) => a.rsqrt(), positive),
  define("pow", [[3, 5], [5]], (a, b) => a.pow(b), positive),
  define("pow, scalar", [[3, 5]], (a) => a.pow(-2)),
  define("tanh of a transposed view", [[3, 5]], (a) => a.transpose().tanh()),
  define("where", [[3, 5], [5]], (a, b) => where(a.gt(0), a.mul(3), b)),
  define("reshape", [[3, 10]], (a) => a.reshape([5, -1]).mul(a.reshape([5, 6]))),
  define("reshape of a transposed view", [[3, 5]], (a) => a.transpose().reshape([15]).square()),
  define("flatten", [[2, 3, 5]], (a) => a.flatten(1).square()),
  define("transpose", [[2, 3, 5]], (a) => a.transpose(0, 2).square()),
  define("permute", [[2, 3, 5]], (a) => a.permute([2, 0, 1]).square()),
  define("slice", [[7, 5]], (a) => a.slice(0, 2, -1).square()),
  define("slice, every third", [[8, 5]], (a) => a.slice(0, 1, undefined, 3).square()),
  define("select", [[7, 5]], (a) => a.select(1, -2).square()),
  define("squeeze and unsqueeze", [[1, 5]], (a) => a.squeeze(0).unsqueeze(1).square()),
  define("expand", [[3, 1]], (a) => a.expand([2, -1, 5]).square()),
  define("clone", [[3, 5]], (a) => a.clone().square()),
  define(
    "concat",
    [
      [3, 2],
      [3, 5],
    ],
    (a, b) => concat([a, b, a], 1).square(),
  ),
  define(
    "stack",
    [
      [3, 5],
      [3, 5],
    ],
    (a, b) => stack([a, b], 1).square(),
  ),
  define("split", [[5, 6]], (a) => {
    const [x, y, z] = chunk(a, 3, -1) as [Any, Any, Any];
    return [x.mul(z), y];
  }),
  define("chunk, a part unused", [[5, 6]], (a) => (chunk(a, 3, 1)[1] as Any).square()),
  define("unbind", [[3, 5, 2]], (a) => {
    const [x, y, z] = unbind(a.transpose(0, 1), 1) as [Any, Any, Any];
    return x.mul(y).add(z);
  }),
  define("split, unequal", [[3, 7]], (a) => split(a, [2, 5], 1).map((part) => part.square())),
  define("flip", [[3, 5]], (a) => a.flip([0, 1]).mul(a)),
  define("flip of a slice, reshaped", [[5, 4]], (a) => a.slice(0, 1, 4).flip(0).reshape([6, 2]).square()),
  define("pad", [[3, 2]], (a) => a.pad([1, 2, 0, 3], 7).square()),
  define("clamp", [[17]], (a) => a.clamp(-0.7, 0.9).square()),
  define("maskedFill", [[3, 5]], (a) => a.maskedFill(a.gt(0.3), -2).square()),
  define(
    "bmm",
    [
      [2, 3, 5],
      [2, 5, 7],
    ],
    (a, b) => bmm(a, b),
  ),
  define("sum", [[3, 5]], (a) => a.sum().square()),
  define("sum, one axis", [[2, 3, 5]], (a) => a.sum(1).square()),
  define("sum, two axes apart", [[2, 3, 5]], (a) => a.sum([0, 2], { keepdim: true }).square()),
  define("mean", [[3, 5]], (a) => a.mean(-1).square()),
  define("max", [[3, 5]], (a) => a.max(1).square()),
  define("min", [[3, 5]], (a) => a.min().square()),
  define("logsumexp", [[3, 5]], (a) => a.logsumexp(1)),
  define("logsumexp, two axes apart", [[2, 3, 5]], (a) => a.logsumexp([0, 2], { keepdim: true }).square()),
  define("var", [[3, 5]], (a) => a.var(-1)),
  define("var of all, no correction", [[2, 3, 5]], (a) => a.var(undefined, { correction: 0 })),
  define("std", [[2, 3, 5]], (a) => a.std([0, 2], { keepdim: true }).square()),
  define("norm", [[3, 5]], (a) => a.norm(2, 1).square()),
  define("norm, 1", [[3, 5]], (a) => a.norm(1, 0).square()),
  define("norm, largest", [[3, 5]], (a) => a.norm(Infinity).square()),
  define("cumsum", [[3, 5]], (a) => a.cumsum(1).square()),
  define("cumsum, first axis", [[7, 2, 3]], (a) => a.cumsum(0).square()),
  define("gather", [[5, 3, 2]], (a) => a.gather(1, ids([2, 0, 2, 1, 0, 0, 1, 2], [2, 4, 1])).square()),
  define("gather, last axis", [[2, 7]], (a) => a.gather(-1, ids([6, 0, 6, 3, 3, 1], [2, 3])).square()),
  define("indexSelect", [[5, 3]], (a) => a.indexSelect(0, ids([4, 0, 4])).square()),
  define("indexSelect, middle axis", [[2, 5, 3]], (a) => a.indexSelect(1, ids([4, 0, 4])).square()),
  define("topk", [[3, 7]], (a) => a.topk(3).values.square()),
  define("topk, first axis", [[7, 2, 3]], (a) => a.topk(2, 0).values.square()),
  define("layerNorm", [[2, 3, 5], [5], [5]], (x, weight, bias) =>
    layerNorm(x, { weight: weight as Any, bias: bias as Any }),
  ),
  define("layerNorm, bias only", [[3, 7], [7]], (x, bias) =>
    layerNorm(x, { bias: bias as Any, epsilon: 0.1 }).square(),
  ),
  define("layerNorm, no parameters", [[3, 7]], (x) => layerNorm(x).square()),
  define("dropout", [[3, 7]], (x) => dropout(x, 0.4, new Rng(5)).square()),
  define("softmax", [[3, 7]], (a) => a.softmax()),
  define("softmax, first axis", [[3, 7]], (a) => a.softmax(0)),
  define("logSoftmax", [[3, 7]], (a) => a.logSoftmax()),
  define(
    "matmul",
    [
      [3, 5],
      [5, 7],
    ],
    (a, b) => a.matmul(b),
  ),
  define(
    "matmul, transposed operands",
    [
      [5, 3],
      [7, 5],
    ],
    (a, b) => a.transpose().matmul(b.transpose()),
  ),
  define("matmul, vectors", [[5], [5]], (a, b) => a.matmul(b)),
  define("matmul, vector and matrix", [[5], [5, 3]], (a, b) => a.matmul(b)),
  define("matmul, matrix and vector", [[3, 5], [5]], (a, b) => a.matmul(b)),
  define(
    "matmul, batch",
    [
      [2, 3, 5],
      [2, 5, 7],
    ],
    (a, b) => a.matmul(b),
  ),
  define(
    "matmul, broadcast batch",
    [
      [2, 1, 3, 5],
      [3, 5, 2],
    ],
    (a, b) => a.matmul(b),
  ),
  define(
    "matmul, batch and matrix",
    [
      [2, 3, 5],
      [5, 7],
    ],
    (a, b) => a.matmul(b),
  ),
  define(
    "matmul, matrix and batch",
    [
      [3, 5],
      [2, 5, 7],
    ],
    (a, b) => a.matmul(b),
  ),
  define("linear", [[2, 3, 5], [7, 5], [7]], (x, w, b) => linear(x, w, b)),
  define(
    "linear, no bias",
    [
      [3, 5],
      [7, 5],
    ],
    (x, w) => linear(x, w),
  ),
  define("embedding", [[5, 3]], (w) => embedding(ids([4, 0, 4, 2, 4, 1], [2, 3]), w)),
  define("crossEntropy", [[5, 7]], (a) => crossEntropy(a, ids([6, 0, 3, 3, 1]))),
  define("crossEntropy, sum", [[2, 3, 7]], (a) =>
    crossEntropy(a, ids([6, 0, 3, 3, 1, 2], [2, 3]), { reduction: "sum" }),
  ),
  define("crossEntropy, none, ignored and smoothed", [[5, 7]], (a) =>
    crossEntropy(a, ids([6, -1, 3, 3, 1]), { reduction: "none", ignoreIndex: -1, labelSmoothing: 0.2 }),
  ),
  define("crossEntropy, ignored", [[5, 7]], (a) => crossEntropy(a, ids([6, -100, 3, -100, 1]))),
  define("gru", [[2, 3, 5], [21, 5], [21, 7], [21], [21], [2, 7]], (x, weightIh, weightHh, biasIh, biasHh, h0) => {
    const { output, hidden } = gru(x, { weightIh, weightHh, biasIh, biasHh }, { initialState: h0 });
    return [output, hidden];
  }),
  define(
    "gru, lengths, reverse, no bias",
    [
      [4, 5, 3],
      [6, 3],
      [6, 2],
    ],
    (x, weightIh, weightHh) => {
      const { output, hidden } = gru(x, { weightIh, weightHh }, { lengths: [3, 5, 0, 1], reverse: true });
      return [output, hidden];
    },
  ),
  define(
    "gru, last state only",
    [
      [2, 3, 5],
      [6, 5],
      [6, 2],
    ],
    (x, weightIh, weightHh) => gru(x, { weightIh, weightHh }).hidden,
  ),
  define(
    "gru, reset before",
    [[3, 5, 2], [9, 2], [9, 3], [9], [9], [3, 3]],
    (x, weightIh, weightHh, biasIh, biasHh, initialState) => {
      const options = { initialState: initialState as Any, lengths: [5, 0, 2], resetBefore: true };
      const { output, hidden } = gru(x, { weightIh, weightHh, biasIh, biasHh }, options);
      return [output, hidden];
    },
  ),
  define("rnn", [[2, 3, 5], [7, 5], [7, 7], [7], [7], [2, 7]], (x, weightIh, weightHh, biasIh, biasHh, h0) => {
    const { output, hidden } = rnn(x, { weightIh, weightHh, biasIh, biasHh }, { initialState: h0 });
    return [output, hidden];
  }),
  define(
    "rnn, relu, lengths, reverse, no bias",
    [
      [4, 5, 3],
      [2, 3],
      [2, 2],
    ],
    (x, weightIh, weightHh) => {
      const options = { activation: "relu", lengths: [3, 5, 0, 1], reverse: true } as const;
      const { output, hidden } = rnn(x, { weightIh, weightHh }, options);
      return [output, hidden];
    },
  ),
  define(
    "lstm",
    [[2, 3, 5], [28, 5], [28, 7], [28], [28], [2, 7], [2, 7]],
    (x, weightIh, weightHh, biasIh, biasHh, hidden, cell) => {
      const initialState = { hidden: hidden as Any, cell: cell as Any };
      const result = lstm(x, { weightIh, weightHh, biasIh, biasHh }, { initialState });
      return [result.output, result.hidden, result.cell];
    },
  ),
  define(
    "lstm, lengths, reverse, no bias",
    [
      [4, 5, 3],
      [8, 3],
      [8, 2],
    ],
    (x, weightIh, weightHh) => {
      const result = lstm(x, { weightIh, weightHh }, { lengths: [3, 5, 0, 1], reverse: true });
      return [result.output, result.hidden, result.cell];
    },
  ),
  define(
    "lstm, last cell state only",
    [
      [2, 3, 5],
      [8, 5],
      [8, 2],
    ],
    (x, weightIh, weightHh) => lstm(x, { weightIh, weightHh }).cell,
  ),
];

/** Values that are the same everywhere, spread over the range, none of them equal and none near 0. */
export function values(
  shape: readonly number[],
  input: number,
  [low, high]: readonly [number, number] = [-1.5, 1.5],
): Float64Array {
  const size = shape.reduce((a, b) => a * b, 1);
  return Float64Array.from({ length: size }, (_, i) => {
    const unit = (((i * 7919 + input * 104729 + 31) % 9973) + 0.5) / 9973;
    const value = low + (high - low) * unit;
    return Math.abs(value) < 0.02 ? value + 0.05 : value;
  });
}
