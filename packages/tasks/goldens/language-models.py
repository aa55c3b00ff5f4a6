"""Computes language-models.json: logits, loss and gradients of language models written with torch's layers.

    python3 -B packages/tasks/goldens/language-models.py && npx biome format --write packages/tasks/goldens

Every parameter is filled, in row-major order, by  value(seed, i) = ((31 i^2 + 7919 i + 104729 seed) mod 1021 - 510) / 1024,
with the seeds 1, 2, ... in the order of torch's named_parameters. All values are exact in float32; torch computes in
float64. The ids and the targets are (5 i + i^2) mod V and (3 i + 1) mod V.

A case:
    config        as the model's config.json has it
    logits        [B, T, V]
    loss          the mean cross-entropy of the targets
    gradients     of every parameter by torch's name; a tied one once
"""
import json
import os

import torch
from torch import nn

BATCH, TIME, VOCABULARY = 2, 5, 7


class Window(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.context = config["context"]
        self.embedding = nn.Embedding(VOCABULARY + 1, config["embeddingSize"])
        self.hidden = nn.Linear(config["context"] * config["embeddingSize"], config["hiddenSize"])
        self.output = nn.Linear(config["hiddenSize"], VOCABULARY)

    def forward(self, ids):
        before = torch.full((ids.shape[0], self.context - 1), VOCABULARY)
        windows = torch.cat([before, ids], dim=1).unfold(1, self.context, 1)  # [B, T, C]
        return self.output(torch.tanh(self.hidden(self.embedding(windows).flatten(2))))


class Recurrent(nn.Module):
    def __init__(self, config):
        super().__init__()
        E, H = config["embeddingSize"], config["hiddenSize"]
        self.embedding = nn.Embedding(VOCABULARY, E)
        self.recurrent = getattr(nn, config["cell"].upper())(E, H, num_layers=config["numLayers"], batch_first=True)
        self.projection = nn.Linear(H, E, bias=False) if config["tied"] and E != H else nn.Identity()
        self.output = nn.Linear(E if config["tied"] else H, VOCABULARY)
        if config["tied"]:
            self.output.weight = self.embedding.weight

    def forward(self, ids):
        return self.output(self.projection(self.recurrent(self.embedding(ids))[0]))


def fill(seed, shape):
    count = torch.Size(shape).numel()
    values = [((31 * i * i + 7919 * i + 104729 * seed) % 1021 - 510) / 1024 for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def numbers(tensor):
    return [float(f"{value:.8g}") for value in tensor.detach().flatten().tolist()]


def run(config):
    model = (Window if config["kind"] == "window" else Recurrent)(config).double()
    with torch.no_grad():
        for seed, (_, parameter) in enumerate(model.named_parameters(), 1):
            parameter.copy_(fill(seed, parameter.shape))
    places = torch.arange(BATCH * TIME)
    ids = ((5 * places + places * places) % VOCABULARY).reshape(BATCH, TIME)
    targets = (3 * places + 1) % VOCABULARY
    logits = model(ids)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets)
    loss.backward()
    gradients = {name: numbers(parameter.grad) for name, parameter in model.named_parameters()}
    return {"config": config, "logits": numbers(logits), "loss": loss.item(), "gradients": gradients}


def recurrent(cell, embeddingSize, hiddenSize, numLayers, tied):
    return {"kind": "recurrent", "cell": cell, "embeddingSize": embeddingSize, "hiddenSize": hiddenSize,
            "numLayers": numLayers, "dropout": 0, "tied": tied}


CASES = [
    {"kind": "window", "context": 3, "embeddingSize": 2, "hiddenSize": 5, "dropout": 0},
    {"kind": "window", "context": 8, "embeddingSize": 2, "hiddenSize": 3, "dropout": 0},
    recurrent("rnn", 3, 5, 1, False),
    recurrent("gru", 3, 5, 2, False),
    recurrent("lstm", 3, 5, 2, False),
    recurrent("gru", 3, 3, 1, True),
    recurrent("lstm", 3, 5, 1, True),
]
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "language-models.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "cases": [run(config) for config in CASES]}, file, separators=(",", ":"))
    file.write("\n")
print(f"{path}: {os.path.getsize(path)} bytes, torch {torch.__version__}")
