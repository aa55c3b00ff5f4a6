import { Parameter, StateDictError, tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import golden from "../goldens/optimizers.json" with { type: "json" };
import { Adagrad, Adam, clipGradNorm, type Optimizer, type OptimizerOptions, RMSProp, SGD } from "../src/index.ts";
import { expectClose, fill } from "./golden.ts";

const sizes = golden.shapes.map((shape) => shape.reduce((product, dimension) => product * dimension, 1));

function makeParameters(dtype: "float32" | "float64" = "float32"): Parameter[] {
  return golden.shapes.map((shape, p) => {
    const initial = tensor<"float32">(fill(p, sizes[p] as number), { shape, dtype: dtype as "float32" });
    return new Parameter(initial);
  });
}

const optimizers: Record<string, new (parameters: readonly Parameter[], options: OptimizerOptions) => Optimizer> = {
  Adagrad,
  Adam,
  RMSProp,
  SGD,
};

function make(kind: string, parameters: readonly Parameter[], options: object): Optimizer {
  return new (optimizers[kind] as typeof SGD)(parameters, options);
}

/** The gradients of step t, as goldens/optimizers.py has them. */
function setGradients(parameters: readonly Parameter[], t: number): void {
  parameters.forEach((parameter, p) => {
    const gradient = fill(100 * t + p, parameter.size);
    parameter.zeroGrad();
    parameter.accumulateGrad(tensor<"float32">(gradient, { shape: parameter.shape, dtype: parameter.dtype }).array);
  });
}

function release(parameters: readonly Parameter[]): void {
  for (const parameter of parameters) parameter.dispose();
}

const precisions = [
  { dtype: "float32", tolerance: 1e-6 },
  { dtype: "float64", tolerance: 1e-11 },
] as const;

describe.each(precisions)("PyTorch's numbers in $dtype", ({ dtype, tolerance }) => {
  test.each(golden.cases)("$optimizer: $name", ({ optimizer: kind, options, norms, parameters: expected }) => {
    const parameters = makeParameters(dtype);
    using optimizer = make(kind, parameters, options);
    expect(optimizer.lastGradNorm).toBe(null);
    for (let t = 1; t <= golden.steps; t++) {
      setGradients(parameters, t);
      optimizer.step();
      if (norms === undefined) expect(optimizer.lastGradNorm).toBe(null);
      else expectClose([optimizer.lastGradNorm ?? Number.NaN], [norms[t - 1] as number], tolerance);
    }
    expect(optimizer.steps).toBe(golden.steps);
    parameters.forEach((parameter, p) => {
      expectClose(parameter.data(), expected[p] as number[], tolerance);
    });
    release(parameters);
  });

  test("clipGradNorm and a plain step are a step with clipNorm", () => {
    const { options, norms, parameters: expected } = golden.cases.find(({ name }) => name === "clipped")!;
    const { clipNorm, learningRate } = options as { clipNorm: number; learningRate: number };
    const parameters = makeParameters(dtype);
    using optimizer = new Adam(parameters, { learningRate });
    for (let t = 1; t <= golden.steps; t++) {
      setGradients(parameters, t);
      expectClose([clipGradNorm(parameters, clipNorm)], [norms![t - 1] as number], tolerance);
      optimizer.step();
    }
    parameters.forEach((parameter, p) => {
      expectClose(parameter.data(), expected[p] as number[], tolerance);
    });
    release(parameters);
  });
});

describe("the state", () => {
  test.each([
    ["Adam", {}],
    ["SGD", {}],
    ["SGD", { momentum: 0.9 }],
    ["RMSProp", {}],
    ["RMSProp", { momentum: 0.9 }],
    ["Adagrad", {}],
  ])("of %s %o continues to the same bits", (kind, own) => {
    const options = { learningRate: 0.1, weightDecay: 0.01, clipNorm: 1, ...own };
    const straight = makeParameters();
    using through = make(kind, straight, options);
    for (let t = 1; t <= 7; t++) {
      setGradients(straight, t);
      through.step();
    }
    const early = makeParameters();
    using before = make(kind, early, options);
    for (let t = 1; t <= 3; t++) {
      setGradients(early, t);
      before.step();
    }
    const late = early.map((parameter) => new Parameter(parameter));
    using after = make(kind, late, options);
    after.loadStateDict(before.stateDict());
    for (let t = 4; t <= 7; t++) {
      setGradients(late, t);
      after.step();
    }
    expect(after.steps).toBe(7);
    late.forEach((parameter, p) => {
      expect(parameter.data()).toEqual(straight[p]!.data());
    });
    for (const list of [straight, early, late]) release(list);
  });

  test("holds only what the optimizer keeps", () => {
    const parameters = makeParameters();
    for (const [kind, options, moments] of [
      ["SGD", {}, []],
      ["SGD", { momentum: 0.5 }, ["m.0", "m.1", "m.2"]],
      ["RMSProp", {}, ["v.0", "v.1", "v.2"]],
    ] as const) {
      using optimizer = make(kind, parameters, options);
      expect(Object.keys(optimizer.stateDict())).toEqual(["step", ...moments]);
    }
    release(parameters);
  });

  test("names the moments by the parameter's index", () => {
    const parameters = makeParameters();
    using optimizer = new Adam(parameters);
    setGradients(parameters, 1);
    optimizer.step();
    const state = optimizer.stateDict();
    expect(Object.keys(state)).toEqual(["step", "m.0", "v.0", "m.1", "v.1", "m.2", "v.2"]);
    expect(state.step?.toArray()).toBe(1);
    expect(state["v.2"]?.shape).toEqual(golden.shapes[2]);
    const gradient = fill(100, sizes[0] as number);
    expectClose(state["m.0"]!.data(), gradient.map((g) => 0.1 * g), 1e-7); // biome-ignore format: one line
    expectClose(state["v.0"]!.data(), gradient.map((g) => 0.001 * g * g), 1e-8); // biome-ignore format: one line
    release(parameters);
  });

  test("that does not fit is refused whole", () => {
    const parameters = makeParameters();
    using optimizer = new Adam(parameters);
    setGradients(parameters, 1);
    optimizer.step();
    const { step, "m.1": _, ...state } = optimizer.stateDict();
    state["m.2"] = tensor([1, 2]);
    state["v.9"] = tensor([1, 2]);
    const before = optimizer.stateDict()["m.0"]!.data();
    let error: unknown;
    try {
      optimizer.loadStateDict({ ...state, "m.0": tensor(new Float32Array(15), { shape: [3, 5] }) });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(StateDictError);
    expect(error).toMatchObject({
      missing: ["step", "m.1"],
      unexpected: ["v.9"],
      mismatched: [{ name: "m.2", expected: "float32 [2, 1, 2]", got: "float32 [2]" }],
    });
    expect(optimizer.stateDict()["m.0"]!.data()).toEqual(before);
    const negative = { ...optimizer.stateDict(), step: tensor(Int32Array.of(-1), { shape: [] }) };
    expect(() => optimizer.loadStateDict(negative)).toThrow("Adam.loadStateDict: step must be 0 or more; got -1");
    expect(step?.item()).toBe(1);
    release(parameters);
  });
});

test("parameters without a gradient stay, also in the norm", () => {
  const parameters = makeParameters();
  using optimizer = new Adam(parameters, { learningRate: 1, clipNorm: Number.POSITIVE_INFINITY });
  const before = parameters.map((parameter) => parameter.data());
  setGradients(parameters.slice(1, 2), 1);
  optimizer.step();
  expect(parameters[0]!.data()).toEqual(before[0]);
  expect(parameters[1]!.data()).not.toEqual(before[1]);
  expect(optimizer.lastGradNorm).toBeCloseTo(Math.sqrt(parameters[1]!.grad!.square().sum().item()), 5);
  optimizer.zeroGrad();
  expect(parameters.map((parameter) => parameter.grad)).toEqual([null, null, null]);
  const moved = parameters[1]!.data();
  optimizer.step();
  expect(parameters[1]!.data()).toEqual(moved);
  release(parameters);
});

test("a gradient that is not finite changes nothing when clipping", () => {
  const parameters = makeParameters();
  using optimizer = new Adam(parameters, { clipNorm: 1 });
  setGradients(parameters, 1);
  parameters[1]!.zeroGrad();
  parameters[1]!.accumulateGrad(tensor([0, 0, 0, Number.NaN, 0, 0, 0]).array);
  const before = parameters.map((parameter) => parameter.data());
  expect(() => optimizer.step()).toThrow("Adam.step: the norm of the gradients is NaN, so nothing was changed");
  expect(() => clipGradNorm(parameters, 1)).toThrow("clipGradNorm: the norm of the gradients is NaN");
  expect(parameters.map((parameter) => parameter.data())).toEqual(before);
  expect(optimizer.steps).toBe(0);
  release(parameters);
});

test("options out of range are refused by name", () => {
  const parameters = makeParameters();
  const adam = (options: object) => () => make("Adam", parameters, options);
  expect(adam({ learningRate: -1 })).toThrow("Adam: learningRate must be 0 or more; got -1");
  expect(adam({ learningRate: Number.NaN })).toThrow("Adam: learningRate must be 0 or more; got NaN");
  expect(adam({ betas: [0.9, 1] })).toThrow("Adam: betas[1] must be in [0, 1); got 1");
  expect(adam({ epsilon: -1 })).toThrow("Adam: epsilon must be 0 or more; got -1");
  expect(adam({ weightDecay: -1 })).toThrow("Adam: weightDecay must be 0 or more; got -1");
  expect(adam({ clipNorm: 0 })).toThrow("Adam: clipNorm must be greater than 0; got 0");
  expect(() => new SGD(parameters, { nesterov: true })).toThrow("SGD: nesterov needs a momentum greater than 0; got 0");
  expect(() => new SGD(parameters, { momentum: 1 })).toThrow("SGD: momentum must be in [0, 1); got 1");
  expect(() => new RMSProp(parameters, { alpha: -1 })).toThrow("RMSProp: alpha must be in [0, 1); got -1");
  expect(() => new RMSProp(parameters, { epsilon: Infinity })).toThrow(
    "RMSProp: epsilon must be 0 or more; got Infinity",
  );
  expect(() => new Adagrad(parameters, { learningRate: -1 })).toThrow(
    "Adagrad: learningRate must be 0 or more; got -1",
  );
  expect(() => new Adam([])).toThrow("Adam: parameters must hold at least one parameter; got none");
  expect(() => clipGradNorm(parameters, -1)).toThrow("clipGradNorm: maxNorm must be greater than 0; got -1");
  release(parameters);
});

test("the learning rate can follow a schedule", () => {
  const parameters = makeParameters();
  using optimizer = new Adam(parameters, { learningRate: 0.1 });
  optimizer.learningRate = 0;
  const before = parameters[0]!.data();
  setGradients(parameters, 1);
  optimizer.step();
  expect(parameters[0]!.data()).toEqual(before);
  release(parameters);
});

test("a step that cannot be made is not counted", () => {
  const parameter = new Parameter(tensor([1, 2]));
  using optimizer = new Adam([parameter]);
  parameter.square().sum().backward();
  parameter.dispose();
  expect(() => optimizer.step()).toThrow("the tensor [2] was disposed and cannot be used any more");
  expect(optimizer.steps).toBe(0);
  expect(() => new Adam(undefined as never)).toThrow(
    "Adam: parameters must hold at least one parameter; got undefined",
  );
  expect(() => optimizer.loadStateDict({ step: 3 as never })).toThrow(
    "Adam.loadStateDict: step must be a tensor; got 3",
  );
});
