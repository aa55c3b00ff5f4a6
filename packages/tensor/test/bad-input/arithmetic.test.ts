import { dropout, layerNorm, tensor, where } from "@unroll/tensor";
import { describe } from "vitest";
import { disposed, doubles, floats, freed, integers, lookalike, mask, type Row, testRows, wrong } from "./rows.ts";

const rows: readonly Row[] = [
  [() => floats(2, 3).add(floats(4, 5)), "ShapeError: add: shapes [2, 3] and [4, 5] do not broadcast"],
  [
    () => floats(2, 3).add(wrong(doubles(2, 3))),
    'DTypeError: add: operands are float32 and float64; convert one with .to("float32")',
  ],
  [
    () => integers(2, 3).add(wrong(floats(2, 3))),
    'DTypeError: add: operands are int32 and float32; convert one with .to("float32")',
  ],
  [
    () => integers(2, 3).add(integers(2, 3)),
    'DTypeError: add: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => mask(2).mul(mask(2)),
    'DTypeError: mul: needs a float32 or float64 tensor, got bool; convert it with .to("float32") first',
  ],
  [
    () => integers(2).mul(2),
    'DTypeError: mul: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [() => floats(2, 3).sub(wrong(undefined)), "TypeError: sub: other must be a tensor or a number; got undefined"],
  [() => floats(2, 3).mul(wrong(null)), "TypeError: mul: other must be a tensor or a number; got null"],
  [() => floats(2, 3).div(wrong("2")), 'TypeError: div: other must be a tensor or a number; got "2"'],
  [() => floats(2, 3).div(wrong([1, 2, 3])), "TypeError: div: other must be a tensor or a number; got an array"],
  [
    () => floats(2, 3).pow(wrong(new Float32Array(3))),
    "TypeError: pow: other must be a tensor or a number; got a Float32Array",
  ],
  [
    () => floats(2, 3).maximum(wrong(lookalike)),
    "TypeError: maximum: other must be a tensor or a number; got an object",
  ],
  [() => floats(2, 3).minimum(wrong(true)), "TypeError: minimum: other must be a tensor or a number; got true"],
  [
    () => floats(2, 3).add(freed(2, 3)),
    'DisposedTensorError: add: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => freed(2, 3).add(floats(2, 3)),
    'DisposedTensorError: add: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => freed(2, 3).add(1),
    'DisposedTensorError: add: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => floats(2, 3).mul(disposed(2, 3)),
    "DisposedTensorError: mul: the tensor [2, 3] was disposed and cannot be used any more",
  ],
  [
    () => disposed(2, 3).maximum(floats(3)),
    "DisposedTensorError: maximum: the tensor [2, 3] was disposed and cannot be used any more",
  ],
  [() => floats(2, 3).eq(floats(2)), "ShapeError: eq: shapes [2, 3] and [2] do not broadcast"],
  [
    () => floats(2, 3).lt(wrong(doubles(2, 3))),
    'DTypeError: lt: operands are float32 and float64; convert one with .to("float32")',
  ],
  [() => floats(2, 3).gt(wrong("a")), 'TypeError: gt: other must be a tensor or a number; got "a"'],
  [
    () => floats(2, 3).ge(freed(2, 3)),
    'DisposedTensorError: ge: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => freed(2, 3).ne(0),
    'DisposedTensorError: ne: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => integers(2).neg(),
    'DTypeError: neg: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => mask(2).tanh(),
    'DTypeError: tanh: needs a float32 or float64 tensor, got bool; convert it with .to("float32") first',
  ],
  [
    () => freed(2).exp(),
    'DisposedTensorError: exp: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => disposed(2).gelu(), "DisposedTensorError: gelu: the tensor [2] was disposed and cannot be used any more"],
  [() => floats(2).clamp(wrong("a")), 'TypeError: clamp: min must be a number; got "a"'],
  [() => floats(2).clamp(0, Number.NaN), "TypeError: clamp: max must be a number; got NaN"],
  [
    () => integers(2).clamp(0, 1),
    'DTypeError: clamp: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => floats(2, 3).maskedFill(wrong(floats(2, 3)), 0),
    "DTypeError: maskedFill: mask must be bool, as comparisons make it; got float32",
  ],
  [() => floats(2, 3).maskedFill(wrong([true]), 0), "TypeError: maskedFill: mask must be a tensor; got an array"],
  [() => floats(2, 3).maskedFill(wrong(undefined), 0), "TypeError: maskedFill: mask must be a tensor; got undefined"],
  [() => floats(2, 3).maskedFill(mask(4), 0), "ShapeError: maskedFill: shapes [4] and [2, 3] do not broadcast"],
  [() => floats(2, 3).maskedFill(mask(2, 3), wrong("x")), 'TypeError: maskedFill: value must be a number; got "x"'],
  [
    () => integers(2).maskedFill(mask(2), 0),
    'DTypeError: maskedFill: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => where(wrong(floats(2)), floats(2), floats(2)),
    "DTypeError: where: the condition must be bool, got float32; make one with a comparison",
  ],
  [
    () => where(mask(2), floats(2), wrong(doubles(2))),
    'DTypeError: where: operands are float32 and float64; convert one with .to("float32")',
  ],
  [() => where(mask(2, 3), floats(4), floats(1)), "ShapeError: where: shapes [2, 3] and [4] do not broadcast"],
  [() => where(mask(2, 4), floats(3), floats(1)), "ShapeError: where: shapes [2, 4] and [3] do not broadcast"],
  [() => where(mask(2), floats(2), wrong(0)), "TypeError: where: b must be a tensor; got 0"],
  [() => where(wrong(undefined), floats(2), floats(2)), "TypeError: where: condition must be a tensor; got undefined"],
  [
    () => where(mask(2), freed(2), floats(2)),
    'DisposedTensorError: where: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => where(mask(3), wrong(integers(3)), wrong(integers(3))),
    'DTypeError: where: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [
    () => floats(2).to(wrong("float16")),
    'DTypeError: to: dtype must be "float32", "float64", "int32" or "bool"; got "float16"',
  ],
  [
    () => floats(2).to(wrong(undefined)),
    'DTypeError: to: dtype must be "float32", "float64", "int32" or "bool"; got undefined',
  ],
  [
    () => tensor([1, Number.NaN]).to("int32"),
    "RangeError: to: an int32 is from -2147483648 to 2147483647; got NaN at position 1",
  ],
  [
    () => tensor([3e9]).to("int32"),
    "RangeError: to: an int32 is from -2147483648 to 2147483647; got 3000000000 at position 0",
  ],
  [
    () => freed(2).to("float64"),
    'DisposedTensorError: to: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => freed(2).to("int32"),
    'DisposedTensorError: to: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => dropout(wrong([1])), "TypeError: dropout: x must be a tensor; got an array"],
  [() => dropout(floats(2), 1.5), "RangeError: dropout: probability must be from 0 to 1; got 1.5"],
  [() => dropout(floats(2), wrong("0.5")), 'RangeError: dropout: probability must be from 0 to 1; got "0.5"'],
  [
    () => dropout(floats(2), 0.5, wrong(1)),
    "TypeError: dropout: rng must be an Rng, as new Rng(seed) makes one; got 1",
  ],
  [
    () => dropout(wrong(integers(2))),
    'DTypeError: dropout: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [() => layerNorm(floats()), "ShapeError: layerNorm: x must have shape [..., n]; got []"],
  [() => layerNorm(wrong([1, 2])), "TypeError: layerNorm: x must be a tensor; got an array"],
  [
    () => layerNorm(floats(2, 3), { weight: floats(2) }),
    "ShapeError: layerNorm: weight must have shape [n=3]; got [2]",
  ],
  [
    () => layerNorm(floats(2, 3), { weight: wrong(doubles(3)) }),
    'DTypeError: layerNorm: x is float32, but weight is float64; convert one with .to("float32")',
  ],
  [
    () => layerNorm(floats(2, 3), { bias: wrong([1, 2, 3]) }),
    "TypeError: layerNorm: bias must be a tensor; got an array",
  ],
  [
    () => layerNorm(floats(2, 3), { bias: freed(3) }),
    'DisposedTensorError: layerNorm: the tensor [3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => layerNorm(floats(2, 3), { epsilon: -1 }), "RangeError: layerNorm: epsilon must be 0 or more; got -1"],
  [() => layerNorm(floats(2, 3), { epsilon: wrong("0") }), 'RangeError: layerNorm: epsilon must be 0 or more; got "0"'],
];

describe("element-wise operations", () => testRows(rows));
