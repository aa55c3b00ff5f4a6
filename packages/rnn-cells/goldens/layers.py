"""Computes rnn.json, gru.json and lstm.json: outputs and gradients of torch.nn.RNN, GRU and LSTM.

    python3 -B packages/rnn-cells/goldens/layers.py && npx biome format --write packages/rnn-cells/goldens

Values of weights and inputs: recurrent.py. The loss is sum(output * dOutput) + sum(hidden * dHidden) (+ sum(cell * dCell)).

A case:
    name
    kind            "rnn tanh", "rnn relu", "gru" or "lstm"
    batch time inputSize hiddenSize numLayers      B T I H L
    projSize        P, of an LSTM with a projection; else 0
    bidirectional, bias, initialState              booleans; without initial state it is zero
    lengths         null, or one number per row, each from 1 to T: the batch went through pack_padded_sequence
    output          [B, T, D H]; D is 2 when bidirectional (forward first, then reverse), else 1; 0 at padding; P for H
    hidden          [D L, B, H]; layer by layer, forward before reverse; P for H
    cell            of an LSTM: [D L, B, H]
    gradients       of input [B, T, I] (0 at padding), initialState.hidden and, of an LSTM, initialState.cell when there
                    are any, and of every parameter by torch's name (weight_ih_l0, ..., bias_hh_l1, weight_ih_l0_reverse)
"""
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from recurrent import D_CELL, D_HIDDEN, D_OUTPUT, INITIAL_CELL, INITIAL_STATE, INPUT, fill, layers, numbers, write


def run(kind, batch, time, inputSize, hiddenSize, numLayers=1, bidirectional=False, bias=True, initialState=False, lengths=None,
        projSize=0):
    module = layers(kind, inputSize, hiddenSize, numLayers, bidirectional, bias, projSize)
    cells = (2 if bidirectional else 1) * numLayers
    x = fill(INPUT, batch, time, inputSize).requires_grad_()
    h0 = fill(INITIAL_STATE, cells, batch, projSize or hiddenSize).requires_grad_() if initialState else None
    c0 = fill(INITIAL_CELL, cells, batch, hiddenSize).requires_grad_() if initialState and kind == "lstm" else None
    initial = (h0, c0) if c0 is not None else h0

    if lengths is None:
        output, last = module(x, initial)
    else:
        packed, last = module(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False), initial)
        output, _ = pad_packed_sequence(packed, batch_first=True, total_length=time)
    hidden, cell = last if kind == "lstm" else (last, None)
    loss = (output * fill(D_OUTPUT, *output.shape)).sum() + (hidden * fill(D_HIDDEN, *hidden.shape)).sum()
    if cell is not None:
        loss = loss + (cell * fill(D_CELL, *cell.shape)).sum()
    loss.backward()

    gradients = {"input": numbers(x.grad)}
    if h0 is not None:
        gradients["initialState.hidden"] = numbers(h0.grad)
    if c0 is not None:
        gradients["initialState.cell"] = numbers(c0.grad)
    for parameterName, parameter in module.named_parameters():
        gradients[parameterName] = numbers(parameter.grad)
    parts = [kind, f"{numLayers} layer{'s' if numLayers > 1 else ''}"]
    for there, what in [(bidirectional, "both directions"), (not bias, "no bias"), (projSize, "projection"),
                        (initialState, "initial state"), (lengths, "lengths")]:
        if there:
            parts.append(what)
    return {
        "name": f"{', '.join(parts)} ({batch}, {time}, {inputSize}, {hiddenSize})",
        "kind": kind,
        "batch": batch,
        "time": time,
        "inputSize": inputSize,
        "hiddenSize": hiddenSize,
        "projSize": projSize,
        "numLayers": numLayers,
        "bidirectional": bidirectional,
        "bias": bias,
        "initialState": initialState,
        "lengths": lengths,
        "output": numbers(output),
        "hidden": numbers(hidden),
        **({"cell": numbers(cell)} if cell is not None else {}),
        "gradients": gradients,
    }


def every(kind, projSize=0):
    """All of 1 to 3 layers, directions, bias, initial state; lengths by turns."""
    cases = []
    for numLayers in (1, 2, 3):
        for bidirectional in (False, True):
            for bias in (True, False):
                turn = len(cases)
                cases.append(run(kind, batch=3, time=4, inputSize=2, hiddenSize=3, projSize=projSize, numLayers=numLayers,
                                 bidirectional=bidirectional, bias=bias, initialState=turn % 3 != 0,
                                 lengths=[None, [2, 4, 1], [4, 3, 2], [1, 2, 3]][(turn + numLayers) % 4]))
    return cases


def larger(kind):
    return [
        run(kind, batch=2, time=5, inputSize=7, hiddenSize=3),
        run(kind, batch=1, time=10, inputSize=5, hiddenSize=3),  # the program of the lecture
        run(kind, batch=5, time=7, inputSize=3, hiddenSize=9, lengths=[3, 7, 1, 5, 2], initialState=True),
    ]


write("rnn.json", [case for kind in ("rnn tanh", "rnn relu") for case in every(kind) + larger(kind)])
write("gru.json", every("gru") + larger("gru"))
write("lstm.json", every("lstm") + larger("lstm") + every("lstm", projSize=2))
