"""Writes torch-files/: files as torch.save writes them, and torch-files.json: what is in them.

    python3 packages/checkpoints/goldens/torch-files.py && npx biome format --write packages/checkpoints/goldens

(with torch and, for the second, the workspace set up; the tests themselves read only what it wrote)

Element i of a tensor's storage is  (37 i mod 23) - 11, half of that for floats, 37 i mod 23 for uint8, and whether
37 i mod 23 is even for bool. The optimizer's state is what one step of Adam made.

torch-files.json:
    torch    the version that wrote the files
    files    a list of
        name      of the file
        tensors   by path: shape and values, flat, row-major
        metadata  the rest
    refused  a list of name of the file, and the global that it names

torch-files/element-types.safetensors and nested.safetensors hold the tensors of the .pt files of these names, and
rewritten.safetensors those of both, of the types that they have once this package has read them. All three are put
together here by hand from the format's description.
"""
import argparse
import collections
import io
import json
import os
import struct

import torch

here = os.path.dirname(os.path.abspath(__file__))
folder = os.path.join(here, "torch-files")
os.makedirs(folder, exist_ok=True)


def fill(dtype, *shape):
    count = 1
    for size in shape:
        count *= size
    steps = 37 * torch.arange(count) % 23
    if dtype == torch.bool:
        values = steps % 2 == 0
    elif dtype == torch.uint8:
        values = steps
    elif dtype.is_floating_point:
        values = (steps - 11) / 2
    else:
        values = steps - 11
    return values.to(dtype).reshape(shape)


def flatten(value, path, tensors):
    """What is left of a value without its tensors, as the package gives it; None in place of undefined."""
    if isinstance(value, torch.Tensor):
        tensors[".".join(path)] = value.detach()
        return None, False
    if isinstance(value, dict):
        left = {}
        for key, item in value.items():
            plain, is_left = flatten(item, [*path, str(key)], tensors)
            if is_left:
                left[str(key)] = plain
        return left, len(left) > 0 or len(value) == 0
    if isinstance(value, (list, tuple)):
        left = [flatten(item, [*path, str(i)], tensors) for i, item in enumerate(value)]
        return [plain for plain, _ in left], len(left) == 0 or any(is_left for _, is_left in left)
    return value, True


files = []


def add(name, value, **options):
    path = os.path.join(folder, name)
    torch.save(value, path, **options)
    tensors = {}
    metadata, _ = flatten(dict(enumerate(value)) if isinstance(value, list) else value, [], tensors)
    described = {
        (key or "tensor"): {"shape": list(tensor.shape), "values": tensor.flatten().tolist()}
        for key, tensor in tensors.items()
    }
    files.append({"name": name, "tensors": described, "metadata": metadata or {}})
    return tensors


class Encoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.GRU(2, 3, batch_first=True)
        self.output = torch.nn.Linear(3, 2)
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64))


def encoder():
    module = Encoder()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(fill(torch.float32, *parameter.shape))
    return module


kinds = {
    "float64": torch.float64,
    "float32": torch.float32,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "int64": torch.int64,
    "int32": torch.int32,
    "int16": torch.int16,
    "int8": torch.int8,
    "uint8": torch.uint8,
    "bool": torch.bool,
}
types = {name: fill(dtype, 3, 5) for name, dtype in kinds.items()}
add("element-types.pt", types)
add("element-types-before-1.6.pt", types, _use_new_zipfile_serialization=False)

whole = fill(torch.float32, 4, 6)
views = {
    "whole": whole,
    "transposed": whole.t(),
    "rows": whole[1:3],
    "steps": whole[::2, 1::3],
    "last": whole[3, 5],
    "expanded": whole[:, 2:3].expand(4, 3),
    "permuted": fill(torch.int64, 2, 3, 5).permute(2, 0, 1),
    "halves": fill(torch.float16, 3, 5)[:, 1:].t(),
    "empty": torch.zeros(0, 3),
    "emptied": whole[4:, :],
    "parameter": torch.nn.Parameter(whole.t()),
}
add("views.pt", views)
add("views-before-1.6.pt", views, _use_new_zipfile_serialization=False)
for protocol in [3, 4, 5]:
    add(f"protocol-{protocol}.pt", {"state": views, "name": "Gewöhnung"}, pickle_protocol=protocol)

model = encoder()
optimizer = torch.optim.Adam(model.parameters(), lr=0.125)
model.output(model.rnn(fill(torch.float32, 1, 2, 2))[0]).sum().backward()
optimizer.step()
nested = {
    "model": model.state_dict(),
    "optimizer": optimizer.state_dict(),
    "epoch": 3,
    "best": {"loss": 0.5, "at": (2, -1)},
    "name": "Gewöhnung",
    "large": 2**53 - 1,
    "done": False,
    "note": None,
    "history": [1.5, 0.75, [], {}],
    "shape": model.rnn.weight_ih_l0.shape,
    "pair": [whole, 7],
}
nested_tensors = add("nested.pt", nested)
add("data-parallel.pt", torch.nn.DataParallel(encoder()).state_dict())
add("state-dict-before-1.6.pt", encoder().state_dict(), _use_new_zipfile_serialization=False)
add("lone-tensor.pt", fill(torch.float32, 2, 3))
add("list.pt", [fill(torch.float32, 2), 5, (fill(torch.int32, 3),)])

refused = []


def add_refused(name, value, path, **options):
    torch.save(value, os.path.join(folder, name), **options)
    refused.append({"name": name, "global": path})


add_refused("whole-module.pt", torch.nn.Linear(2, 3), "torch.nn.modules.linear.Linear")
add_refused("namespace.pt", {"args": argparse.Namespace(lr=1)}, "argparse.Namespace", pickle_protocol=4)
add_refused("sparse.pt", {"x": torch.eye(2).to_sparse()}, "torch._utils._rebuild_sparse_tensor")
add_refused("complex.pt", {"x": torch.zeros(2, dtype=torch.complex64)}, "torch.ComplexFloatStorage")
add_refused("counter.pt", collections.Counter("aab"), "collections.Counter", _use_new_zipfile_serialization=False)
script = io.BytesIO()
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 3)), script)
with open(os.path.join(folder, "script.pt"), "wb") as out:
    out.write(script.getvalue())

names = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def raw(tensor):
    """The elements, row-major and little-endian."""
    storage = io.BytesIO()
    tensor = tensor.detach().contiguous()
    width = tensor.element_size()
    view = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}[width]
    code = {1: "B", 2: "h", 4: "i", 8: "q"}[width]
    values = tensor.flatten().view(view).tolist() if tensor.numel() > 0 else []
    storage.write(struct.pack(f"<{len(values)}{code}", *values))
    return storage.getvalue()


def write_safetensors(name, tensors):
    header, data = {}, b""
    for key, tensor in sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0])):
        elements = raw(tensor)
        header[key] = {
            "dtype": names[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(elements)],
        }
        data += elements
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(os.path.join(folder, name), "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


write_safetensors("element-types.safetensors", types)
write_safetensors("nested.safetensors", nested_tensors)
narrowed = {torch.float64: torch.float64, torch.bool: torch.bool}
read_as = {
    key: tensor.to(narrowed.get(tensor.dtype, torch.float32 if tensor.dtype.is_floating_point else torch.int32))
    for key, tensor in {**types, **nested_tensors}.items()
}
write_safetensors("rewritten.safetensors", read_as)

with open(os.path.join(here, "torch-files.json"), "w", encoding="utf-8") as out:
    json.dump({"torch": torch.__version__, "files": files, "refused": refused}, out, ensure_ascii=False)
    out.write("\n")
