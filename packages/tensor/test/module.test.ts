import { Buffer, Module, ones, Parameter, StateDictError, tensor, zeros } from "@unroll/tensor";
import { describe, expect, test } from "vitest";

class Layer extends Module {
  weight = new Parameter(ones([2, 3]));
  bias = new Parameter(zeros([2]));
}

class Model extends Module {
  readonly layers = [new Layer(), new Layer()];
  readonly heads = { a: new Layer() };
  readonly tied = this.layers[0]?.weight;
  readonly seen = new Buffer(zeros([1]));
  readonly notes = "text";
}

describe("Module", () => {
  test("finds parameters in fields, arrays and records; a tied one once", () => {
    const model = new Model();
    expect(model.namedParameters().map(([name]) => name)).toEqual([
      "layers.0.weight",
      "layers.0.bias",
      "layers.1.weight",
      "layers.1.bias",
      "heads.a.weight",
      "heads.a.bias",
    ]);
    expect(model.parameters()).toHaveLength(6);
    expect(Object.keys(model.stateDict())).toEqual([...model.namedParameters().map(([name]) => name), "tied", "seen"]);
    model.dispose();
  });

  test("train and eval reach every module", () => {
    const model = new Model();
    expect(model.training).toBe(true);
    model.eval();
    expect(model.modules().map((module) => module.training)).toEqual([false, false, false, false]);
    model.train();
    expect(model.heads.a.training).toBe(true);
    model.dispose();
  });

  test("loads what it saved", () => {
    const from = new Layer();
    const to = new Layer();
    to.loadStateDict({
      weight: tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      bias: from.bias,
    });
    expect(to.weight.toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    from.dispose();
    to.dispose();
  });

  test("reports every misfit at once and loads nothing", () => {
    const layer = new Layer();
    const dict = { weight: zeros([3, 2]), extra: zeros([1]) };
    let error: unknown;
    try {
      layer.loadStateDict(dict);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(StateDictError);
    const report = error as StateDictError;
    expect(report.missing).toEqual(["bias"]);
    expect(report.unexpected).toEqual(["extra"]);
    expect(report.mismatched).toEqual([{ name: "weight", expected: "float32 [2, 3]", got: "float32 [3, 2]" }]);
    expect(report.message).toBe(
      "loadStateDict: the state does not fit and nothing was loaded: missing bias; unexpected extra; weight must be float32 [2, 3], got float32 [3, 2]",
    );
    expect(layer.weight.sum().item()).toBe(6);
    layer.dispose();
  });

  test("checking says what loading would, in a table, and changes nothing", () => {
    const layer = new Layer();
    const before = layer.weight.toArray();
    const dict = { weight: ones([3, 2]), extra: ones([1]) };
    const report = layer.checkStateDict(dict);
    expect(report.fits).toBe(false);
    expect(report).toMatchObject({ missing: ["bias"], unexpected: ["extra"] });
    expect(report.mismatched).toEqual([{ name: "weight", expected: "float32 [2, 3]", got: "float32 [3, 2]" }]);
    expect(
      String(report)
        .split("\n")
        .map((line) => line.trimEnd()),
    ).toEqual([
      "name    expected        got",
      "weight  float32 [2, 3]  float32 [3, 2]",
      "bias    float32 [2]     (missing)",
      "extra   (unexpected)    float32 [1]",
    ]);
    expect(layer.weight.toArray()).toEqual(before);
    expect(layer.checkStateDict(layer.stateDict()).fits).toBe(true);
    expect(String(layer.checkStateDict(layer.stateDict()))).toBe("every name, shape and element type fits");
    layer.dispose();
  });

  test("not strict: loads what there is and says what is missing", () => {
    const layer = new Layer();
    const report = layer.loadStateDict({ bias: ones([2]) }, { strict: false });
    expect(report.missing).toEqual(["weight"]);
    expect(layer.bias.toArray()).toEqual([1, 1]);
    layer.dispose();
  });

  test("names that objects inherit are not state", () => {
    const layer = new Layer();
    expect(() => layer.loadStateDict({})).toThrow("missing weight, bias");
    layer.dispose();
  });
});
