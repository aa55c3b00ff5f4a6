"""The process of PyTorch in one case. It answers requests, a JSON object a line, until its input ends."""

import ctypes
import json
import os
import re
import struct
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

DTYPES = {"F32": torch.float32, "I32": torch.int32}


def read_values(path):
    with open(path, "rb") as file:
        content = bytearray(file.read())
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    start = 8 + length
    values = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(content, dtype=DTYPES[entry["dtype"]], count=(end - begin) // 4, offset=start + begin)
        values[name] = flat.reshape(entry["shape"]).clone()
    return values


def write_values(path, values):
    header, parts, offset = {}, [], 0
    for name, tensor in values.items():
        tensor = tensor.detach().contiguous()
        dtype = "F32" if tensor.dtype == torch.float32 else "I32"
        flat = tensor.to(DTYPES[dtype]).flatten()
        data = bytes((ctypes.c_char * (4 * flat.numel())).from_address(flat.data_ptr())) if flat.numel() else b""
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [offset, offset + len(data)]}
        parts.append(data)
        offset += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


def load_layer(layer, values):
    with torch.no_grad():
        for name, parameter in layer.named_parameters():
            parameter.copy_(values[name])


class Sequence:
    """A layer over a batch of sequences, in its own layout: time first."""

    def __init__(self, case, values):
        shape = case["shape"]
        make = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "bigru": torch.nn.GRU, "lstm": torch.nn.LSTM}[case["cell"]]
        self.layer = make(shape["inputSize"], shape["hiddenSize"], bidirectional=case["cell"] == "bigru")
        load_layer(self.layer, values)
        self.mode = case["mode"]
        self.x = values["x"].transpose(0, 1).contiguous()
        self.dy = values["dy"].transpose(0, 1).contiguous()
        self.lengths = values["lengths"].long() if case["ragged"] else None
        self.optimizer = torch.optim.Adam(self.layer.parameters(), lr=0.001)

    def forward(self):
        if self.lengths is None:
            return self.layer(self.x)[0]
        packed = torch.nn.utils.rnn.pack_padded_sequence(self.x, self.lengths, enforce_sorted=False)
        return torch.nn.utils.rnn.pad_packed_sequence(self.layer(packed)[0], total_length=self.x.shape[0])[0]

    def train(self):
        self.optimizer.zero_grad(set_to_none=True)
        output = self.forward()
        output.backward(self.dy)
        return output

    def check(self):
        if self.mode == "forward":
            with torch.no_grad():
                return {"output": self.forward().transpose(0, 1)}
        output = self.train()
        gradients = {"grad." + name: each.grad for name, each in self.layer.named_parameters()}
        return {"output": output.transpose(0, 1), **gradients}

    def step(self):
        if self.mode == "forward":
            with torch.no_grad():
                self.forward()
            return
        self.train()
        if self.mode == "adam":
            self.optimizer.step()


class Product:
    def __init__(self, _, values):
        self.a, self.b = values["a"], values["b"]

    def check(self):
        return {"output": self.a @ self.b}

    def step(self):
        self.a @ self.b


class LanguageModel(torch.nn.Module):
    def __init__(self, sizes, values):
        super().__init__()
        self.embedding = torch.nn.Embedding(sizes["vocabSize"], sizes["embeddingSize"])
        self.gru = torch.nn.GRU(sizes["embeddingSize"], sizes["hiddenSize"], num_layers=sizes["numLayers"])
        self.output = torch.nn.Linear(sizes["hiddenSize"], sizes["vocabSize"])
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                parameter.copy_(values[ours(name)])

    def forward(self, ids, state=None):
        output, state = self.gru(self.embedding(ids), state)
        return self.output(output), state


def ours(name):
    return name[len("gru.") :] if name.startswith("gru.") else name


class Training:
    """A training step of the language model."""

    def __init__(self, case, values):
        self.model = LanguageModel(case["sizes"], values)
        self.ids = values["ids"].long().transpose(0, 1).contiguous()
        self.targets = values["targets"].long().transpose(0, 1).flatten()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.001)

    def train(self):
        self.optimizer.zero_grad(set_to_none=True)
        logits, _ = self.model(self.ids)
        loss = F.cross_entropy(logits.flatten(0, 1), self.targets)
        loss.backward()
        return loss

    def check(self):
        loss = self.train()
        return {"loss": loss, **{"grad." + ours(name): each.grad for name, each in self.model.named_parameters()}}

    def step(self):
        loss = self.train()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss.item()


class Generation:
    """One token after the other."""

    def __init__(self, case, values):
        self.model = LanguageModel(case["sizes"], values)
        self.tokens = case["tokens"]

    def generate(self, count):
        tokens, state, token, logits = [], None, 0, None
        with torch.no_grad():
            for _ in range(count):
                logits, state = self.model(torch.tensor([[token]]), state)
                token = logits.argmax().item()
                tokens.append(token)
        return {"tokens": torch.tensor(tokens, dtype=torch.int32), "logits": logits.flatten()}

    def check(self):
        return self.generate(8)

    def step(self):
        self.generate(self.tokens)


KINDS = {"sequence": Sequence, "product": Product, "language-model": Training, "generation": Generation}


def blas():
    """Which library multiplies matrices, and which of its kernels, as far as the process can tell."""
    loaded = set()
    try:
        with open("/proc/self/maps") as maps:
            for line in maps:
                match = re.search(r"\S*/(lib[^/]*(?:blas|mkl|blis)[^/]*\.so\S*)", line)
                if match:
                    loaded.add(match.group(0))
    except OSError:
        pass
    for path in sorted(loaded):
        library = ctypes.CDLL(path)
        for suffix in ("", "64_"):
            try:
                corename = getattr(library, "openblas_get_corename" + suffix)
                config = getattr(library, "openblas_get_config" + suffix)
            except AttributeError:
                continue
            corename.restype = config.restype = ctypes.c_char_p
            version = " ".join(config().decode().split()[:2])
            return f"{version}, kernel {corename().decode()}"
    config = torch.__config__.show()
    match = re.search(r"BLAS_INFO=(\w+)", config)
    names = sorted(os.path.basename(path) for path in loaded)
    return ", ".join(names) if names else (match.group(1) if match else "unknown")


def handle(request, state):
    if request["do"] == "prepare":
        torch.set_num_threads(request["threads"])
        state["clock"] = request["clock"]
        case = request["case"]
        state["case"] = KINDS[case["kind"]](case, read_values(request["inputs"]))
        write_values(request["outputs"], state["case"].check())
        threads = torch.get_num_threads()
        allocator = ", ".join(f"{k}={os.environ[k]}" for k in sorted(os.environ) if k.startswith("MALLOC_"))
        runs = f"native CPU, {threads} thread{'' if threads == 1 else 's'}, {blas()}, allocator {allocator or 'as it is'}"
        return {"ready": {"version": torch.__version__, "runs": runs}}
    now = time.process_time if state["clock"] == "cpu" else time.perf_counter
    steps = []
    end = time.perf_counter() + request["milliseconds"] / 1000
    while not steps or time.perf_counter() < end:
        start = now()
        state["case"].step()
        steps.append((now() - start) * 1000)
    return {"steps": steps}


def main():
    state = {}
    for line in sys.stdin:
        try:
            answer = handle(json.loads(line), state)
        except Exception as error:  # the conductor says what it was
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
