"""Computes optimizers.json: parameters after steps of torch.optim with gradients that are given by a formula.

    python3 packages/nn/goldens/optimizers.py && npx biome format --write packages/nn/goldens

(with torch and, for the second, the workspace set up; the tests themselves read only optimizers.json)

value(seed, i) = ((31 i^2 + 7919 i + 104729 seed) mod 1021 - 510) / 512, row-major. Parameter p starts as value(p, i). Its
gradient in step t, from 1, is value(100 t + p, i). torch computes in float64.

The JSON:
    torch   the version that computed it
    shapes  of the parameters 0, 1, 2
    steps   how many
    cases   a list of
        optimizer     the class
        name
        options       as Unroll's class takes them
        norms         with clipNorm: what clip_grad_norm_ returned in every step
        parameters    after the last step, flat, with 12 significant digits
"""
import json
import os

import torch

SHAPES = [[3, 5], [7], [2, 1, 2]]
STEPS = 10


def fill(seed, *shape):
    count = torch.Size(shape).numel()
    values = [((31 * i * i + 7919 * i + 104729 * seed) % 1021 - 510) / 512 for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def digits(value):
    return float(f"{value:.12g}")


def make(optimizer, parameters, options):
    names = {"learningRate": "lr", "epsilon": "eps", "weightDecay": "weight_decay"}
    others = {names.get(name, name): value for name, value in options.items() if name not in ("clipNorm", "decoupled")}
    kind = "AdamW" if options.get("decoupled") else {"RMSProp": "RMSprop"}.get(optimizer, optimizer)
    if optimizer == "Adam":  # AdamW's own default is not 0
        others = {"weight_decay": 0, **others}
    if optimizer == "SGD":
        others = {"lr": 1e-3, **others}
    return getattr(torch.optim, kind)(parameters, **others)


def run(optimizer, name, **options):
    parameters = [torch.nn.Parameter(fill(p, *shape)) for p, shape in enumerate(SHAPES)]
    steps = make(optimizer, parameters, options)
    norms = []
    for t in range(1, STEPS + 1):
        for p, parameter in enumerate(parameters):
            parameter.grad = fill(100 * t + p, *parameter.shape)
        if "clipNorm" in options:
            norms.append(digits(torch.nn.utils.clip_grad_norm_(parameters, options["clipNorm"]).item()))
        steps.step()
    return {
        "optimizer": optimizer,
        "name": name,
        "options": options,
        **({"norms": norms} if norms else {}),
        "parameters": [[digits(value) for value in parameter.detach().flatten().tolist()] for parameter in parameters],
    }


CASES = [
    run("Adam", "default"),
    run("Adam", "large steps, other betas and epsilon", learningRate=0.25, betas=[0.5, 0.75], epsilon=0.01),
    run("Adam", "weight decay", learningRate=0.125, weightDecay=0.25),
    run("Adam", "decoupled weight decay", learningRate=0.125, weightDecay=0.25, decoupled=True),
    run("Adam", "clipped", learningRate=0.125, clipNorm=0.5),
    run("Adam", "clipped, below the bound", learningRate=0.125, clipNorm=1000.0),
    run("SGD", "default"),
    run("SGD", "weight decay and clipping", learningRate=0.125, weightDecay=0.25, clipNorm=0.5),
    run("SGD", "momentum", learningRate=0.125, momentum=0.75, weightDecay=0.25),
    run("SGD", "Nesterov's momentum", learningRate=0.125, momentum=0.75, nesterov=True),
    run("RMSProp", "default"),
    run("RMSProp", "all options", learningRate=0.125, alpha=0.75, epsilon=0.01, momentum=0.5, weightDecay=0.25, clipNorm=2.0),
    run("Adagrad", "default"),
    run("Adagrad", "all options", learningRate=0.125, epsilon=0.01, weightDecay=0.25, clipNorm=2.0),
]

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "shapes": SHAPES, "steps": STEPS, "cases": CASES}, file, separators=(",", ":"))
    file.write("\n")
print(f"{path}: {os.path.getsize(path)} bytes, torch {torch.__version__}")
