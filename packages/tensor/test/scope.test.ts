import {
  DisposedTensorError,
  GraphError,
  memory,
  ones,
  openScope,
  Parameter,
  rand,
  scope,
  type Tensor,
  tensor,
  zeros,
} from "@unroll/tensor";
import { describe, expect, test } from "vitest";

describe("scope", () => {
  test("what it returns survives, in tensors, arrays and plain objects; everything else is freed", () => {
    let lost: Tensor | undefined;
    const result = scope(() => {
      lost = ones([3]);
      return { a: tensor([1, 2]), list: [tensor([3]).add(1), "text"], n: 7 };
    }, "inner");
    expect(result.a.toArray()).toEqual([1, 2]);
    expect((result.list[0] as Tensor).toArray()).toEqual([4]);
    expect(result.n).toBe(7);
    expect(() => lost?.add(1)).toThrow(DisposedTensorError);
    expect(() => lost?.toArray()).toThrow(
      'the tensor [3] was freed when its scope "inner" closed; return it from the scope to keep it',
    );
  });

  test("survivors move to the enclosing scope and die with it", () => {
    let inner: Tensor | undefined;
    scope(() => {
      inner = scope(() => ones([2]));
      expect(inner.toArray()).toEqual([1, 1]);
    });
    expect(() => inner?.data()).toThrow(DisposedTensorError);
  });

  test("a survivor that is a view is copied, with its values and not its base", () => {
    const row = scope(() =>
      tensor([
        [1, 2],
        [3, 4],
      ])
        .transpose()
        .select(0, 1),
    );
    expect(row.toArray()).toEqual([2, 4]);
    expect(row.array.storage.bytes).toBe(8);
  });

  test("survivors have no history", () => {
    const w = tensor([2], { requiresGrad: true });
    const y = scope(() => w.mul(3));
    expect(y.requiresGrad).toBe(false);
    expect(() => y.backward()).toThrow(GraphError);
  });

  test("a tensor of an outer scope is returned as it is, a view of it without history", () => {
    const w = tensor([[1, 2]], { requiresGrad: true });
    expect(scope(() => w)).toBe(w);
    const view = scope(() => w.transpose());
    expect(view.requiresGrad).toBe(false);
    expect(view.toArray()).toEqual([[1], [2]]);
  });

  test("refuses asynchronous functions", () => {
    expect(() => scope(async () => 1)).toThrow(TypeError);
    expect(memory().openScopes).toBe(1);
  });

  test("closes when the function throws", () => {
    expect(() =>
      scope(() => {
        throw new RangeError("no");
      }),
    ).toThrow("no");
    expect(memory().openScopes).toBe(1);
  });

  test("parameters and their gradients outlive the scope in which they were made", () => {
    const w = scope(() => {
      const made = new Parameter(ones([3]));
      made.mul(2).sum().backward();
      return made;
    });
    expect(w.toArray()).toEqual([1, 1, 1]);
    expect(w.grad?.toArray()).toEqual([2, 2, 2]);
    w.dispose();
  });

  test("the gradient of a tensor lives as long as the tensor", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    scope(() => x.square().sum().backward());
    expect(x.grad?.toArray()).toEqual([2, 4]);
  });

  test("scopes may close in any order", () => {
    const first = openScope("first");
    const a = ones([4]);
    const second = openScope("second");
    const b = ones([4]).mul(2);
    first.close();
    expect(() => a.data()).toThrow('"first"');
    expect(b.toArray()).toEqual([2, 2, 2, 2]);
    second.close();
    expect(() => b.data()).toThrow('"second"');
  });

  test("works with `using`", () => {
    let kept: Tensor;
    {
      using _ = openScope("block");
      kept = ones([2]);
    }
    expect(() => kept.data()).toThrow('"block"');
  });

  test("the same steps run in the same memory", () => {
    const step = (size: number): void => {
      scope(() => {
        for (let i = 0; i < 20; i++) rand([size]).mul(2).sum();
      });
    };
    for (let i = 0; i < 3; i++) step(20_000);
    const before = memory();
    for (let i = 0; i < 50; i++) step(20_000 - i * 100);
    const after = memory();
    expect(after.memoryBytes).toBe(before.memoryBytes);
    expect(after.usedBytes).toBe(before.usedBytes);
    expect(after.arenaBytes).toBe(before.arenaBytes);
  });
});

describe("dispose", () => {
  test("gives memory back at once and refuses every later use, through views too", () => {
    const before = memory().persistentBytes;
    const w = new Parameter(zeros([100]));
    expect(memory().persistentBytes).toBe(before + 400);
    const view = w.detach().reshape([10, 10]);
    w.dispose();
    w.dispose();
    expect(memory().persistentBytes).toBe(before);
    expect(() => w.add(1)).toThrow("the tensor [100] was disposed");
    expect(() => view.data()).toThrow(DisposedTensorError);
  });

  test("persistent tensors that nobody holds are collected", async () => {
    const before = memory().persistentBytes;
    (() => {
      for (let i = 0; i < 10; i++) new Parameter(zeros([1000]));
    })();
    expect(memory().persistentBytes).toBeGreaterThanOrEqual(before + 40_000);
    for (let i = 0; i < 50 && memory().persistentBytes > before; i++) {
      (globalThis as { gc?: () => void }).gc?.();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(memory().persistentBytes).toBe(before);
  });
});
