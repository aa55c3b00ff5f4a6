import { chunk, concat, split, stack, unbind } from "@unroll/tensor";
import { describe } from "vitest";
import { disposed, doubles, floats, freed, outOfMemory, type Row, testRows, wrong } from "./rows.ts";

const rows: readonly Row[] = [
  [() => floats(2, 3).reshape([4]), "ShapeError: reshape: shape [2, 3] with 6 elements does not become [4]"],
  [() => floats(2, 3).reshape([-1, -1]), "ShapeError: reshape: shape [2, 3] with 6 elements does not become [-1, -1]"],
  [() => floats(2, 3).reshape([-1, 4]), "ShapeError: reshape: shape [2, 3] with 6 elements does not become [-1, 4]"],
  [() => floats(2, 3).reshape([0, -1]), "ShapeError: reshape: shape [2, 3] with 6 elements does not become [0, -1]"],
  [() => floats(2, 3).reshape([2.5]), "ShapeError: reshape: shape [2, 3] with 6 elements does not become [2.5]"],
  [
    () => floats(2, 3).reshape([2 ** 53]),
    "ShapeError: reshape: shape [2, 3] with 6 elements does not become [9007199254740992]",
  ],
  [() => floats(2, 3).reshape(wrong(6)), "ShapeError: reshape: shape must be a list of integers; got 6"],
  [() => floats(2, 3).reshape(wrong(["6"])), 'ShapeError: reshape: shape [2, 3] with 6 elements does not become ["6"]'],
  [
    () => floats(2, 3).reshape(wrong(undefined)),
    "ShapeError: reshape: shape must be a list of integers; got undefined",
  ],
  [
    () => freed(2, 3).reshape([6]),
    'DisposedTensorError: reshape: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => floats(1, 3).expand([4]), "ShapeError: expand: shape [1, 3] does not stretch to [4]"],
  [
    () => floats(1, 3).expand([Number.NaN, 3]),
    "ShapeError: expand: dimensions are integers of 0 and more, got [NaN, 3]",
  ],
  [() => floats(1, 3).expand([1.5, 3]), "ShapeError: expand: dimensions are integers of 0 and more, got [1.5, 3]"],
  [() => floats(1, 3).expand([-2, 3]), "ShapeError: expand: shape [1, 3] does not stretch to [-2, 3]"],
  [
    () =>
      floats(1, 3)
        .expand([2 ** 40, 3])
        .add(1),
    outOfMemory("13194139533312"),
  ],
  [
    () => floats(1).expand([1, 1, 1, 1, 1, 1, 1, 1, 2]),
    "ShapeError: expand: at most 8 dimensions, got 9: [1, 1, 1, 1, 1, 1, 1, 1, 2]",
  ],
  [() => floats(1, 3).expand(wrong(3)), "ShapeError: expand: shape must be a list of integers; got 3"],
  [() => floats(2).transpose(), "ShapeError: transpose: axis -2 is out of range; expected -1 to 0"],
  [() => floats(2, 3).transpose(0, 5), "ShapeError: transpose: axis 5 is out of range; expected -2 to 1"],
  [() => floats(2, 3).transpose(wrong("a"), 1), 'ShapeError: transpose: axis must be an integer; got "a"'],
  [
    () => disposed(2, 3).transpose(),
    "DisposedTensorError: transpose: the tensor [2, 3] was disposed and cannot be used any more",
  ],
  [
    () => floats(2, 3).permute([0]),
    "ShapeError: permute: axes must name each of the 2 axes once, got [0] for shape [2, 3]",
  ],
  [
    () => floats(2, 3).permute([0, 0]),
    "ShapeError: permute: axes must name each of the 2 axes once, got [0, 0] for shape [2, 3]",
  ],
  [() => floats(2, 3).permute([0, 2]), "ShapeError: permute: axis 2 is out of range; expected -2 to 1"],
  [() => floats(2, 3).permute([0.5, 1]), "ShapeError: permute: axis 0.5 is out of range; expected -2 to 1"],
  [() => floats(2, 3).permute(wrong(undefined)), "ShapeError: permute: axes must be a list of integers; got undefined"],
  [() => floats(2, 3).slice(2, 0), "ShapeError: slice: axis 2 is out of range; expected -2 to 1"],
  [() => floats(2, 3).slice(0, Number.NaN), "ShapeError: slice: start and end are integers, got NaN and undefined"],
  [() => floats(2, 3).slice(0, 0, wrong("2")), 'ShapeError: slice: start and end are integers, got 0 and "2"'],
  [
    () => floats(2, 3).slice(0, wrong(undefined)),
    "ShapeError: slice: start and end are integers, got undefined and undefined",
  ],
  [() => floats(2, 3).select(0, 2), "ShapeError: select: index 2 is out of range for axis 0 of size 2 of shape [2, 3]"],
  [
    () => floats(2, 3).select(0, -3),
    "ShapeError: select: index -3 is out of range for axis 0 of size 2 of shape [2, 3]",
  ],
  [
    () => floats(2, 3).select(1, 0.5),
    "ShapeError: select: index 0.5 is out of range for axis 1 of size 3 of shape [2, 3]",
  ],
  [() => floats(2, 3).squeeze(2), "ShapeError: squeeze: axis 2 is out of range; expected -2 to 1"],
  [() => floats(2, 3).unsqueeze(4), "ShapeError: unsqueeze: axis 4 is out of range; expected -3 to 2"],
  [
    () => floats(1, 1, 1, 1, 1, 1, 1, 1).unsqueeze(0),
    "ShapeError: unsqueeze: at most 8 dimensions, got 9: [1, 1, 1, 1, 1, 1, 1, 1, 1]",
  ],
  [() => floats(2, 3).flatten(1, 0), "ShapeError: flatten: start axis 1 comes after end axis 0"],
  [() => floats(2, 3).flatten(Number.NaN), "ShapeError: flatten: axis NaN is out of range; expected -2 to 1"],
  [() => floats(2, 3).flip(wrong(null)), "ShapeError: flip: axes must be an integer or a list of integers; got null"],
  [() => floats(2, 3).flip([0, 0]), "ShapeError: flip: axis 0 is given twice"],
  [
    () => floats(2, 3).pad([1]),
    "ShapeError: pad: padding is pairs of non-negative integers, last axis first, for at most 2 axes; got [1]",
  ],
  [
    () => floats(2, 3).pad([1, -1]),
    "ShapeError: pad: padding is pairs of non-negative integers, last axis first, for at most 2 axes; got [1, -1]",
  ],
  [
    () => floats(2, 3).pad([1, 1, 1, 1, 1, 1]),
    "ShapeError: pad: padding is pairs of non-negative integers, last axis first, for at most 2 axes; got [1, 1, 1, 1, 1, 1]",
  ],
  [
    () => floats(2, 3).pad([1.5, 0]),
    "ShapeError: pad: padding is pairs of non-negative integers, last axis first, for at most 2 axes; got [1.5, 0]",
  ],
  [() => floats(2, 3).pad([2 ** 40, 0]), outOfMemory("8796093022272")],
  [() => floats(2, 3).pad(wrong("11")), 'ShapeError: pad: padding must be a list of integers; got "11"'],
  [() => floats(2, 3).pad([1, 1], wrong("x")), 'TypeError: pad: value must be a number; got "x"'],
  [() => concat([]), "ShapeError: concat: needs at least one tensor"],
  [() => concat(wrong(undefined)), "TypeError: concat: tensors must be a list of tensors; got undefined"],
  [() => concat(wrong(floats(2))), "TypeError: concat: tensors must be a list of tensors; got a Tensor"],
  [() => concat([floats(2), wrong(undefined)]), "TypeError: concat: tensors[1] must be a tensor; got undefined"],
  [() => concat([floats(2), wrong(3)]), "TypeError: concat: tensors[1] must be a tensor; got 3"],
  [() => concat([floats(2), wrong(doubles(2))]), "DTypeError: concat: tensors are float32 and float64"],
  [
    () => concat([floats(2, 3), floats(2, 4)]),
    "ShapeError: concat: shapes [2, 3] and [2, 4] differ elsewhere than at axis 0",
  ],
  [
    () => concat([floats(2, 3), floats(2)]),
    "ShapeError: concat: shapes [2, 3] and [2] differ elsewhere than at axis 0",
  ],
  [() => concat([floats(), floats()]), "ShapeError: concat: axis 0 is out of range; a tensor of rank 0 has no axis"],
  [() => concat([floats(2)], 3), "ShapeError: concat: axis 3 is out of range; expected -1 to 0"],
  [() => concat([floats(2)], Number.NaN), "ShapeError: concat: axis NaN is out of range; expected -1 to 0"],
  [
    () => concat([floats(2, 3), freed(2, 3)]),
    'DisposedTensorError: concat: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => stack([]), "ShapeError: stack: needs at least one tensor"],
  [() => stack([floats(2), floats(3)]), "ShapeError: stack: shapes [2] and [3] differ"],
  [() => stack([floats(2), wrong(doubles(2))]), "DTypeError: stack: tensors are float32 and float64"],
  [() => stack([floats(2)], 5), "ShapeError: stack: axis 5 is out of range; expected -2 to 1"],
  [
    () => stack([floats(2, 3), freed(2, 3)]),
    'DisposedTensorError: stack: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => stack([floats(1, 1, 1, 1, 1, 1, 1, 1)]),
    "ShapeError: stack: at most 8 dimensions, got 9: [1, 1, 1, 1, 1, 1, 1, 1, 1]",
  ],
  [() => split(floats(2, 3), 0), "ShapeError: split: sizes [0] do not add up to axis 0 of shape [2, 3]"],
  [() => split(floats(2, 3), 1.5), "ShapeError: split: sizes [1.5] do not add up to axis 0 of shape [2, 3]"],
  [() => split(floats(2, 3), Number.NaN), "ShapeError: split: sizes [NaN] do not add up to axis 0 of shape [2, 3]"],
  [() => split(floats(2, 3), [-1, 3]), "ShapeError: split: sizes [-1, 3] do not add up to axis 0 of shape [2, 3]"],
  [
    () => split(floats(2, 3), [0.5, 1.5]),
    "ShapeError: split: sizes [0.5, 1.5] do not add up to axis 0 of shape [2, 3]",
  ],
  [() => split(floats(2, 3), [1, 2]), "ShapeError: split: sizes [1, 2] do not add up to axis 0 of shape [2, 3]"],
  [() => split(floats(2, 3), wrong("1")), 'ShapeError: split: sizes must be a list of integers; got "1"'],
  [() => split(floats(2, 3), 1, 2), "ShapeError: split: axis 2 is out of range; expected -2 to 1"],
  [() => split(wrong([1, 2]), 1), "TypeError: split: x must be a tensor; got an array"],
  [
    () => split(freed(2, 3), 1),
    'DisposedTensorError: split: the tensor [2, 3] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => chunk(floats(2, 3), 0), "ShapeError: chunk: parts must be a positive integer; got 0"],
  [() => chunk(floats(2, 3), wrong("2")), 'ShapeError: chunk: parts must be a positive integer; got "2"'],
  [() => chunk(wrong(undefined), 2), "TypeError: chunk: x must be a tensor; got undefined"],
  [() => unbind(floats(2, 3), 4), "ShapeError: unbind: axis 4 is out of range; expected -2 to 1"],
  [() => unbind(wrong(undefined)), "TypeError: unbind: x must be a tensor; got undefined"],
  [() => floats(2, 3).item(), "ShapeError: item: needs a tensor with one element, got shape [2, 3]"],
  [() => floats(0).item(), "ShapeError: item: needs a tensor with one element, got shape [0]"],
  [
    () => freed(1).item(),
    'DisposedTensorError: item: the tensor [1] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => freed(2).data(),
    'DisposedTensorError: data: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => freed(2).toArray(),
    'DisposedTensorError: toArray: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => disposed(2).clone(), "DisposedTensorError: clone: the tensor [2] was disposed and cannot be used any more"],
  [
    () => disposed(2).toArray(),
    "DisposedTensorError: toArray: the tensor [2] was disposed and cannot be used any more",
  ],
];

describe("views, joining and cutting", () => testRows(rows));
