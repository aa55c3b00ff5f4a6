import { readFileSync } from "node:fs";
import { concat, Module, memory, Parameter, type Tensor, tensor } from "@unroll/tensor";
import { describe, expect, test, vi } from "vitest";
import { VERSION } from "../src/version.ts";

// Two copies of this package in one process are what an install with two versions gives. They share the memory, as long as their
// kernels agree on its layout, but neither knows the other's graphs and scopes.

type Package = typeof import("@unroll/tensor");

/** Another copy, evaluated from the same source; of another version when one is given. */
async function anotherCopy(version?: string): Promise<Package> {
  vi.resetModules();
  if (version !== undefined) vi.doMock("../src/version.ts", () => ({ VERSION: version }));
  try {
    return await import("@unroll/tensor");
  } finally {
    vi.doUnmock("../src/version.ts");
    vi.resetModules();
  }
}

const sentence = (start: string, other: string): string =>
  `${start} comes from another copy of @unroll/tensor, version ${other}, and this copy has version ${VERSION}; keep one: ` +
  "`npm ls @unroll/tensor` shows who brings which, and `npm dedupe` merges what can be one";

test("the version is the package's", () => {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  expect(VERSION).toBe((JSON.parse(manifest) as { version: string }).version);
});

describe.each([
  ["the same version", undefined],
  ["another version", "9.8.7"],
])("two copies of %s", (_, version) => {
  const other = version ?? VERSION;

  test("compute side by side in one memory", async () => {
    const copy = await anotherCopy(version);
    expect(copy.Tensor).not.toBe(tensor([1]).constructor);
    const theirs = copy.tensor([1, 2]);
    const ours = tensor([3, 4]);
    expect([theirs.mul(2).toArray(), ours.mul(2).toArray()]).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(copy.memory().memoryBytes).toBe(memory().memoryBytes);
    theirs.dispose();
  });

  test("do not take each other's tensors", async () => {
    const copy = await anotherCopy(version);
    const theirs = copy.tensor([1, 2]) as unknown as Tensor;
    expect(() => tensor([1, 2]).add(theirs)).toThrow(sentence("add: other", other));
    expect(() => concat([tensor([1]), theirs])).toThrow(sentence("concat: tensors[1]", other));
    expect(() => new Parameter(theirs)).toThrow(sentence("Parameter: initial", other));
    theirs.dispose();
  });

  test("do not pass over each other's layers", async () => {
    const copy = await anotherCopy(version);
    class Layer extends copy.Module {
      weight = new copy.Parameter(copy.tensor([1]));
    }
    class Model extends Module {
      own = new Parameter(tensor([1]));
      layer = new Layer();
    }
    const model = new Model();
    expect(() => model.parameters()).toThrow(sentence("Module: field layer", other));
    model.layer.dispose();
    model.own.dispose();
  });
});
