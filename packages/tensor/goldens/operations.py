"""Computes operations.json: outputs and gradients of the cases of test/operations.ts, by torch.

    python3 packages/tensor/goldens/operations.py && npx biome format --write packages/tensor/goldens

(with torch and, for the second, the workspace set up; the tests themselves read only operations.json)

Inputs are those of `values` in test/operations.ts. The gradients are of the sum of outputs * values(shape, 5). torch
computes in float64.

The JSON:
    torch  the version that computed it
    cases  for the name of every case here, the outputs and then the gradients of the inputs: flat lists, 12 significant digits
"""
import json
import os

import torch
import torch.nn.functional as F

POSITIVE = (0.3, 2.5)


def values(shape, number, low=-1.5, high=1.5):
    def one(i):
        unit = (((i * 7919 + number * 104729 + 31) % 9973) + 0.5) / 9973
        value = low + (high - low) * unit
        return value + 0.05 if abs(value) < 0.02 else value

    count = torch.Size(shape).numel()
    return torch.tensor([one(i) for i in range(count)], dtype=torch.float64).reshape(shape)


def ids(numbers, *shape):
    made = torch.tensor(numbers)
    return made.reshape(shape) if shape else made


def recurrent(function, x, weights, state):
    """One layer: has_biases, num_layers, dropout, train, bidirectional, batch_first."""
    return function(x, state, weights, len(weights) > 2, 1, 0.0, False, False, True)


def gru(x, w, u, b=None, c=None, h=None):
    weights = [one for one in (w, u, b, c) if one is not None]
    state = x.new_zeros(1, x.shape[0], u.shape[1]) if h is None else h[None]
    output, hidden = recurrent(torch._VF.gru, x, weights, state)
    return output, hidden[0]


def lstm(x, w, u, b, c, h, s):
    output, hidden, cell = recurrent(torch._VF.lstm, x, [w, u, b, c], (h[None], s[None]))
    return output, hidden[0], cell[0]


def rnn(x, w, u, b, c, h):
    output, hidden = recurrent(torch._VF.rnn_tanh, x, [w, u, b, c], h[None])
    return output, hidden[0]


def unbound(a):
    x, y, z = a.transpose(0, 1).unbind(1)
    return x * y + z


def chunked(a):
    x, y, z = a.chunk(3, -1)
    return x * z, y


