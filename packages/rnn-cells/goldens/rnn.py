"""Computes rnn.json: outputs and gradients of torch.nn.RNN. The format stands at the head of recurrent.py; cases also have

    activation    "tanh" or "relu"

    python3 -B packages/rnn-cells/goldens/rnn.py && npx biome format --write packages/rnn-cells/goldens
"""
import torch
from recurrent import run, write


def rnn(activation, name, **case):
    return {**run(torch.nn.RNN, f"{activation}, {name}", nonlinearity=activation, **case), "activation": activation}


CASES = []
for activation in ("tanh", "relu"):
    CASES += [
        rnn(activation, "one layer", batch=2, time=5, inputSize=7, hiddenSize=3),
        rnn(activation, "no bias, with initial state", batch=3, time=2, inputSize=2, hiddenSize=5, bias=False, initialState=True),
        rnn(activation, "two layers, with lengths", batch=5, time=7, inputSize=2, hiddenSize=3, numLayers=2,
            lengths=[3, 7, 1, 5, 2]),
        rnn(activation, "both directions, with lengths and initial state", batch=3, time=5, inputSize=2, hiddenSize=3,
            bidirectional=True, initialState=True, lengths=[2, 5, 1]),
    ]
write("rnn.json", CASES)
