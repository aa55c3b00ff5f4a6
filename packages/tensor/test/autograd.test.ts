import {
  customOperation,
  GradcheckError,
  GraphError,
  grad,
  gradcheck,
  NDArray,
  noGrad,
  Parameter,
  ParameterTable,
  scope,
  setDetectAnomaly,
  single,
  type Tensor,
  tensor,
} from "@unroll/tensor";
import { describe, expect, test } from "vitest";

const leaf = (values: number[]): Tensor => tensor(values, { requiresGrad: true });

describe("backward", () => {
  test("accumulates over calls until zeroGrad", () => {
    const x = leaf([1, 2]);
    x.square().sum().backward();
    x.square().sum().backward();
    expect(x.grad?.toArray()).toEqual([4, 8]);
    x.zeroGrad();
    expect(x.grad).toBeNull();
    x.mul(3).sum().backward();
    expect(x.grad?.toArray()).toEqual([3, 3]);
  });

  test("adds what arrives over several paths, three and more", () => {
    const x = leaf([2]);
    const y = x.mul(1);
    y.add(y).add(y.mul(y)).add(y).sum().backward();
    expect(x.grad?.toArray()).toEqual([3 + 4]);
  });

  test("takes a gradient for more than one element, of the right shape", () => {
    const x = leaf([1, 2]);
    x.mul(2).backward(tensor([1, 10]));
    expect(x.grad?.toArray()).toEqual([2, 20]);
    expect(() => x.mul(2).backward()).toThrow("backward: a tensor of shape [2] needs a gradient of that shape");
    expect(() => x.mul(2).backward(tensor([1]))).toThrow("must have shape [2]; got [1]");
  });

  test("refuses a graph used twice, and keeps it when asked", () => {
    const x = leaf([3]);
    const y = x.square().sum();
    y.backward(undefined, { retainGraph: true });
    y.backward();
    expect(x.grad?.toArray()).toEqual([12]);
    expect(() => y.backward()).toThrow(GraphError);
    expect(() => y.backward()).toThrow('the graph of "sum" was already used');
  });

  test("refuses a value that was changed in place since", () => {
    const w = new Parameter(tensor([1, 2]));
    const y = w.square().sum();
    w.accumulateGrad(w.array);
    const table = new ParameterTable([w], ["m", "v"]);
    table.update("adam", {
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
      decoupled: false,
      correction1: 0.1,
      correction2: 0.001,
      gradientScale: 1,
    });
    expect(() => y.backward()).toThrow('"square" needs a value [2] that was changed in place since');
    table.dispose();
    w.dispose();
  });

  test("refuses a value whose scope closed", () => {
    const w = new Parameter(tensor([1, 2]));
    let y: Tensor | undefined;
    const z = scope(() => {
      y = w.square().sum();
      return 0;
    });
    expect(z).toBe(0);
    expect(() => y?.backward()).toThrow(/memory was given back|was freed/);
    w.dispose();
  });

  test("refuses where nothing was recorded", () => {
    expect(() => tensor([1]).backward()).toThrow("backward: nothing was recorded for this tensor [1]");
    const x = leaf([1]);
    expect(() => noGrad(() => x.mul(2)).backward()).toThrow(GraphError);
    expect(() => x.detach().mul(2).backward()).toThrow(GraphError);
  });

  test("survives a deep graph", () => {
    const x = leaf([1]);
    let y = x.mul(1);
    for (let i = 0; i < 20_000; i++) y = y.add(1);
    y.sum().backward();
    expect(x.grad?.toArray()).toEqual([1]);
  });
});

describe("grad", () => {
  test("gives gradients of leaves and of values in between, and leaves `grad` alone", () => {
    const x = leaf([3]);
    const y = x.square();
    const [dx, dy] = grad(y.mul(2), [x, y]);
    expect(dx?.toArray()).toEqual([12]);
    expect(dy?.toArray()).toEqual([2]);
    expect(x.grad).toBeNull();
  });

  test("gives null where nothing depends on an input", () => {
    const x = leaf([3]);
    const other = leaf([1]);
    expect(grad(x.mul(2), [other])[0]).toBeNull();
  });
});

