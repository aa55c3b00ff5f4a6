"""Computes lstm.json: outputs and gradients of torch.nn.LSTM. The format stands at the head of recurrent.py.

    python3 -B packages/rnn-cells/goldens/lstm.py && npx biome format --write packages/rnn-cells/goldens
"""
import torch
from recurrent import run, write


def lstm(name, **case):
    return run(torch.nn.LSTM, name, **case)


write("lstm.json", [
    lstm("one layer", batch=2, time=5, inputSize=7, hiddenSize=3),
    lstm("no bias, with initial state", batch=3, time=2, inputSize=2, hiddenSize=5, bias=False, initialState=True),
    lstm("two layers, with initial state", batch=2, time=3, inputSize=5, hiddenSize=3, numLayers=2, initialState=True),
    lstm("two layers, with lengths", batch=5, time=7, inputSize=2, hiddenSize=3, numLayers=2, lengths=[3, 7, 1, 5, 2]),
    lstm("both directions, with lengths and initial state", batch=3, time=5, inputSize=2, hiddenSize=3, bidirectional=True,
         initialState=True, lengths=[2, 5, 1]),
])
