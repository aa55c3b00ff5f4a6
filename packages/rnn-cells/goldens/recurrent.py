"""What lstm.py and rnn.py share: a torch module of one kind over cases, with weights and inputs that are given by a formula.

Every tensor is filled, in row-major order, by  value(seed, i) = ((31 i^2 + 7919 i + 104729 seed) mod 1021 - 510) / 512,
parameters by half of it. All of these are exact in float32. The seeds are: input 1, initial state 2, the gradient of the
output 3, the gradient of the last hidden state 4, the parameters 5, 6, ... in the order of torch's named_parameters, the
initial cell state 101, and the gradient of the last cell state 102.
The loss is sum(output * dOutput) + sum(hidden * dHidden) (+ sum(cell * dCell)). torch computes in float64.

The JSON:
    torch   the version that computed it
    cases   a list of
        name
        batch time inputSize hiddenSize numLayers      B T I H L
        bidirectional, bias, initialState              booleans; without initial state it is zero
        lengths       null, or one number per row, each from 1 to T: the batch went through pack_padded_sequence
        output        [B, T, D H]; D is 2 when bidirectional (forward first, then reverse), else 1; 0 at padding
        hidden        [D L, B, H]; layer by layer, forward before reverse
        cell          of an LSTM: [D L, B, H]
        gradients     of input [B, T, I] (0 at padding), initialState and, of an LSTM, initialCell [D L, B, H] when
                      there are any, and of every parameter by torch's name (weight_ih_l0, ..., bias_hh_l1,
                      weight_ih_l0_reverse)
        and what the program adds
Arrays are flat and row-major, with 10 significant digits.
"""
import json
import os

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

INPUT, INITIAL_STATE, D_OUTPUT, D_HIDDEN, FIRST_PARAMETER, INITIAL_CELL, D_CELL = 1, 2, 3, 4, 5, 101, 102


def fill(seed, *shape):
    count = torch.Size(shape).numel()
    values = [((31 * i * i + 7919 * i + 104729 * seed) % 1021 - 510) / 512 for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def numbers(tensor):
    return [float(f"{value:.10g}") for value in tensor.detach().flatten().tolist()]


def run(kind, name, batch, time, inputSize, hiddenSize, numLayers=1, bidirectional=False, bias=True, initialState=False, lengths=None,
        **options):
    module = kind(inputSize, hiddenSize, numLayers, bias=bias, bidirectional=bidirectional, batch_first=True, **options).double()
    has_cell = kind is torch.nn.LSTM
    with torch.no_grad():
        for seed, (_, parameter) in enumerate(module.named_parameters(), FIRST_PARAMETER):
            parameter.copy_(fill(seed, *parameter.shape) / 2)
    state = ((2 if bidirectional else 1) * numLayers, batch, hiddenSize)
    x = fill(INPUT, batch, time, inputSize).requires_grad_()
    h0 = fill(INITIAL_STATE, *state).requires_grad_() if initialState else None
    c0 = fill(INITIAL_CELL, *state).requires_grad_() if initialState and has_cell else None
    initial = (h0, c0) if c0 is not None else h0

    if lengths is None:
        output, last = module(x, initial)
    else:
        packed, last = module(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False), initial)
        output, _ = pad_packed_sequence(packed, batch_first=True, total_length=time)
    hidden, cell = last if has_cell else (last, None)
    loss = (output * fill(D_OUTPUT, *output.shape)).sum() + (hidden * fill(D_HIDDEN, *state)).sum()
    if has_cell:
        loss = loss + (cell * fill(D_CELL, *state)).sum()
    loss.backward()

    gradients = {"input": numbers(x.grad)}
    if h0 is not None:
        gradients["initialState"] = numbers(h0.grad)
    if c0 is not None:
        gradients["initialCell"] = numbers(c0.grad)
    for parameterName, parameter in module.named_parameters():
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
        **({"cell": numbers(cell)} if has_cell else {}),
        "gradients": gradients,
    }


def write(file_name, cases):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), file_name)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"torch": torch.__version__, "cases": cases}, file, indent=None, separators=(",", ":"))
        file.write("\n")
    print(f"{path}: {os.path.getsize(path)} bytes, torch {torch.__version__}")
