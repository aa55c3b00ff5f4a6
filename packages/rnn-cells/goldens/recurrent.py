"""What layers.py, cells.py and training.py share: torch modules with weights and inputs that are given by a formula.

Every tensor is filled, in row-major order, by  value(seed, i) = ((31 i^2 + 7919 i + 104729 seed) mod 1021 - 510) / 512,
parameters by half of it. All of these are exact in float32. The seeds are: input 1, initial state 2, the gradient of the
output 3, the gradient of the last hidden state 4, the parameters 5, 6, ... in the order of torch's named_parameters, the
initial cell state 101, and the gradient of the last cell state 102. torch computes in float64.

Every JSON has the version of torch and a list of cases. Arrays are flat and row-major, with 10 significant digits.
"""
import json
import os

import torch

INPUT, INITIAL_STATE, D_OUTPUT, D_HIDDEN, FIRST_PARAMETER, INITIAL_CELL, D_CELL = 1, 2, 3, 4, 5, 101, 102


def fill(seed, *shape):
    count = torch.Size(shape).numel()
    values = [((31 * i * i + 7919 * i + 104729 * seed) % 1021 - 510) / 512 for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def numbers(tensor):
    return [float(f"{value:.10g}") for value in tensor.detach().flatten().tolist()]


def filled(module):
    """The module in float64, its parameters by the formula."""
    module = module.double()
    with torch.no_grad():
        for seed, (_, parameter) in enumerate(module.named_parameters(), FIRST_PARAMETER):
            parameter.copy_(fill(seed, *parameter.shape) / 2)
    return module


def layers(kind, inputSize, hiddenSize, numLayers, bidirectional, bias, projSize=0):
    """torch's layers of a kind: "rnn tanh", "rnn relu", "gru" or "lstm"."""
    options = dict(num_layers=numLayers, bidirectional=bidirectional, bias=bias, batch_first=True)
    name, *activation = kind.split()
    if activation:
        options["nonlinearity"] = activation[0]
    if projSize:
        options["proj_size"] = projSize
    return filled(getattr(torch.nn, name.upper())(inputSize, hiddenSize, **options))


def write(file_name, cases):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), file_name)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"torch": torch.__version__, "cases": cases}, file, indent=None, separators=(",", ":"))
        file.write("\n")
    print(f"{path}: {os.path.getsize(path)} bytes, torch {torch.__version__}")
