import {
  Buffer,
  copyValues,
  customOperation,
  grad,
  gradcheck,
  Module,
  type NDArray,
  noGrad,
  ones,
  Parameter,
  ParameterTable,
  scope,
  setBackend,
  single,
  Tensor,
  zeros,
} from "@unroll/tensor";
import { afterAll, afterEach, describe, expect } from "vitest";
import { doubles, floats, freed, integers, leaf, lookalike, type Row, testRows, wrong } from "./rows.ts";

class Layer extends Module {
  weight = new Parameter(ones([2]));
  bias = new Parameter(zeros([2]));
}

const module = new Layer();

afterAll(() => module.dispose());

afterEach(() => {
  // Nothing was half done.
  expect([module.weight.toArray(), module.bias.toArray(), module.weight.grad]).toEqual([[1, 1], [0, 0], null]);
});

function usedTwice(): void {
  const y = leaf(2).square().sum();
  y.backward();
  y.backward();
}

/** One branch of the graph can be walked, and the other not: neither gets a gradient. */
function changedInPlace(): void {
  const changed = leaf(2);
  const other = leaf(2);
  const y = changed.square().sum().add(other.mul(2).sum());
  copyValues(changed, floats(2));
  try {
    y.backward();
  } finally {
    expect([changed.grad, other.grad]).toEqual([null, null]);
  }
}

function hooked(hook: () => unknown): void {
  const x = leaf(2);
  x.registerHook(wrong(hook));
  x.sum().backward();
}

function withBackward(backward: () => readonly NDArray[]): void {
  const x = leaf(2);
  customOperation("mine", [x], (a) => single(a, [], backward))
    .sum()
    .backward();
}

const doubleLeaf = (): Tensor<"float64"> => ones([2], { dtype: "float64", requiresGrad: true });

function withoutSecondMoment(): void {
  const table = new ParameterTable([module.weight], ["m"]);
  try {
    table.update("adam", wrong({}));
  } finally {
    table.dispose();
  }
}

function disposedTable(): ParameterTable {
  const table = new ParameterTable([module.weight]);
  table.dispose();
  return table;
}