# name: (shapes, function[, range]), as in test/operations.ts
CASES = {
    "add": ([[3, 5], [3, 5]], lambda a, b: a + b),
    "add, broadcast": ([[7, 1, 5], [3, 1]], lambda a, b: a + b),
    "add, scalar": ([[3, 5]], lambda a: a + 2.5),
    "sub": ([[3, 5], [5]], lambda a, b: a - b),
    "sub, scalar": ([[3, 5]], lambda a: a - 2.5),
    "mul": ([[3, 5], [3, 5]], lambda a, b: a * b),
    "mul, broadcast both": ([[3, 1, 2], [5, 1]], lambda a, b: a * b),
    "mul, with itself": ([[3, 5]], lambda a: a * a),
    "mul, scalar": ([[3, 5]], lambda a: a * -1.5),
    "div": ([[3, 5], [3, 1]], lambda a, b: a / b, POSITIVE),
    "div, scalar": ([[3, 5]], lambda a: a / 0.7),
    "maximum": ([[3, 5], [5]], torch.maximum),
    "maximum, scalar": ([[3, 5]], lambda a: a.clamp(min=0.1)),
    "minimum": ([[3, 5], [3, 5]], torch.minimum),
    "neg": ([[17]], torch.neg),
    "abs": ([[17]], torch.abs),
    "exp": ([[17]], torch.exp),
    "log": ([[17]], torch.log, POSITIVE),
    "sqrt": ([[17]], torch.sqrt, POSITIVE),
    "square": ([[17]], torch.square),
    "reciprocal": ([[17]], torch.reciprocal, POSITIVE),
    "tanh": ([[17]], torch.tanh),
    "sigmoid": ([[17]], torch.sigmoid),
    "relu": ([[17]], torch.relu),
    "gelu": ([[17]], F.gelu),
    "softplus": ([[17]], F.softplus),
    "erf": ([[17]], torch.erf),
    "sin": ([[17]], torch.sin),
    "cos": ([[17]], torch.cos),
    "rsqrt": ([[17]], torch.rsqrt, POSITIVE),
    "pow": ([[3, 5], [5]], torch.pow, POSITIVE),
    "pow, scalar": ([[3, 5]], lambda a: a.pow(-2)),
    "tanh of a transposed view": ([[3, 5]], lambda a: a.T.tanh()),
    "where": ([[3, 5], [5]], lambda a, b: torch.where(a > 0, a * 3, b)),
    "reshape": ([[3, 10]], lambda a: a.reshape(5, -1) * a.reshape(5, 6)),
    "reshape of a transposed view": ([[3, 5]], lambda a: a.T.reshape(15).square()),
    "flatten": ([[2, 3, 5]], lambda a: a.flatten(1).square()),
    "transpose": ([[2, 3, 5]], lambda a: a.transpose(0, 2).square()),
    "permute": ([[2, 3, 5]], lambda a: a.permute(2, 0, 1).square()),
    "slice": ([[7, 5]], lambda a: a[2:-1].square()),
    "slice, every third": ([[8, 5]], lambda a: a[1::3].square()),
    "select": ([[7, 5]], lambda a: a.select(1, -2).square()),
    "squeeze and unsqueeze": ([[1, 5]], lambda a: a.squeeze(0).unsqueeze(1).square()),
    "expand": ([[3, 1]], lambda a: a.expand(2, -1, 5).square()),
    "clone": ([[3, 5]], lambda a: a.clone().square()),
    "concat": ([[3, 2], [3, 5]], lambda a, b: torch.cat([a, b, a], 1).square()),
    "stack": ([[3, 5], [3, 5]], lambda a, b: torch.stack([a, b], 1).square()),
    "split": ([[5, 6]], chunked),
    "chunk, a part unused": ([[5, 6]], lambda a: a.chunk(3, 1)[1].square()),
    "unbind": ([[3, 5, 2]], unbound),
    "split, unequal": ([[3, 7]], lambda a: [part.square() for part in a.split([2, 5], 1)]),
    "flip": ([[3, 5]], lambda a: a.flip([0, 1]) * a),
    "flip of a slice, reshaped": ([[5, 4]], lambda a: a[1:4].flip([0]).reshape(6, 2).square()),
    "pad": ([[3, 2]], lambda a: F.pad(a, [1, 2, 0, 3], value=7).square()),
    "clamp": ([[17]], lambda a: a.clamp(-0.7, 0.9).square()),
    "maskedFill": ([[3, 5]], lambda a: a.masked_fill(a > 0.3, -2).square()),
    "bmm": ([[2, 3, 5], [2, 5, 7]], torch.bmm),
    "sum": ([[3, 5]], lambda a: a.sum().square()),
    "sum, one axis": ([[2, 3, 5]], lambda a: a.sum(1).square()),
    "sum, two axes apart": ([[2, 3, 5]], lambda a: a.sum([0, 2], keepdim=True).square()),
    "mean": ([[3, 5]], lambda a: a.mean(-1).square()),
    "max": ([[3, 5]], lambda a: a.amax(1).square()),
    "min": ([[3, 5]], lambda a: a.amin().square()),
    "logsumexp": ([[3, 5]], lambda a: a.logsumexp(1)),
    "logsumexp, two axes apart": ([[2, 3, 5]], lambda a: a.logsumexp([0, 2], keepdim=True).square()),
    "var": ([[3, 5]], lambda a: a.var(-1)),
    "var of all, no correction": ([[2, 3, 5]], lambda a: a.var(unbiased=False)),
    "std": ([[2, 3, 5]], lambda a: a.std([0, 2], keepdim=True).square()),
    "norm": ([[3, 5]], lambda a: a.norm(2, 1).square()),
    "norm, 1": ([[3, 5]], lambda a: a.norm(1, 0).square()),
    "norm, largest": ([[3, 5]], lambda a: a.norm(float("inf")).square()),
    "cumsum": ([[3, 5]], lambda a: a.cumsum(1).square()),
    "cumsum, first axis": ([[7, 2, 3]], lambda a: a.cumsum(0).square()),
    "gather": ([[5, 3, 2]], lambda a: a.gather(1, ids([2, 0, 2, 1, 0, 0, 1, 2], 2, 4, 1)).square()),
    "gather, last axis": ([[2, 7]], lambda a: a.gather(-1, ids([6, 0, 6, 3, 3, 1], 2, 3)).square()),
    "indexSelect": ([[5, 3]], lambda a: a.index_select(0, ids([4, 0, 4])).square()),
    "indexSelect, middle axis": ([[2, 5, 3]], lambda a: a.index_select(1, ids([4, 0, 4])).square()),
    "topk": ([[3, 7]], lambda a: a.topk(3).values.square()),
    "topk, first axis": ([[7, 2, 3]], lambda a: a.topk(2, 0).values.square()),
    "layerNorm": ([[2, 3, 5], [5], [5]], lambda x, w, b: F.layer_norm(x, [5], w, b)),
    "layerNorm, bias only": ([[3, 7], [7]], lambda x, b: F.layer_norm(x, [7], None, b, 0.1).square()),
    "layerNorm, no parameters": ([[3, 7]], lambda x: F.layer_norm(x, [7]).square()),
    "softmax": ([[3, 7]], lambda a: a.softmax(-1)),
    "softmax, first axis": ([[3, 7]], lambda a: a.softmax(0)),
    "logSoftmax": ([[3, 7]], lambda a: a.log_softmax(-1)),
    "matmul": ([[3, 5], [5, 7]], torch.matmul),
    "matmul, transposed operands": ([[5, 3], [7, 5]], lambda a, b: a.T @ b.T),
    "matmul, vectors": ([[5], [5]], torch.matmul),
    "matmul, vector and matrix": ([[5], [5, 3]], torch.matmul),
    "matmul, matrix and vector": ([[3, 5], [5]], torch.matmul),
    "matmul, batch": ([[2, 3, 5], [2, 5, 7]], torch.matmul),
    "matmul, broadcast batch": ([[2, 1, 3, 5], [3, 5, 2]], torch.matmul),
    "matmul, batch and matrix": ([[2, 3, 5], [5, 7]], torch.matmul),
    "matmul, matrix and batch": ([[3, 5], [2, 5, 7]], torch.matmul),
    "linear": ([[2, 3, 5], [7, 5], [7]], F.linear),
    "linear, no bias": ([[3, 5], [7, 5]], F.linear),
    "embedding": ([[5, 3]], lambda w: F.embedding(ids([4, 0, 4, 2, 4, 1], 2, 3), w)),
    "crossEntropy": ([[5, 7]], lambda a: F.cross_entropy(a, ids([6, 0, 3, 3, 1]))),
    "crossEntropy, sum": ([[2, 3, 7]], lambda a: F.cross_entropy(a.flatten(0, 1), ids([6, 0, 3, 3, 1, 2]), reduction="sum")),
    "crossEntropy, none, ignored and smoothed": (
        [[5, 7]],
        lambda a: F.cross_entropy(a, ids([6, -1, 3, 3, 1]), reduction="none", ignore_index=-1, label_smoothing=0.2),
    ),
    "crossEntropy, ignored": ([[5, 7]], lambda a: F.cross_entropy(a, ids([6, -100, 3, -100, 1]))),
    "gru": ([[2, 3, 5], [21, 5], [21, 7], [21], [21], [2, 7]], gru),
    "gru, last state only": ([[2, 3, 5], [6, 5], [6, 2]], lambda x, w, u: gru(x, w, u)[1]),
    "rnn": ([[2, 3, 5], [7, 5], [7, 7], [7], [7], [2, 7]], rnn),
    "lstm": ([[2, 3, 5], [28, 5], [28, 7], [28], [28], [2, 7], [2, 7]], lstm),
}


def digits(array):
    return [float(f"{value:.12g}") for value in array.detach().flatten().tolist()]


def run(shapes, function, bounds=(-1.5, 1.5)):
    inputs = [values(shape, i, *bounds).requires_grad_() for i, shape in enumerate(shapes)]
    outputs = function(*inputs)
    outputs = [outputs] if torch.is_tensor(outputs) else list(outputs)
    sum((output * values(output.shape, 5)).sum() for output in outputs).backward()
    return [digits(array) for array in outputs + [one.grad for one in inputs]]


cases = {name: run(*case) for name, case in CASES.items()}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "operations.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
print(f"{path}: {os.path.getsize(path)} bytes, torch {torch.__version__}")
