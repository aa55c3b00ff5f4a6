"""Computes cells.json: one step of torch.nn.RNNCell, GRUCell and LSTMCell, and its gradients.

    python3 -B packages/rnn-cells/goldens/cells.py && npx biome format --write packages/rnn-cells/goldens

Values of weights and inputs: recurrent.py. The loss is sum(hidden * dHidden) (+ sum(cell * dCell)).

A case:
    name
    kind            "rnn tanh", "rnn relu", "gru" or "lstm"
    batch inputSize hiddenSize      B I H; batch null: one row without a batch
    bias, state                     booleans; without a state it is zero
    hidden, cell                    [B, H] or [H]; cell of an LSTM only
    gradients       of input, state.hidden and state.cell when there are any, and of every parameter by torch's name
"""
import torch

from recurrent import D_CELL, D_HIDDEN, INITIAL_CELL, INITIAL_STATE, INPUT, fill, filled, numbers, write


def run(kind, batch, inputSize, hiddenSize, bias, state):
    name, *activation = kind.split()
    options = {"nonlinearity": activation[0]} if activation else {}
    module = filled(getattr(torch.nn, f"{name.upper()}Cell")(inputSize, hiddenSize, bias=bias, **options))
    rows = [] if batch is None else [batch]
    x = fill(INPUT, *rows, inputSize).requires_grad_()
    h0 = fill(INITIAL_STATE, *rows, hiddenSize).requires_grad_() if state else None
    c0 = fill(INITIAL_CELL, *rows, hiddenSize).requires_grad_() if state and kind == "lstm" else None
    last = module(x, (h0, c0) if c0 is not None else h0)
    hidden, cell = last if kind == "lstm" else (last, None)
    loss = (hidden * fill(D_HIDDEN, *hidden.shape)).sum()
    if cell is not None:
        loss = loss + (cell * fill(D_CELL, *cell.shape)).sum()
    loss.backward()
    gradients = {"input": numbers(x.grad)}
    if h0 is not None:
        gradients["state.hidden"] = numbers(h0.grad)
    if c0 is not None:
        gradients["state.cell"] = numbers(c0.grad)
    for parameterName, parameter in module.named_parameters():
        # Without a previous state torch 1.13 leaves no gradient where there is none; it is zero.
        gradients[parameterName] = numbers(parameter.grad if parameter.grad is not None else torch.zeros_like(parameter))
    return {
        "name": f"{kind}, {'no batch' if batch is None else f'batch of {batch}'}{'' if bias else ', no bias'}{', with a state' if state else ''}",
        "kind": kind,
        "batch": batch,
        "inputSize": inputSize,
        "hiddenSize": hiddenSize,
        "bias": bias,
        "state": state,
        "hidden": numbers(hidden),
        **({"cell": numbers(cell)} if cell is not None else {}),
        "gradients": gradients,
    }


write("cells.json", [
    run(kind, batch, 2, 3, bias, state)
    for kind in ("rnn tanh", "rnn relu", "gru", "lstm")
    for batch, bias, state in [(4, True, True), (4, False, True), (4, True, False), (None, True, True)]
])