describe("requiresGrad", () => {
  test("is refused for ids and for values in between", () => {
    const ids = tensor(new Int32Array([1]));
    expect(() => {
      ids.requiresGrad = true;
    }).toThrow("only float32 and float64 tensors have gradients, this one is int32");
    const y = leaf([1]).mul(2);
    expect(() => {
      y.requiresGrad = false;
    }).toThrow(GraphError);
  });
});

describe("hooks", () => {
  test("see the complete gradient once a walk, on leaves and on values in between", () => {
    const x = leaf([1, 2]);
    const seen: unknown[] = [];
    x.registerHook((gradient) => {
      seen.push(["x", gradient.toArray()]);
    });
    const y = x.mul(3);
    y.registerHook((gradient) => {
      seen.push(["y", gradient.toArray()]);
    });
    y.add(y.square()).add(x).sum().backward();
    // dy = 1 + 2 y, dx = 3 dy + 1
    expect(seen).toEqual([
      ["y", [7, 13]],
      ["x", [22, 40]],
    ]);
    expect(x.grad?.toArray()).toEqual([22, 40]);
  });

  test("change the gradient, in their order, until they are taken away", () => {
    const x = leaf([1]);
    const remove = x.registerHook((gradient) => gradient.mul(2));
    x.registerHook((gradient) => gradient.add(1));
    x.mul(3).sum().backward();
    expect(x.grad?.toArray()).toEqual([7]);
    remove();
    remove();
    x.zeroGrad();
    x.mul(3).sum().backward();
    expect(x.grad?.toArray()).toEqual([4]);
  });

  test("must keep the shape, and need a gradient to see", () => {
    const x = leaf([1, 2]);
    x.registerHook((gradient) => gradient.sum());
    expect(() => x.mul(3).sum().backward()).toThrow("registerHook: the hook must return float32 [2]; got float32 []");
    expect(() => tensor([1]).registerHook(() => undefined)).toThrow("the tensor [1] requires no gradient");
  });
});

describe("setDetectAnomaly", () => {
  const detecting = (fn: () => void): void => {
    setDetectAnomaly(true);
    try {
      fn();
    } finally {
      setDetectAnomaly(false);
    }
  };

  test("names the operation that first produced something not finite", () => {
    detecting(() => {
      const x = tensor([
        [1, 2],
        [-1, 3],
      ]);
      expect(() => x.sqrt().exp().sum()).toThrow("sqrt: produced NaN at element 2 of its output [2, 2]");
      expect(() => x.mul(100).exp()).toThrow("exp: produced Infinity at element 0");
    });
    expect(tensor([-1]).sqrt().item()).toBeNaN();
  });

  test("names the operation whose derivative did", () => {
    detecting(() => {
      const x = leaf([4, 0]);
      expect(() => x.sqrt().sum().backward()).toThrow(
        "sqrt: its derivative produced Infinity at element 1 of the gradient [2] of its input 0",
      );
    });
  });
});

describe("customOperation", () => {
  test("refuses to read a broadcast gradient as if it lay in a row", () => {
    const x = leaf([1, 2]);
    const wrong = customOperation("wrong", [x], (a) => single(a, [], (dy) => [dy.elements() && dy]));
    expect(() => wrong.sum().backward()).toThrow(
      "elements: the array [2] is a view whose elements do not lie in a row",
    );
  });
});

describe("gradcheck", () => {
  test("names the input and the element of a wrong derivative", () => {
    const wrong = (x: Tensor<"float64">): Tensor<"float64"> =>
      customOperation("wrong", [x], (a) => {
        const out = NDArray.empty(a.dtype, a.shape);
        out.elements().set(a.elements().map((value) => value * value));
        return single(out, [a], (dy) => [dy]);
      });
    const x = tensor(Float64Array.of(0.5, 2), { requiresGrad: true });
    expect(() => gradcheck(wrong, [x])).toThrow(GradcheckError);
    expect(() => gradcheck(wrong, [x])).toThrow("the gradient of input 0 at element 1");
  });
});
