import { bmm, crossEntropy, embedding, linear, oneHot, tensor } from "@unroll/tensor";
import { describe } from "vitest";
import {
  disposed,
  doubles,
  floats,
  freed,
  ids,
  integers,
  mask,
  outOfMemory,
  type Row,
  testRows,
  wrong,
} from "./rows.ts";

const rows: readonly Row[] = [
  [() => floats(2, 3).sum(2), "ShapeError: sum: axis 2 is out of range; expected -2 to 1"],
  [() => floats(2, 3).sum(-3), "ShapeError: sum: axis -3 is out of range; expected -2 to 1"],
  [() => floats(2, 3).mean(1.5), "ShapeError: mean: axis 1.5 is out of range; expected -2 to 1"],
  [() => floats(2, 3).max(Number.NaN), "ShapeError: max: axis NaN is out of range; expected -2 to 1"],
  [() => floats(2, 3).min(wrong("0")), 'ShapeError: min: axes must be an integer or a list of integers; got "0"'],
  [() => floats(2, 3).sum(wrong(null)), "ShapeError: sum: axes must be an integer or a list of integers; got null"],
  [
    () => floats(2, 3).mean(wrong({})),
    "ShapeError: mean: axes must be an integer or a list of integers; got an object",
  ],
  [() => floats(2, 3).sum([0, 0]), "ShapeError: sum: axis 0 is given twice"],
  [() => floats(2, 3).logsumexp([0, 5]), "ShapeError: logsumexp: axis 5 is out of range; expected -2 to 1"],
  [() => floats().sum(0), "ShapeError: sum: axis 0 is out of range; a tensor of rank 0 has no axis"],
  [
    () => integers(2).sum(),
    'DTypeError: sum: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => integers(2).mean(),
    'DTypeError: mean: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => mask(2).max(),
    'DTypeError: max: needs a float32 or float64 tensor, got bool; convert it with .to("float32") first',
  ],
  [
    () => integers(2).var(),
    'DTypeError: var: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => integers(2).logsumexp(),
    'DTypeError: logsumexp: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => integers(2).norm(),
    'DTypeError: norm: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => floats(2).std(0, { correction: wrong("1") }),
    'RangeError: std: correction must be a number of 0 or more; got "1"',
  ],
  [() => floats(2).norm(3), "RangeError: norm: order must be 1, 2 or Infinity; got 3"],
  [
    () => freed(2).sum(),
    'DisposedTensorError: sum: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => disposed(2).mean(), "DisposedTensorError: mean: the tensor [2] was disposed and cannot be used any more"],
  [() => floats(0, 3).max(0), "ShapeError: max: there is no element along axis 0 of shape [0, 3]"],
  [() => floats(0, 3).min(), "ShapeError: min: there is no element along axis 0, 1 of shape [0, 3]"],
  [() => floats(0, 3).argmax(0), "ShapeError: argmax: there is no element along axis 0 of shape [0, 3]"],
  [() => floats(2, 3).argmax(2), "ShapeError: argmax: axis 2 is out of range; expected -2 to 1"],
  [
    () => integers(2).argmin(),
    'DTypeError: argmin: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => freed(2, 3).argmax(),
    'DisposedTensorError: argmax: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => floats(2, 3).softmax(2), "ShapeError: softmax: axis 2 is out of range; expected -2 to 1"],
  [() => floats(2, 3).logSoftmax(wrong([0])), "ShapeError: logSoftmax: axis must be an integer; got an array"],
  [
    () => integers(2).softmax(),
    'DTypeError: softmax: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [() => floats().softmax(), "ShapeError: softmax: axis -1 is out of range; a tensor of rank 0 has no axis"],
  [
    () => floats(2, 3).matmul(floats(4, 5)),
    "ShapeError: matmul: inner dimensions must agree, [..., M, K] x [..., K, N]; got [2, 3] and [4, 5]: 3 and 4",
  ],
  [() => floats().matmul(floats(4, 5)), "ShapeError: matmul: both operands need an axis, got shapes [] and [4, 5]"],
  [
    () => floats(3).matmul(floats(4)),
    "ShapeError: matmul: inner dimensions must agree, [..., M, K] x [..., K, N]; got [3] and [4]: 3 and 4",
  ],
  [
    () => floats(2, 3, 4).matmul(floats(3, 4, 5)),
    "ShapeError: matmul: batches must broadcast, [..., M, K] x [..., K, N]; got [2, 3, 4] and [3, 4, 5]: 2 and 3",
  ],
  [
    () => floats(2, 3).matmul(wrong(doubles(3, 4))),
    'DTypeError: matmul: operands are float32 and float64; convert one with .to("float32")',
  ],
  [
    () => integers(2, 3).matmul(integers(3, 2)),
    'DTypeError: matmul: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [() => floats(2, 3).matmul(wrong(3)), "TypeError: matmul: other must be a tensor; got 3"],
  [
    () => floats(4, 2).matmul(freed(2, 3)),
    'DisposedTensorError: matmul: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => bmm(floats(2, 3), floats(2, 3)),
    "ShapeError: bmm: needs shapes [batch, M, K] and [batch, K, N]; got [2, 3] and [2, 3]",
  ],
  [
    () => bmm(floats(2, 3, 4), floats(3, 4, 5)),
    "ShapeError: bmm: needs shapes [batch, M, K] and [batch, K, N]; got [2, 3, 4] and [3, 4, 5]",
  ],
  [
    () => bmm(floats(2, 3, 4), floats(2, 5, 6)),
    "ShapeError: bmm: needs shapes [batch, M, K] and [batch, K, N]; got [2, 3, 4] and [2, 5, 6]",
  ],
  [
    () => bmm(floats(2, 3, 4), wrong(doubles(2, 4, 5))),
    'DTypeError: bmm: a is float32, but b is float64; convert one with .to("float32")',
  ],
  [() => bmm(floats(2, 3, 4), wrong(undefined)), "TypeError: bmm: b must be a tensor; got undefined"],
  [() => linear(floats(2, 3), floats(3)), "ShapeError: linear: weight must have shape [out, in]; got [3]"],
  [() => linear(floats(2, 4), floats(5, 3)), "ShapeError: linear: input must have shape [..., in=3]; got [2, 4]"],
  [() => linear(floats(), floats(5, 3)), "ShapeError: linear: input must have shape [..., in=3]; got []"],
  [() => linear(floats(2, 3), floats(5, 3), floats(4)), "ShapeError: linear: bias must have shape [out=5]; got [4]"],
  [
    () => linear(floats(2, 3), wrong(doubles(5, 3))),
    'DTypeError: linear: input is float32, but weight is float64; convert one with .to("float32")',
  ],
  [
    () => linear(floats(2, 3), floats(5, 3), wrong(doubles(5))),
    'DTypeError: linear: input is float32, but bias is float64; convert one with .to("float32")',
  ],
  [
    () => linear(floats(2, 3), floats(5, 3), wrong(integers(5))),
    'DTypeError: linear: input is float32, but bias is int32; convert one with .to("float32")',
  ],
  [
    () => linear(wrong(integers(2, 3)), wrong(integers(5, 3))),
    'DTypeError: linear: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [() => linear(wrong([[1, 2, 3]]), floats(5, 3)), "TypeError: linear: input must be a tensor; got an array"],
  [() => linear(floats(2, 3), floats(5, 3), wrong(null)), "TypeError: linear: bias must be a tensor; got null"],
  [
    () => linear(floats(2, 3), freed(5, 3)),
    'DisposedTensorError: linear: the tensor [5, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => linear(floats(0, 3), freed(5, 3)),
    'DisposedTensorError: linear: the tensor [5, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => floats(2, 3).cumsum(2), "ShapeError: cumsum: axis 2 is out of range; expected -2 to 1"],
  [
    () => integers(2).cumsum(0),
    'DTypeError: cumsum: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => floats(2, 3).gather(1, ids(0)),
    "ShapeError: gather: ids must have rank 2 and, but for axis 1, sizes of at most [2, 3]; got [1]",
  ],
  [() => floats(2, 3).gather(1, wrong(floats(2, 1))), "DTypeError: gather: ids must be int32; got float32"],
  [
    () => floats(2, 3).gather(1, tensor(Int32Array.of(3), { shape: [1, 1] })),
    "RangeError: gather: id 3 at position 0 is out of range; expected 0 to 2",
  ],
  [() => floats(2, 3).gather(1, wrong([[0]])), "TypeError: gather: ids must be a tensor; got an array"],
  [
    () => floats(2, 3).indexSelect(1, ids(0, -1)),
    "RangeError: indexSelect: id -1 at position 1 is out of range; expected 0 to 2",
  ],
  [() => floats(2, 3).indexSelect(0, integers(1, 1)), "ShapeError: indexSelect: ids must have shape [n]; got [1, 1]"],
  [() => floats(2, 3).indexSelect(2, ids(0)), "ShapeError: indexSelect: axis 2 is out of range; expected -2 to 1"],
  [() => floats(2, 3).indexSelect(0, wrong(undefined)), "TypeError: indexSelect: ids must be a tensor; got undefined"],
  [
    () => floats(2, 3).topk(4),
    "RangeError: topk: k must be an integer from 0 to 3, the size of axis 1 of shape [2, 3]; got 4",
  ],
  [
    () => floats(2, 3).topk(-1),
    "RangeError: topk: k must be an integer from 0 to 3, the size of axis 1 of shape [2, 3]; got -1",
  ],
  [
    () => floats(2, 3).topk(1.5),
    "RangeError: topk: k must be an integer from 0 to 3, the size of axis 1 of shape [2, 3]; got 1.5",
  ],
  [() => floats(2, 3).topk(1, 2), "ShapeError: topk: axis 2 is out of range; expected -2 to 1"],
  [
    () => integers(3).topk(1),
    'DTypeError: topk: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => freed(3).topk(1),
    'DisposedTensorError: topk: the tensor [3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => oneHot(wrong(floats(2)), 3), "DTypeError: oneHot: ids must be int32; got float32"],
  [() => oneHot(wrong([1]), 3), "TypeError: oneHot: ids must be a tensor; got an array"],
  [() => oneHot(ids(3), 3), "RangeError: oneHot: id 3 at position 0 is out of range; expected 0 to 2"],
  [() => oneHot(ids(0, -1), 3), "RangeError: oneHot: id -1 at position 1 is out of range; expected 0 to 2"],
  [() => oneHot(ids(0), -1), "RangeError: oneHot: classes must be an integer of 0 or more; got -1"],
  [() => oneHot(ids(0), 1.5), "RangeError: oneHot: classes must be an integer of 0 or more; got 1.5"],
  [() => oneHot(ids(0), Number.NaN), "RangeError: oneHot: classes must be an integer of 0 or more; got NaN"],
  [() => oneHot(ids(0), wrong("3")), 'RangeError: oneHot: classes must be an integer of 0 or more; got "3"'],
  [() => oneHot(ids(0), 2 ** 31), outOfMemory("8589934592")],
  [
    () => oneHot(wrong(freed(2)), 3),
    'DisposedTensorError: oneHot: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => embedding(wrong(floats(2)), floats(5, 3)), "DTypeError: embedding: ids must be int32; got float32"],
  [
    () => embedding(ids(1, 5), floats(5, 3)),
    "RangeError: embedding: id 5 at position 1 is out of range; expected 0 to 4",
  ],
  [
    () => embedding(ids(-1), floats(5, 3)),
    "RangeError: embedding: id -1 at position 0 is out of range; expected 0 to 4",
  ],
  [() => embedding(ids(0), floats(0, 3)), "RangeError: embedding: id 0 at position 0 is out of range; there are none"],
  [
    () => embedding(ids(1), floats(5)),
    "ShapeError: embedding: weight must have shape [vocabSize, embeddingSize]; got [5]",
  ],
  [
    () => embedding(ids(1), wrong(integers(5, 3))),
    'DTypeError: embedding: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [() => embedding(wrong([1]), floats(5, 3)), "TypeError: embedding: ids must be a tensor; got an array"],
  [() => embedding(ids(1), wrong(undefined)), "TypeError: embedding: weight must be a tensor; got undefined"],
  [
    () => embedding(ids(1), freed(5, 3)),
    'DisposedTensorError: embedding: the tensor [5, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => crossEntropy(floats(2, 3), ids(1)),
    "ShapeError: crossEntropy: logits must have shape [...targets, classes]; got [2, 3] and targets [1]",
  ],
  [
    () => crossEntropy(floats(), ids(1)),
    "ShapeError: crossEntropy: logits must have shape [...targets, classes]; got [] and targets [1]",
  ],
  [
    () => crossEntropy(floats(2, 0), ids(1, 1)),
    "ShapeError: crossEntropy: logits must have shape [...targets, classes]; got [2, 0] and targets [2]",
  ],
  [() => crossEntropy(floats(2, 3), wrong(floats(2))), "DTypeError: crossEntropy: targets must be int32; got float32"],
  [
    () => crossEntropy(wrong(integers(2, 3)), ids(1, 1)),
    'DTypeError: crossEntropy: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => crossEntropy(floats(2, 3), ids(1, 3)),
    "RangeError: crossEntropy: target 3 at position 1 is out of range; expected 0 to 2",
  ],
  [
    () => crossEntropy(floats(2, 3), ids(1, -1)),
    "RangeError: crossEntropy: target -1 at position 1 is out of range; expected 0 to 2",
  ],
  [() => crossEntropy(floats(2, 3), wrong([1, 1])), "TypeError: crossEntropy: targets must be a tensor; got an array"],
  [
    () => crossEntropy(floats(2, 3), ids(1, 1), { reduction: wrong("avg") }),
    'RangeError: crossEntropy: reduction must be "mean", "sum" or "none"; got "avg"',
  ],
  [
    () => crossEntropy(floats(2, 3), ids(1, 1), { labelSmoothing: 1 }),
    "RangeError: crossEntropy: labelSmoothing must be in [0, 1); got 1",
  ],
  [
    () => crossEntropy(floats(2, 3), ids(1, 1), { labelSmoothing: Number.NaN }),
    "RangeError: crossEntropy: labelSmoothing must be in [0, 1); got NaN",
  ],
  [
    () => crossEntropy(floats(2, 3), ids(1, 1), { labelSmoothing: wrong("0.1") }),
    'RangeError: crossEntropy: labelSmoothing must be in [0, 1); got "0.1"',
  ],
  [
    () => crossEntropy(floats(2, 3), ids(1, 1), { ignoreIndex: 1.5 }),
    "RangeError: crossEntropy: ignoreIndex must be an integer; got 1.5",
  ],
  [
    () => crossEntropy(freed(2, 3), ids(1, 1)),
    'DisposedTensorError: crossEntropy: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
];

describe("reductions, products and selection", () => testRows(rows));
