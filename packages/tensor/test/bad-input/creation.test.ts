import { arange, eye, full, ones, rand, randn, tensor, zeros } from "@unroll/tensor";
import { describe } from "vitest";
import { floats, outOfMemory, type Row, testRows, wrong } from "./rows.ts";

function arrayInItself(): never {
  const endless: unknown[] = [];
  endless[0] = endless;
  return endless as never;
}

const rows: readonly Row[] = [
  [() => zeros(wrong(undefined)), "ShapeError: zeros: shape must be a list of integers; got undefined"],
  [() => zeros(wrong(3)), "ShapeError: zeros: shape must be a list of integers; got 3"],
  [() => zeros(wrong("ab")), 'ShapeError: zeros: shape must be a list of integers; got "ab"'],
  [() => zeros([-1]), "ShapeError: zeros: dimensions are integers of 0 and more, got [-1]"],
  [() => zeros([1.5]), "ShapeError: zeros: dimensions are integers of 0 and more, got [1.5]"],
  [() => zeros([Number.NaN]), "ShapeError: zeros: dimensions are integers of 0 and more, got [NaN]"],
  [() => zeros([Number.POSITIVE_INFINITY]), "ShapeError: zeros: dimensions are integers of 0 and more, got [Infinity]"],
  [() => zeros(wrong(["3"])), 'ShapeError: zeros: dimensions are integers of 0 and more, got ["3"]'],
  [() => zeros(wrong([undefined, 3])), "ShapeError: zeros: dimensions are integers of 0 and more, got [undefined, 3]"],
  [() => zeros([2 ** 53]), "ShapeError: zeros: no tensor is that large, got [9007199254740992]"],
  [() => zeros([2 ** 31]), outOfMemory("8589934592")],
  [() => zeros([2 ** 31, 2 ** 31]), outOfMemory("18446744073709552000")],
  [() => zeros([2 ** 52, 2 ** 52, 2 ** 52]), outOfMemory("3.6537540933272573e+47")],
  [
    () => zeros([1, 1, 1, 1, 1, 1, 1, 1, 1]),
    "ShapeError: zeros: at most 8 dimensions, got 9: [1, 1, 1, 1, 1, 1, 1, 1, 1]",
  ],
  [
    () => zeros([2], { dtype: wrong("float16") }),
    'DTypeError: zeros: dtype must be "float32", "float64", "int32" or "bool"; got "float16"',
  ],
  [
    () => zeros([2], { dtype: "int32", requiresGrad: true }),
    "DTypeError: zeros: only float32 and float64 tensors have gradients, this one is int32",
  ],
  [() => ones([2, -3]), "ShapeError: ones: dimensions are integers of 0 and more, got [2, -3]"],
  [() => ones([2 ** 40]), outOfMemory("4398046511104")],
  [() => full(wrong(null), 1), "ShapeError: full: shape must be a list of integers; got null"],
  [() => full([2 ** 31], 1), outOfMemory("8589934592")],
  [() => full([2], wrong("x")), 'TypeError: full: value must be a number; got "x"'],
  [() => full([2], wrong(undefined)), "TypeError: full: value must be a number; got undefined"],
  [
    () => full([2], 1.5, { dtype: "int32" }),
    "RangeError: full: an int32 is an integer from -2147483648 to 2147483647; got 1.5 at position 0",
  ],
  [
    () => full([2], 2 ** 40, { dtype: "int32" }),
    "RangeError: full: an int32 is an integer from -2147483648 to 2147483647; got 1099511627776 at position 0",
  ],
  [() => tensor(wrong(undefined)), "DTypeError: tensor: elements must be numbers or booleans, got undefined"],
  [() => tensor(wrong(null)), "DTypeError: tensor: elements must be numbers or booleans, got null"],
  [() => tensor(wrong("abc")), 'DTypeError: tensor: elements must be numbers or booleans, got "abc"'],
  [() => tensor(wrong({})), "DTypeError: tensor: elements must be numbers or booleans, got an object"],
  [() => tensor(wrong(new Map())), "DTypeError: tensor: elements must be numbers or booleans, got a Map"],
  [() => tensor(wrong(Symbol("s"))), "DTypeError: tensor: elements must be numbers or booleans, got Symbol(s)"],
  [() => tensor(wrong(["1"])), 'DTypeError: tensor: elements must be numbers or booleans, got "1"'],
  [() => tensor(wrong([1n])), "DTypeError: tensor: elements must be numbers or booleans, got 1n"],
  [() => tensor(wrong([undefined])), "DTypeError: tensor: elements must be numbers or booleans, got undefined"],
  [() => tensor(wrong([null])), "DTypeError: tensor: elements must be numbers or booleans, got null"],
  // biome-ignore lint/suspicious/noSparseArray: the hole is the point
  [() => tensor(wrong([, 1])), "DTypeError: tensor: elements must be numbers or booleans, got undefined"],
  [
    () => tensor([[1, 2], [3]]),
    "ShapeError: tensor: nested arrays must all have one shape; expected an array of 2 at depth 1, got an array of 1",
  ],
  [
    () => tensor([[1], 2]),
    "ShapeError: tensor: nested arrays must all have one shape; expected an array of 1 at depth 1, got 2",
  ],
  [
    () => tensor([1, [2]]),
    "ShapeError: tensor: nested arrays must all have one shape; expected a number at depth 1, got an array",
  ],
  [() => tensor(wrong([true, 2])), "DTypeError: tensor: elements are numbers and booleans; make them of one kind"],
  [() => tensor(wrong([1, false])), "DTypeError: tensor: elements are numbers and booleans; make them of one kind"],
  [
    () => tensor(wrong([new Float32Array(2)])),
    "DTypeError: tensor: elements must be numbers or booleans, got a Float32Array",
  ],
  [
    () => tensor(wrong(new Uint16Array(2))),
    "DTypeError: tensor: data must be nested arrays of numbers, or a Float32Array, Float64Array, Int32Array or Uint8Array; got a Uint16Array",
  ],
  [
    () => tensor(wrong(new BigInt64Array(2))),
    "DTypeError: tensor: data must be nested arrays of numbers, or a Float32Array, Float64Array, Int32Array or Uint8Array; got a BigInt64Array",
  ],
  [
    () => tensor(wrong(new DataView(new ArrayBuffer(4)))),
    "DTypeError: tensor: data must be nested arrays of numbers, or a Float32Array, Float64Array, Int32Array or Uint8Array; got a DataView",
  ],
  [() => tensor(wrong(floats(2))), "DTypeError: tensor: elements must be numbers or booleans, got a Tensor"],
  [() => tensor(wrong([floats(2)])), "DTypeError: tensor: elements must be numbers or booleans, got a Tensor"],
  [() => tensor(arrayInItself()), "ShapeError: tensor: at most 8 dimensions, got 9: [1, 1, 1, 1, 1, 1, 1, 1, 1]"],
  [
    () => tensor([1], { dtype: wrong("half") }),
    'DTypeError: tensor: dtype must be "float32", "float64", "int32" or "bool"; got "half"',
  ],
  [() => tensor([1, 2], { shape: [3] }), "ShapeError: tensor: shape [3] has 3 elements, the data have 2"],
  [
    () => tensor([1, 2], { shape: [-2, -1] }),
    "ShapeError: tensor: dimensions are integers of 0 and more, got [-2, -1]",
  ],
  [() => tensor([1, 2], { shape: wrong("2") }), 'ShapeError: tensor: shape must be a list of integers; got "2"'],
  [
    () => tensor(new Float32Array(2), { shape: wrong(2) }),
    "ShapeError: tensor: shape must be a list of integers; got 2",
  ],
  [
    () => tensor(new Float32Array(2), { shape: [2, 2] }),
    "ShapeError: tensor: shape [2, 2] has 4 elements, the data have 2",
  ],
  [
    () => tensor([1.5], { dtype: "int32" }),
    "RangeError: tensor: an int32 is an integer from -2147483648 to 2147483647; got 1.5 at position 0",
  ],
  [
    () => tensor([0, Number.NaN], { dtype: "int32" }),
    "RangeError: tensor: an int32 is an integer from -2147483648 to 2147483647; got NaN at position 1",
  ],
  [
    () => tensor([2 ** 31], { dtype: "int32" }),
    "RangeError: tensor: an int32 is an integer from -2147483648 to 2147483647; got 2147483648 at position 0",
  ],
  [
    () => tensor([1], { dtype: "int32", requiresGrad: true }),
    "DTypeError: tensor: only float32 and float64 tensors have gradients, this one is int32",
  ],
  [() => arange(Number.NaN), "ShapeError: arange: start, end and step must be finite and step not 0, got 0, NaN, 1"],
  [
    () => arange(Number.POSITIVE_INFINITY),
    "ShapeError: arange: start, end and step must be finite and step not 0, got 0, Infinity, 1",
  ],
  [() => arange(wrong("3")), 'ShapeError: arange: start, end and step must be finite and step not 0, got 0, "3", 1'],
  [
    () => arange(wrong(undefined)),
    "ShapeError: arange: start, end and step must be finite and step not 0, got 0, undefined, 1",
  ],
  [() => arange(0, 1, 0), "ShapeError: arange: start, end and step must be finite and step not 0, got 0, 1, 0"],
  [
    () => arange(0, 1, Number.NaN),
    "ShapeError: arange: start, end and step must be finite and step not 0, got 0, 1, NaN",
  ],
  [() => arange(0, 1, 1e-300), "ShapeError: arange: no tensor is that large, got [9.999999999999999e+299]"],
  [() => arange(2 ** 31), outOfMemory("8589934592")],
  [() => arange(2 ** 53), "ShapeError: arange: no tensor is that large, got [9007199254740992]"],
  [
    () => arange(0, 1, 0.5, { dtype: "int32" }),
    "RangeError: arange: an int32 is an integer from -2147483648 to 2147483647; got 0.5 at position 1",
  ],
  [
    () => arange(3, undefined, 1, { dtype: wrong("int8") }),
    'DTypeError: arange: dtype must be "float32", "float64", "int32" or "bool"; got "int8"',
  ],
  [() => eye(-1), "ShapeError: eye: n must be an integer of 0 or more; got -1"],
  [() => eye(1.5), "ShapeError: eye: n must be an integer of 0 or more; got 1.5"],
  [() => eye(Number.NaN), "ShapeError: eye: n must be an integer of 0 or more; got NaN"],
  [() => eye(wrong("3")), 'ShapeError: eye: n must be an integer of 0 or more; got "3"'],
  [() => eye(2 ** 20), outOfMemory("4398046511104")],
  [() => eye(2 ** 53), "ShapeError: eye: n must be an integer of 0 or more; got 9007199254740992"],
  [() => rand([-1]), "ShapeError: rand: dimensions are integers of 0 and more, got [-1]"],
  [() => rand([2 ** 53]), "ShapeError: rand: no tensor is that large, got [9007199254740992]"],
  [() => rand([2], { dtype: wrong("int32") }), 'DTypeError: rand: random tensors are float32 or float64; got "int32"'],
  [() => rand([2], { rng: wrong(5) }), "TypeError: rand: rng must be an Rng, as new Rng(seed) makes one; got 5"],
  [() => randn(wrong(3)), "ShapeError: randn: shape must be a list of integers; got 3"],
  [() => randn([2 ** 31]), outOfMemory("8589934592")],
  [
    () => randn([2], { rng: wrong({}) }),
    "TypeError: randn: rng must be an Rng, as new Rng(seed) makes one; got an object",
  ],
];

describe("creation", () => testRows(rows));
