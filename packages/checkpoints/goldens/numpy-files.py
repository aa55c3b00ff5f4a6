"""Computes numpy-files.json: files as numpy writes them, and what is in them.

    python3 packages/checkpoints/goldens/numpy-files.py && npx biome format --write packages/checkpoints/goldens

(with numpy and, for the second, the workspace set up; the tests themselves read only numpy-files.json)

Element i of an array, in row-major order, is  (37 i mod 23) - 11  for signed types, half of that for floats,
37 i mod 23 for unsigned types, and whether 37 i mod 23 is even for bool.

The JSON:
    numpy    the version that wrote the files
    arrays   a list of
        name
        file     the .npy file, in base64
        saved    whether numpy.save writes this array so: little-endian, row-major, in version 1.0
        shape
        values   flat, row-major
    refused  a list of name and file: .npy files of arrays that no tensor can be
    archives a list of
        name
        file     the .npz file, in base64
        entries  a list of name, shape and values
"""
import base64
import io
import json
import os
import warnings

import numpy as np


def fill(dtype, shape):
    dtype = np.dtype(dtype)
    count = int(np.prod(shape))
    steps = 37 * np.arange(count) % 23
    if dtype.kind == "b":
        values = steps % 2 == 0
    elif dtype.kind == "u":
        values = steps
    else:
        values = (steps - 11) / (2 if dtype.kind == "f" else 1)
    return values.astype(dtype).reshape(shape)


def base64_of(data):
    return base64.b64encode(data).decode("ascii")


def npy(array, version=None):
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # version 3.0 is for names that no array here has
        np.lib.format.write_array(file, array, version=version)
    return base64_of(file.getvalue())


def contents(array):
    return {"shape": list(array.shape), "values": array.flatten(order="C").tolist()}


arrays = []


def add(name, array, version=None):
    file = npy(array, version)
    saved = io.BytesIO()
    np.save(saved, np.ascontiguousarray(array).reshape(array.shape).astype(array.dtype.newbyteorder("<")))
    arrays.append({"name": name, "file": file, "saved": file == base64_of(saved.getvalue()), **contents(array)})


for kind in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]:
    for order in "<>" if int(kind[1]) > 1 else "|":
        add(f"{order}{kind}, row-major", fill(order + kind, (2, 3)))
        add(f"{order}{kind}, Fortran order", np.asfortranarray(fill(order + kind, (3, 5))))
add("no dimension", fill("<f4", ()))
add("one dimension", fill("<f8", (7,)))
add("three dimensions", fill("<i4", (2, 3, 5)))
add("three dimensions, Fortran order", np.asfortranarray(fill("<f4", (2, 3, 5))))
add("four dimensions, Fortran order, big-endian", np.asfortranarray(fill(">i4", (2, 3, 1, 5))))
add("eight dimensions", fill("|b1", (1, 2, 1, 1, 3, 1, 1, 2)))
add("no element", fill("<f4", (0, 3)))
add("no element, Fortran order", np.asfortranarray(fill("<f4", (2, 0, 3))))
add("version 2.0", fill("<f4", (2, 3)), (2, 0))
add("version 3.0", fill("<f4", (2, 3)), (3, 0))
add("version 3.0, big-endian, Fortran order", np.asfortranarray(fill(">f8", (2, 3))), (3, 0))

refused = [
    {"name": name, "file": npy(array)}
    for name, array in [
        ("objects", np.array([1, "a"], dtype=object)),
        ("records", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")])),
        ("complex numbers", np.zeros(2, dtype="<c8")),
        ("text", np.array(["ab", "c"])),
        ("bytes", np.array([b"ab", b"c"])),
        ("times", np.array(["2020-01-01"], dtype="<M8[D]")),
        ("raw bytes", np.zeros(2, dtype="V3")),
        ("nine dimensions", np.zeros((1,) * 9, dtype="<f4")),
    ]
]

archives = []
for name, save in [("stored", np.savez), ("deflated", np.savez_compressed)]:
    entries = {
        "rnn.weight_ih_l0": fill("<f4", (6, 2)),
        "rnn.bias_ih_l0": fill("<f8", (6,)),
        "mask": fill("|b1", (3,)),
        "turned": np.asfortranarray(fill(">i2", (2, 3))),
        "step": fill("<i8", ()),
        "Gewöhnung": fill("<f2", (40, 2)),
    }
    file = io.BytesIO()
    save(file, **entries)
    archives.append(
        {
            "name": name,
            "file": base64_of(file.getvalue()),
            "entries": [{"name": key, **contents(array)} for key, array in entries.items()],
        }
    )

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "numpy-files.json")
with open(path, "w", encoding="utf-8") as out:
    json.dump(
        {"numpy": np.__version__, "arrays": arrays, "refused": refused, "archives": archives}, out, ensure_ascii=False
    )
    out.write("\n")
