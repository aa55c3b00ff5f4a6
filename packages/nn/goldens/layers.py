"""Computes layers.json: outputs and gradients of torch.nn.Linear, torch.nn.Embedding and torch.nn.functional.cross_entropy.

    python3 packages/nn/goldens/layers.py && npx biome format --write packages/nn/goldens

(with torch and, for the second, the workspace set up; the tests themselves read only layers.json)

value(seed, i) = ((31 i^2 + 7919 i + 104729 seed) mod 1021 - 510) / 512, row-major. The seeds: input (or logits) 1, weight 2,
bias 3, and 4 for the gradient of the output. Logits are 8 times their values. torch computes in float64.

The JSON:
    torch         the version that computed it
    linear        x [3, 5, 7], weight [2, 7], bias [2]: output, and the gradients of input, weight, bias
    linearNoBias  the same without bias
    embedding     ids [2, 5] into weight [11, 3]: output, and the gradient of weight
    crossEntropy  logits [7, 5] or [2, 3, 5], targets: a list of
        name, shape, targets, options (as Unroll's crossEntropy takes them), loss (one number, or one for each target), and the
        gradient of the logits, where loss was weighted by value(4, i) when it is not one number
Arrays are flat, with 12 significant digits.
"""
import json
import os

import torch

INPUT, WEIGHT, BIAS, D_OUTPUT = 1, 2, 3, 4


def fill(seed, *shape):
    count = torch.Size(shape).numel()
    values = [((31 * i * i + 7919 * i + 104729 * seed) % 1021 - 510) / 512 for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def numbers(tensor):
    return [float(f"{value:.12g}") for value in tensor.detach().flatten().tolist()]


def linear(bias):
    x = fill(INPUT, 3, 5, 7).requires_grad_()
    layer = torch.nn.Linear(7, 2, bias=bias).double()
    with torch.no_grad():
        layer.weight.copy_(fill(WEIGHT, 2, 7))
        if bias:
            layer.bias.copy_(fill(BIAS, 2))
    output = layer(x)
    (output * fill(D_OUTPUT, *output.shape)).sum().backward()
    gradients = {"input": numbers(x.grad), "weight": numbers(layer.weight.grad)}
    if bias:
        gradients["bias"] = numbers(layer.bias.grad)
    return {"output": numbers(output), "gradients": gradients}


def embedding(ids):
    layer = torch.nn.Embedding(11, 3).double()
    with torch.no_grad():
        layer.weight.copy_(fill(WEIGHT, 11, 3))
    output = layer(torch.tensor(ids).reshape(2, 5))
    (output * fill(D_OUTPUT, *output.shape)).sum().backward()
    return {"ids": ids, "output": numbers(output), "gradients": {"weight": numbers(layer.weight.grad)}}


def crossEntropy(name, shape, targets, **options):
    logits = (8 * fill(INPUT, *shape)).requires_grad_()
    classes = shape[-1]
    loss = torch.nn.functional.cross_entropy(
        logits.reshape(-1, classes),
        torch.tensor(targets),
        reduction=options.get("reduction", "mean"),
        ignore_index=options.get("ignoreIndex", -100),
        label_smoothing=options.get("labelSmoothing", 0.0),
    )
    (loss if loss.dim() == 0 else (loss * fill(D_OUTPUT, *loss.shape)).sum()).backward()
    return {"name": name, "shape": shape, "targets": targets, "options": options, "loss": numbers(loss), "gradient": numbers(logits.grad)}


ROWS = [0, 4, 2, 2, 1, 3, 0]
IGNORED = [0, -100, 2, 2, -100, -100, 0]
golden = {
    "torch": torch.__version__,
    "linear": linear(True),
    "linearNoBias": linear(False),
    "embedding": embedding([3, 0, 10, 3, 7, 3, 1, 10, 2, 0]),
    "crossEntropy": [
        crossEntropy("mean", [7, 5], ROWS),
        crossEntropy("sum", [7, 5], ROWS, reduction="sum"),
        crossEntropy("none", [7, 5], ROWS, reduction="none"),
        crossEntropy("targets of two axes", [2, 3, 5], ROWS[:6]),
        crossEntropy("mean of what is not ignored", [7, 5], IGNORED),
        crossEntropy("a class ignored, each loss", [7, 5], ROWS, ignoreIndex=2, reduction="none"),
        crossEntropy("smoothed", [7, 5], ROWS, labelSmoothing=0.25),
        crossEntropy("smoothed, some ignored", [7, 5], IGNORED, labelSmoothing=0.25),
        crossEntropy("smoothed, a class ignored, sum", [7, 5], ROWS, labelSmoothing=0.125, ignoreIndex=0, reduction="sum"),
        crossEntropy("smoothed, each loss", [7, 5], IGNORED, labelSmoothing=0.5, reduction="none"),
    ],
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "layers.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")
print(f"{path}: {os.path.getsize(path)} bytes, torch {torch.__version__}")