const rows: readonly Row[] = [
  [
    () => floats(2).sum().backward(),
    "GraphError: backward: nothing was recorded for this tensor []; make it from tensors with requiresGrad, outside noGrad",
  ],
  [
    () => leaf(2).mul(2).backward(),
    "ShapeError: backward: a tensor of shape [2] needs a gradient of that shape; only a single element may go without",
  ],
  [() => leaf(2).mul(2).backward(floats(3)), "ShapeError: backward: the gradient must have shape [2]; got [3]"],
  [
    () =>
      leaf(2)
        .mul(2)
        .backward(wrong(doubles(2))),
    "DTypeError: backward: the gradient must be float32; got float64",
  ],
  [() => leaf(2).mul(2).backward(wrong(1)), "TypeError: backward: gradient must be a tensor; got 1"],
  [
    () => leaf(2).mul(2).backward(freed(2)),
    'DisposedTensorError: backward: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => usedTwice(),
    'GraphError: backward: the graph of "sum" was already used and freed; compute it again, or pass { retainGraph: true } the first time',
  ],
  [
    () => changedInPlace(),
    'GraphError: backward: "square" needs a value [2] that was changed in place since (by an optimizer\'s step, for example); call backward before changing it',
  ],
  [() => grad(wrong(3), [leaf(2)]), "TypeError: grad: outputs[0] must be a tensor; got 3"],
  [() => grad(wrong(undefined), []), "TypeError: grad: outputs[0] must be a tensor; got undefined"],
  [() => grad(leaf(2).sum(), wrong(leaf(2))), "TypeError: grad: inputs must be a list of tensors; got a Tensor"],
  [() => grad(leaf(2).sum(), [wrong(lookalike)]), "TypeError: grad: inputs[0] must be a tensor; got an object"],
  [
    () => grad(leaf(2).mul(2), [leaf(2)], { gradients: [floats(3)] }),
    "ShapeError: grad: the gradient must have shape [2]; got [3]",
  ],
  [
    () => grad([leaf(2).sum(), leaf(2).sum()], [], { gradients: [floats()] }),
    "ShapeError: grad: gradients must have one entry for each of the 2 outputs; got 1",
  ],
  [
    () => grad(floats(2).sum(), [leaf(2)]),
    "GraphError: grad: nothing was recorded for this tensor []; make it from tensors with requiresGrad, outside noGrad",
  ],
  [
    () => Object.assign(integers(2), { requiresGrad: true }),
    "DTypeError: requiresGrad: only float32 and float64 tensors have gradients, this one is int32",
  ],
  [
    () => Object.assign(leaf(2).mul(2), { requiresGrad: false }),
    "GraphError: requiresGrad: can be set on leaves only; use detach() to cut the history",
  ],
  [() => floats(2).registerHook(() => undefined), "GraphError: registerHook: the tensor [2] requires no gradient"],
  [() => leaf(2).registerHook(wrong(5)), "TypeError: registerHook: hook must be a function; got 5"],
  [() => hooked(() => 5), "TypeError: registerHook: what the hook returns must be a tensor; got 5"],
  [() => hooked(() => floats(3)), "ShapeError: registerHook: the hook must return float32 [2]; got float32 [3]"],
  [
    () => leaf(2).accumulateGrad(wrong(floats(2))),
    "TypeError: accumulateGrad: gradient must be an NDArray; got a Tensor",
  ],
  [
    () => leaf(2).accumulateGrad(floats(3).array),
    "ShapeError: accumulateGrad: the gradient must be float32 [2]; got float32 [3]",
  ],
  [
    () => leaf(2).accumulateGrad(doubles(2).array),
    "ShapeError: accumulateGrad: the gradient must be float32 [2]; got float64 [2]",
  ],
  [
    () => integers(2).accumulateGrad(integers(2).array),
    'DTypeError: accumulateGrad: needs a float32 or float64 tensor, got int32; convert it with .to("float32") first',
  ],
  [() => gradcheck(wrong(5), []), "TypeError: gradcheck: fn must be a function; got 5"],
  [
    () => gradcheck((x) => x, [doubles(2)]),
    "ShapeError: gradcheck: no input requires a gradient, so there is nothing to check",
  ],
  [() => gradcheck((x) => x, [wrong(leaf(2))]), "DTypeError: gradcheck: inputs must be float64; inputs[0] is float32"],
  [
    () =>
      gradcheck(
        wrong(() => 5),
        [doubleLeaf()],
      ),
    "TypeError: gradcheck: outputs[0] must be a tensor; got 5",
  ],
  [
    () => customOperation("mine", [wrong([1])], wrong(undefined)),
    "TypeError: mine: operand 0 must be a tensor; got an array",
  ],
  [
    () =>
      customOperation(
        "mine",
        [floats(2)],
        wrong(() => 5),
      ),
    "TypeError: mine: the operation must give an Outcome, as single(...) makes one; got 5",
  ],
  [
    () =>
      customOperation(
        "mine",
        [floats(2)],
        wrong(async () => 5),
      ),
    "TypeError: mine: the operation must give an Outcome, as single(...) makes one; got a Promise",
  ],
  [
    () => customOperation("mine", [floats(2)], () => single(wrong(floats(2)), [], () => [])),
    "TypeError: Tensor: array must be an NDArray; got a Tensor; tensor(...) makes one of numbers",
  ],
  [
    () => customOperation("mine", [freed(2)], (a) => single(a, [], (dy) => [dy])),
    'DisposedTensorError: mine: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => withBackward(() => []),
    'TypeError: backward: "mine" must give a list of gradients, one or null for each of its 1 inputs; got 0',
  ],
  [
    () => withBackward(() => wrong(5)),
    'TypeError: backward: "mine" must give a list of gradients, one or null for each of its 1 inputs; got 5',
  ],
  [
    () => withBackward(() => [floats(3).array]),
    'ShapeError: backward: "mine" must give its input 0 a gradient float32 [2]; got float32 [3]',
  ],
  [
    () => withBackward(() => [doubles(2).array]),
    'ShapeError: backward: "mine" must give its input 0 a gradient float32 [2]; got float64 [2]',
  ],
  [
    () => withBackward(() => [wrong(floats(2))]),
    'TypeError: backward: "mine" must give an NDArray, a PartialGradient or null for each of its 1 inputs; got a Tensor at 0',
  ],
  [() => scope(wrong(5)), "TypeError: scope: fn must be a function; got 5"],
  [
    () => scope(async () => 5),
    "TypeError: scope: the function is asynchronous, so its tensors would be freed too early; use openScope and close it when done",
  ],
  [() => noGrad(wrong(5)), "TypeError: noGrad: fn must be a function; got 5"],
  [
    () => noGrad(async () => 5),
    "TypeError: noGrad: the function is asynchronous, so what it does later would be recorded; call noGrad between its awaits",
  ],
  [
    () => new Tensor(wrong([1, 2])),
    "TypeError: Tensor: array must be an NDArray; got an array; tensor(...) makes one of numbers",
  ],
  [
    () => new Tensor(wrong(undefined)),
    "TypeError: Tensor: array must be an NDArray; got undefined; tensor(...) makes one of numbers",
  ],
  [() => new Parameter(wrong([1, 2])), "TypeError: Parameter: initial must be a tensor; got an array"],
  [() => new Parameter(wrong(undefined)), "TypeError: Parameter: initial must be a tensor; got undefined"],
  [
    () => new Parameter(wrong(integers(2))),
    "DTypeError: Parameter: only float32 and float64 tensors have gradients, this one is int32",
  ],
  [
    () => new Parameter(freed(2)),
    'DisposedTensorError: Parameter: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => new Buffer(wrong(undefined)), "TypeError: Buffer: initial must be a tensor; got undefined"],
  [
    () => new Buffer(freed(2)),
    'DisposedTensorError: Buffer: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => copyValues(floats(2), floats(3)),
    "ShapeError: copyValues: source must be as target, float32 [2]; got float32 [3]",
  ],
  [
    () => copyValues(floats(2, 3), floats(3)),
    "ShapeError: copyValues: source must be as target, float32 [2, 3]; got float32 [3]",
  ],
  [
    () => copyValues(floats(2), integers(2)),
    "ShapeError: copyValues: source must be as target, float32 [2]; got int32 [2]",
  ],
  [
    () => copyValues(floats(2), freed(2)),
    'DisposedTensorError: copyValues: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => copyValues(freed(2), floats(2)),
    'DisposedTensorError: copyValues: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [() => copyValues(floats(2), wrong(undefined)), "TypeError: copyValues: source must be a tensor; got undefined"],
  [
    () => module.loadStateDict(wrong(undefined)),
    "TypeError: loadStateDict: dict must hold tensors by name; got undefined",
  ],
  [
    () => module.loadStateDict(wrong({ weight: [1, 2], bias: zeros([2]) })),
    "TypeError: loadStateDict: weight must be a tensor; got an array",
  ],
  [
    () => module.loadStateDict({ weight: zeros([2]), bias: freed(2) }),
    'DisposedTensorError: loadStateDict: the tensor [2] was freed when its scope "step" closed; return it from the scope to keep it',
  ],
  [
    () => module.loadStateDict({ weight: zeros([2]), bias: zeros([3]) }),
    "StateDictError: loadStateDict: the state does not fit and nothing was loaded: bias must be float32 [2], got float32 [3]",
  ],
  [
    () => new ParameterTable(wrong(undefined)),
    "TypeError: optimizer: parameters must be a list of tensors; got undefined",
  ],
  [() => new ParameterTable(wrong([floats(2)])), "TypeError: optimizer: parameters must be Parameters; got a Tensor"],
  [
    () => withoutSecondMoment(),
    'RangeError: ParameterTable.update: adam needs the moment "v", which the table was made without',
  ],
  [() => disposedTable().sumSquares(), "DisposedTensorError: optimizer: it was disposed and cannot be used any more"],
  [
    () => setBackend(wrong("gpu")),
    'RangeError: setBackend: expected one of wasm-relaxed, wasm-strict, reference; got "gpu"',
  ],
];

describe("gradients, scopes and custom operations", () => testRows(rows));
