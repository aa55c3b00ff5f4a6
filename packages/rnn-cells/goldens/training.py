"""Computes training.json: the weights of torch.nn.RNN, GRU and LSTM after 20 steps of torch.optim.Adam.

    python3 -B packages/rnn-cells/goldens/training.py && npx biome format --write packages/rnn-cells/goldens

Values of first weights and inputs: recurrent.py. Every step has the same input, through pack_padded_sequence when there are
lengths, and the loss mean(output^2) + mean(hidden^2), over all elements, those of the padding too. lr = 0.01.

A case: kind, batch, time, inputSize, hiddenSize, projSize, numLayers, bidirectional, bias and lengths as in layers.py;
losses, the 20 of them; parameters, by torch's name.
"""
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from recurrent import INPUT, fill, layers, numbers, write


def run(kind, batch, time, inputSize, hiddenSize, numLayers, bidirectional, bias=True, lengths=None, projSize=0):
    module = layers(kind, inputSize, hiddenSize, numLayers, bidirectional, bias, projSize)
    optimizer = torch.optim.Adam(module.parameters(), lr=0.01)
    x = fill(INPUT, batch, time, inputSize)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        if lengths is None:
            output, last = module(x)
        else:
            packed, last = module(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False))
            output, _ = pad_packed_sequence(packed, batch_first=True, total_length=time)
        hidden = last[0] if kind == "lstm" else last
        loss = output.square().mean() + hidden.square().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {
        "name": f"{kind}, {numLayers} layers{', both directions' if bidirectional else ''}{', lengths' if lengths else ''}{', projection' if projSize else ''}",
        "kind": kind,
        "batch": batch,
        "time": time,
        "inputSize": inputSize,
        "hiddenSize": hiddenSize,
        "projSize": projSize,
        "numLayers": numLayers,
        "bidirectional": bidirectional,
        "bias": bias,
        "lengths": lengths,
        "losses": numbers(torch.tensor(losses, dtype=torch.float64)),
        "parameters": {name: numbers(parameter) for name, parameter in module.named_parameters()},
    }


SIZES = dict(batch=4, time=6, inputSize=2, hiddenSize=3)
write("training.json", [
    case
    for kind in ("rnn tanh", "rnn relu", "gru", "lstm")
    for case in [
        run(kind, **SIZES, numLayers=1, bidirectional=False),
        run(kind, **SIZES, numLayers=2, bidirectional=True, lengths=[6, 2, 5, 1]),
    ]
] + [run("lstm", **SIZES, numLayers=2, bidirectional=True, lengths=[6, 2, 5, 1], projSize=2)])
