import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { executorNames } from "../src/executors.ts";
import { availableBackends, backend, executor, heap, isReproducible, setReproducible } from "../src/mode.ts";

// As a bundler does that knows the condition.
vi.mock("#executors", () => import("../src/executors-inference.ts"));

const KEY = Symbol.for("@unroll/kernels");
const realms = globalThis as { [KEY]?: object };

const leftOut = (what: string) =>
  `@unroll/kernels: ${what} is left out of programs built with the condition "@unroll/inference"`;

describe('a program built with the condition "@unroll/inference"', () => {
  beforeEach(() => {
    vi.stubEnv("UNROLL_BACKEND", "");
    delete realms[KEY];
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    delete realms[KEY];
  });

  it("has the fastest executor, and no other", () => {
    expect(availableBackends()).toEqual(executorNames().slice(0, 1));
    expect(backend()).toBe(executorNames()[0]);
  });

  it("computes what inference needs, rare kernels included", () => {
    const at = heap().allocate(4 * 4);
    const values = () =>
      Array.from(
        heap()
          .float32()
          .subarray(at / 4, at / 4 + 4),
      );
    heap()
      .float32()
      .set([1, 2, 3, 4], at / 4);
    executor("float32").inference.unary("square", 4, at, at);
    expect(values()).toEqual([1, 4, 9, 16]);
    executor("float32").inference.cumulativeSum(1, 4, 1, at, false, at);
    expect(values()).toEqual([1, 5, 14, 30]);
  });

  it("says what it has not", () => {
    expect(() => executor("float32").training).toThrow(leftOut("training (gradients, losses, dropout, optimizers)"));
    expect(() => executor("float64")).toThrow(leftOut("float64"));
    expect(() => setReproducible(true)).toThrow(
      'setReproducible: wasm-strict is needed; a program built with the condition "@unroll/inference" has only wasm-relaxed',
    );
    expect(isReproducible()).toBe(false);
  });
});
