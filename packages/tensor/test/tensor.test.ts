import { Rng } from "@unroll/random";
import {
  arange,
  bmm,
  chunk,
  concat,
  crossEntropy,
  DTypeError,
  embedding,
  eye,
  gru,
  linear,
  lstm,
  oneHot,
  rand,
  randn,
  rnn,
  ShapeError,
  split,
  stack,
  tensor,
  unbind,
  zeros,
} from "@unroll/tensor";
import { describe, expect, test } from "vitest";

const ids = (values: number[]) => tensor(Int32Array.from(values));

describe("creation", () => {
  test("takes the element type from the data", () => {
    expect(tensor([1, 2]).dtype).toBe("float32");
    expect(tensor([true, false]).toArray()).toEqual([true, false]);
    expect(tensor(Float64Array.of(1)).dtype).toBe("float64");
    expect(ids([1]).dtype).toBe("int32");
    expect(tensor([1, 2], { dtype: "int32" }).data()).toEqual(Int32Array.of(1, 2));
    expect(tensor(3).shape).toEqual([]);
    expect(zeros([0, 3]).toArray()).toEqual([]);
  });

  test("copies typed arrays", () => {
    const data = Float32Array.of(1, 2);
    const x = tensor(data);
    data[0] = 9;
    expect(x.toArray()).toEqual([1, 2]);
    x.data()[1] = 9;
    expect(x.toArray()).toEqual([1, 2]);
  });

  test("refuses ragged arrays, other things and shapes that do not fit", () => {
    expect(() => tensor([[1, 2], [3]])).toThrow("expected an array of 2 at depth 1, got an array of 1");
    expect(() => tensor([[1], 2] as never)).toThrow(ShapeError);
    expect(() => tensor(["1"] as never)).toThrow('elements must be numbers or booleans, got "1"');
    expect(() => tensor(new Float32Array(5), { shape: [2, 3] })).toThrow(
      "shape [2, 3] has 6 elements, the data have 5",
    );
    expect(() => zeros([2, -1])).toThrow("dimensions are integers of 0 and more, got [2, -1]");
    expect(() => zeros([1, 1, 1, 1, 1, 1, 1, 1, 1])).toThrow("at most 8 dimensions");
  });

  test("arange, eye", () => {
    expect(arange(3).toArray()).toEqual([0, 1, 2]);
    expect(arange(5, 2, -1).toArray()).toEqual([5, 4, 3]);
    expect(eye(2).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(() => arange(0, 1, 0)).toThrow("step not 0");
  });

  test("random tensors repeat with the seed", () => {
    const draw = (seed: number) => randn([5], { rng: new Rng(seed) }).toArray();
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const uniform = rand([1000], { rng: new Rng(3) });
    expect(uniform.min().item()).toBeGreaterThanOrEqual(0);
    expect(uniform.max().item()).toBeLessThan(1);
    expect(Math.abs(uniform.mean().item() - 0.5)).toBeLessThan(0.05);
  });
});

describe("views", () => {
  test("share memory and keep values", () => {
    const x = arange(24).reshape([2, 3, 4]);
    expect(x.transpose(0, 2).shape).toEqual([4, 3, 2]);
    expect(x.permute([1, 2, 0]).select(0, 1).toArray()).toEqual([
      [4, 16],
      [5, 17],
      [6, 18],
      [7, 19],
    ]);
    expect(x.slice(2, -2).select(0, -1).toArray()).toEqual([
      [14, 15],
      [18, 19],
      [22, 23],
    ]);
    expect(x.slice(0, 5).shape).toEqual([0, 3, 4]);
    expect(x.transpose().array.storage).toBe(x.array.storage);
    expect(x.flatten().shape).toEqual([24]);
    expect(x.unsqueeze(-1).shape).toEqual([2, 3, 4, 1]);
  });

  test("reshape shares memory wherever strides allow, and is right everywhere (all factorisations of permuted views)", () => {
    const base = arange(2 * 3 * 4).reshape([2, 3, 4]);
    const shared = [
      [base.select(1, 2), [2, 2, 2]],
      [base.slice(2, 1, 3), [6, 1, 2]],
      [base.permute([1, 0, 2]), [3, 1, 2, 2, 2]],
      [base.transpose(0, 1).unsqueeze(0), [1, 3, 2, 4]],
      [base.slice(0, 1, 2).transpose(), [4, 3]],
      [tensor([7]).expand([5, 3]).contiguous().select(0, 1).expand([2, 3]), [2, 1, 3]],
    ] as const;
    for (const [view, shape] of shared) {
      const again = view.reshape(shape);
      expect(again.array.storage).toBe(view.array.storage);
      expect([...again.data()]).toEqual([...view.data()]);
    }
    const shapes: number[][] = [];
    const split = (left: number, shape: number[]): void => {
      if (shape.length > 0 && left === 1) shapes.push(shape, [1, ...shape], [...shape, 1]);
      if (shape.length < 4) for (let d = 2; d <= left; d++) if (left % d === 0) split(left / d, [...shape, d]);
    };
    split(24, []);
    for (const axes of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const view = base.permute(axes);
      for (const shape of shapes) expect([...view.reshape(shape).data()]).toEqual([...view.data()]);
    }
    expect(base.transpose().reshape([24]).array.storage).not.toBe(base.array.storage);
  });

  test("of ids and masks", () => {
    const x = tensor([1, 2, 3, 4, 5, 6], { dtype: "int32" }).reshape([2, 3]);
    expect(x.transpose().contiguous().toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(x.transpose().data()).toEqual(Int32Array.of(1, 4, 2, 5, 3, 6));
    expect(concat([x, x], 1).toArray()).toEqual([
      [1, 2, 3, 1, 2, 3],
      [4, 5, 6, 4, 5, 6],
    ]);
    expect(x.gt(2).transpose().toArray()).toEqual([
      [false, true],
      [false, true],
      [true, true],
    ]);
  });

  test("stacking what was unbinded gives it back", () => {
    const x = arange(24).reshape([2, 3, 4]);
    for (const axis of [0, 1, -1]) expect(stack(unbind(x, axis), axis).toArray()).toEqual(x.toArray());
    expect(unbind(zeros([2, 0]), 1)).toEqual([]);
  });

  test("split, chunk and unbind cut as PyTorch's do", () => {
    const x = arange(7);
    expect(split(x, 3).map((part) => part.shape)).toEqual([[3], [3], [1]]);
    expect(chunk(x, 3).map((part) => part.shape)).toEqual([[3], [3], [1]]);
    expect(chunk(arange(6), 4).map((part) => part.shape)).toEqual([[2], [2], [2]]);
    expect(split(x, [2, 0, 5])[1]?.shape).toEqual([0]);
    expect(split(zeros([0]), 3).map((part) => part.shape)).toEqual([[0]]);
    expect(() => chunk(x, 0)).toThrow("chunk: parts must be a positive integer; got 0");
  });

  test("flip, pad, clamp, maskedFill, oneHot", () => {
    const x = arange(6).reshape([2, 3]);
    expect(x.flip(1).toArray()).toEqual([
      [2, 1, 0],
      [5, 4, 3],
    ]);
    expect(x.flip([0, 1]).toArray()).toEqual([
      [5, 4, 3],
      [2, 1, 0],
    ]);
    expect(x.flip(0).array.storage).toBe(x.array.storage);
    expect(x.to("int32").flip(0).toArray()).toEqual([
      [3, 4, 5],
      [0, 1, 2],
    ]);
    expect(x.pad([1, 0, 0, 1], 9).toArray()).toEqual([
      [9, 0, 1, 2],
      [9, 3, 4, 5],
      [9, 9, 9, 9],
    ]);
    expect(() => x.pad([1])).toThrow(
      "pad: padding is pairs of non-negative integers, last axis first, for at most 2 axes; got [1]",
    );
    expect(x.clamp(1, 3.5).toArray()).toEqual([
      [1, 1, 2],
      [3, 3.5, 3.5],
    ]);
    expect(x.maskedFill(x.gt(2), -1).toArray()).toEqual([
      [0, 1, 2],
      [-1, -1, -1],
    ]);
    expect(() => oneHot(ids([3]), 3)).toThrow("oneHot: id 3 at position 0 is out of range; expected 0 to 2");
    expect(() => bmm(x, x)).toThrow("bmm: needs shapes [batch, M, K] and [batch, K, N]; got [2, 3] and [2, 3]");
  });

  test("errors name the operation and the shapes", () => {
    const x = zeros([2, 3]);
    expect(() => x.reshape([4, -1])).toThrow("reshape: shape [2, 3] with 6 elements does not become [4, -1]");
    expect(() => x.reshape([-1, -1])).toThrow(ShapeError);
    expect(() => zeros([0]).reshape([0, -1])).toThrow(ShapeError);
    expect(() => x.transpose(0, 2)).toThrow("transpose: axis 2 is out of range; expected -2 to 1");
    expect(() => x.select(1, 3)).toThrow("select: index 3 is out of range for axis 1 of size 3 of shape [2, 3]");
    expect(() => x.permute([0, 0])).toThrow("permute: axes must name each of the 2 axes once");
    expect(() => x.expand([2, 4])).toThrow("expand: shape [2, 3] does not stretch to [2, 4]");
    expect(() => x.item()).toThrow("item: needs a tensor with one element, got shape [2, 3]");
    expect(() => concat([x, zeros([3, 2])])).toThrow(
      "concat: shapes [2, 3] and [3, 2] differ elsewhere than at axis 0",
    );
    expect(() => split(x, [2, 2], 1)).toThrow("split: sizes [2, 2] do not add up to axis 1 of shape [2, 3]");
    expect(() => split(x, 0)).toThrow("split: sizes [0] do not add up to axis 0 of shape [2, 3]");
    expect(() => stack([x, zeros([3])])).toThrow("stack: shapes [2, 3] and [3] differ");
  });
});

describe("operations", () => {
  test("broadcasting errors name both shapes", () => {
    expect(() => zeros([2, 3]).add(zeros([2]))).toThrow("add: shapes [2, 3] and [2] do not broadcast");
    expect(() => zeros([2, 3]).matmul(zeros([2, 3]))).toThrow("got [2, 3] and [2, 3]: 3 and 2");
    expect(() => linear(zeros([2, 4]), zeros([5, 3]))).toThrow("linear: input must have shape [..., in=3]; got [2, 4]");
  });

  test("element types do not mix and ids have no arithmetic", () => {
    expect(() => zeros([2]).add(zeros([2], { dtype: "float64" }) as never)).toThrow(DTypeError);
    expect(() => ids([1]).add(1)).toThrow(
      'add: needs a float32 or float64 tensor, got int32; convert it with .to("float32")',
    );
  });

  test("comparisons, also of ids and with NaN", () => {
    expect(
      ids([1, 2, 3])
        .eq(ids([1, 0, 3]))
        .toArray(),
    ).toEqual([true, false, true]);
    expect(ids([1, 2, 3]).lt(2).toArray()).toEqual([true, false, false]);
    expect(
      tensor([Number.NaN, 1])
        .eq(tensor([Number.NaN, 1]))
        .toArray(),
    ).toEqual([false, true]);
    expect(tensor([1, 3]).ge(3).to("float32").mean().item()).toBe(0.5);
  });

  test("reductions of empty axes", () => {
    expect(zeros([0]).sum().item()).toBe(0);
    expect(zeros([0]).mean().item()).toBeNaN();
    expect(zeros([2, 0]).sum(1).toArray()).toEqual([0, 0]);
    expect(() => zeros([2, 0]).max(1)).toThrow("max: there is no element along axis 1 of shape [2, 0]");
  });

  test("argmax", () => {
    expect(
      tensor([
        [1, 5, 5],
        [7, 2, 3],
      ])
        .argmax(1)
        .toArray(),
    ).toEqual([1, 0]);
    expect(
      tensor([
        [1, 5],
        [7, 2],
      ])
        .argmax()
        .item(),
    ).toBe(2);
    expect(
      tensor([
        [1, 5],
        [7, 2],
      ]).argmax(0, { keepdim: true }).shape,
    ).toEqual([1, 2]);
  });

  test("softmax does not overflow and shifting logits changes nothing", () => {
    const x = tensor([1000, 1001, 999]);
    const shifted = tensor([0, 1, -1]);
    expect(x.softmax().toArray()).toEqual(shifted.softmax().toArray());
    expect(x.logSoftmax().data()[1]).toBeCloseTo(-0.40760597, 6);
  });

  test("zero-sized products", () => {
    expect(zeros([0, 3]).matmul(zeros([3, 2])).shape).toEqual([0, 2]);
    expect(
      zeros([2, 0])
        .matmul(zeros([0, 3]))
        .toArray(),
    ).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  test("embedding and crossEntropy refuse ids out of range", () => {
    expect(() => embedding(ids([0, 5]), zeros([5, 2]))).toThrow(
      "embedding: id 5 at position 1 is out of range; expected 0 to 4",
    );
    expect(() => crossEntropy(zeros([2, 3]), ids([0, -1]))).toThrow(
      "crossEntropy: target -1 at position 1 is out of range",
    );
    expect(() => crossEntropy(zeros([2, 3]), ids([0]))).toThrow("got [2, 3] and targets [1]");
    expect(() => crossEntropy(zeros([1, 3]), ids([0]), { labelSmoothing: 1 })).toThrow(
      "labelSmoothing must be in [0, 1)",
    );
  });

  test("gru refuses shapes by name", () => {
    const weights = { weightIh: zeros([6, 3]), weightHh: zeros([6, 2]) };
    expect(() => gru(zeros([4, 5, 7]), weights)).toThrow(
      "gru: input must have shape [batch, time, inputSize=3]; got [4, 5, 7]",
    );
    expect(() => gru(zeros([4, 5, 3]), weights, { initialState: zeros([3, 2]) })).toThrow(
      "gru: initialState must have shape [batch=4, hiddenSize=2]; got [3, 2]",
    );
    expect(() => gru(zeros([2, 5, 3]), weights, { lengths: [5, 6] })).toThrow(
      "gru: lengths[1] must be an integer from 0 to time=5; got 6",
    );
    expect(() => gru(zeros([2, 5, 3]), weights, { lengths: [5] })).toThrow("one entry for each of the 2 rows; got 1");
  });

  test("lstm and rnn refuse shapes by name", () => {
    const weights = { weightIh: zeros([8, 3]), weightHh: zeros([8, 2]) };
    const initialState = { hidden: zeros([4, 2]), cell: zeros([4, 3]) };
    expect(() => lstm(zeros([4, 5, 3]), weights, { initialState })).toThrow(
      "lstm: initialState.cell must have shape [batch=4, hiddenSize=2]; got [4, 3]",
    );
    expect(() => rnn(zeros([4, 5, 3]), weights)).toThrow(
      "rnn: weightHh must have shape [hiddenSize=2, hiddenSize=2]; got [8, 2]",
    );
    const activation = "sigmoid" as "tanh";
    expect(() => rnn(zeros([4, 5, 3]), weights, { activation })).toThrow(
      'activation must be "tanh" or "relu"; got "sigmoid"',
    );
  });
});

describe("printing", () => {
  test("shows shape, type and an excerpt", () => {
    expect(
      String(
        tensor([
          [1, 2.5],
          [3, -4],
        ]),
      ),
    ).toBe("Tensor [2, 2] float32\n[[1, 2.5],\n [3, -4]]");
    expect(String(arange(100))).toBe("Tensor [100] float32\n[0, 1, 2, ..., 97, 98, 99]");
    expect(String(tensor([true]))).toBe("Tensor [1] bool\n[true]");
  });
});
