"""Computes gru.json: outputs and gradients of torch.nn.GRU for weights and inputs that are given by a formula.

    python3 packages/rnn-cells/goldens/gru.py && npx biome format --write packages/rnn-cells/goldens

(with torch and, for the second, the workspace set up; the tests themselves read only gru.json)

Every tensor is filled, in row-major order, by  value(seed, i) = ((31 i^2 + 7919 i + 104729 seed) mod 1021 - 510) / 512,
parameters by half of it. All of these are exact in float32. The seeds are: input 1, initial state 2, the gradient of the
output 3, the gradient of the last hidden state 4, and the parameters 5, 6, ... in the order of torch's named_parameters.
The loss is sum(output * dOutput) + sum(hidden * dHidden). torch computes in float64.

The JSON:
    torch   the version that computed it
    cases   a list of
        name
        batch time inputSize hiddenSize numLayers      B T I H L
        bidirectional, bias, initialState              booleans; without initial state it is zero
        lengths       null, or one number per row, each from 1 to T: the batch went through pack_padded_sequence
        output        [B, T, D H]; D is 2 when bidirectional (forward first, then reverse), else 1; 0 at padding
        hidden        [D L, B, H]; layer by layer, forward before reverse
        gradients     of input [B, T, I] (0 at padding), initialState [D L, B, H] when there is one, and of every
                      parameter by torch's name (weight_ih_l0, ..., bias_hh_l1, weight_ih_l0_reverse)
Arrays are flat and row-major, with 10 significant digits.
"""
import json
import os

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

INPUT, INITIAL_STATE, D_OUTPUT, D_HIDDEN, FIRST_PARAMETER = 1, 2, 3, 4, 5


def fill(seed, *shape):
    count = torch.Size(shape).numel()
    values = [((31 * i * i + 7919 * i + 104729 * seed) % 1021 - 510) / 512 for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def numbers(tensor):
    return [float(f"{value:.10g}") for value in tensor.detach().flatten().tolist()]


def run(name, batch, time, inputSize, hiddenSize, numLayers=1, bidirectional=False, bias=True, initialState=False, lengths=None):
    gru = torch.nn.GRU(inputSize, hiddenSize, numLayers, bias=bias, bidirectional=bidirectional, batch_first=True).double()
    with torch.no_grad():
        for seed, (_, parameter) in enumerate(gru.named_parameters(), FIRST_PARAMETER):
            parameter.copy_(fill(seed, *parameter.shape) / 2)
    directions = 2 if bidirectional else 1
    state = (directions * numLayers, batch, hiddenSize)
    x = fill(INPUT, batch, time, inputSize).requires_grad_()
    h0 = fill(INITIAL_STATE, *state).requires_grad_() if initialState else None

    if lengths is None:
        output, hidden = gru(x, h0)
    else:
        packed, hidden = gru(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False), h0)
        output, _ = pad_packed_sequence(packed, batch_first=True, total_length=time)
    (output * fill(D_OUTPUT, *output.shape)).sum().add((hidden * fill(D_HIDDEN, *state)).sum()).backward()

    gradients = {"input": numbers(x.grad)}
    if h0 is not None:
        gradients["initialState"] = numbers(h0.grad)
    for parameterName, parameter in gru.named_parameters():
        gradients[parameterName] = numbers(parameter.grad)
    return {
        "name": name,
        "batch": batch,
        "time": time,
        "inputSize": inputSize,
        "hiddenSize": hiddenSize,
        "numLayers": numLayers,
        "bidirectional": bidirectional,
        "bias": bias,
        "initialState": initialState,
        "lengths": lengths,
        "output": numbers(output),
        "hidden": numbers(hidden),
        "gradients": gradients,
    }


CASES = [
    run("one layer", batch=2, time=5, inputSize=7, hiddenSize=3),
    run("one sequence, as in the lecture", batch=1, time=10, inputSize=5, hiddenSize=3),
    run("no bias, with initial state", batch=3, time=2, inputSize=2, hiddenSize=5, bias=False, initialState=True),
    run("two layers, with initial state", batch=2, time=3, inputSize=5, hiddenSize=3, numLayers=2, initialState=True),
    run("two layers, with lengths", batch=5, time=7, inputSize=2, hiddenSize=3, numLayers=2, lengths=[3, 7, 1, 5, 2]),
    run("both directions, with lengths and initial state", batch=3, time=5, inputSize=2, hiddenSize=3, bidirectional=True,
        initialState=True, lengths=[2, 5, 1]),
]

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "gru.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "cases": CASES}, file, indent=None, separators=(",", ":"))
    file.write("\n")
print(f"{path}: {os.path.getsize(path)} bytes, torch {torch.__version__}")
