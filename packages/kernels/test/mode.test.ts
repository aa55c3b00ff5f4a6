import { afterEach, describe, expect, it, vi } from "vitest";
import {
  availableBackends,
  backend,
  executor,
  heap,
  isReproducible,
  setBackend,
  setReproducible,
} from "../src/mode.ts";

const KEY = Symbol.for("@unroll/kernels");
const realms = globalThis as { [KEY]?: { layout: number; version: string } };

/** Runs `body` as if nothing had been loaded in this realm. */
function inNewRealm(body: () => void): void {
  const { [KEY]: before } = realms;
  delete realms[KEY];
  try {
    body();
  } finally {
    delete realms[KEY];
    if (before !== undefined) Object.defineProperty(globalThis, KEY, { value: before, configurable: true });
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
  setReproducible(false);
});

describe("the executor", () => {
  it("is the fastest one at first", () => {
    vi.stubEnv("UNROLL_BACKEND", "");
    inNewRealm(() => expect(backend()).toBe(availableBackends()[0]));
  });

  it("is the one that was set, for float32", () => {
    const before = backend();
    for (const name of availableBackends()) {
      setBackend(name);
      expect(backend()).toBe(name);
      expect(executor("float32")).toMatchObject({ name, dtype: "float32" });
      expect(executor("float32")).toBe(executor("float32"));
      expect(executor("float64")).toMatchObject({ name: "reference", dtype: "float64" });
    }
    setBackend(before);
  });

  it("is the one that UNROLL_BACKEND names", () => {
    vi.stubEnv("UNROLL_BACKEND", "reference");
    inNewRealm(() => expect(backend()).toBe("reference"));
  });

  it("is never relaxed while results must be reproducible", () => {
    for (const name of availableBackends()) {
      inNewRealm(() => {
        setBackend(name);
        setReproducible(true);
        expect(isReproducible()).toBe(true);
        expect(backend()).toBe(name === "wasm-relaxed" ? "wasm-strict" : name);
        setReproducible(false);
        expect(backend()).toBe(name);
      });
    }
  });

  it("refuses names that are none, and says which there are", () => {
    const names = availableBackends().join(", ");
    expect(() => setBackend("fast" as never)).toThrow(`setBackend: expected one of ${names}; got "fast"`);
    vi.stubEnv("UNROLL_BACKEND", "wasm");
    inNewRealm(() => expect(() => backend()).toThrow(`UNROLL_BACKEND: expected one of ${names}; got "wasm"`));
  });
});

describe("the realm", () => {
  it("is shared by copies of equal layout", async () => {
    const own = { heap: heap(), executor: executor("float32"), training: executor("float32").training };
    vi.resetModules();
    const copy = await import("../src/mode.ts");
    expect(copy.heap).not.toBe(heap);
    expect(copy.heap()).toBe(own.heap);
    expect(copy.executor("float32")).toBe(own.executor);
    expect(copy.executor("float32").training).toBe(own.training);
  });

  it("refuses a copy of another layout, with both versions named", () => {
    inNewRealm(() => {
      Object.defineProperty(globalThis, KEY, { value: { layout: 0, version: "0.0.7" }, configurable: true });
      expect(() => heap()).toThrow(
        /^@unroll\/kernels: versions 0\.0\.7 \(memory layout 0\) and \d+\.\d+\.\d+ \(memory layout 2\) cannot run side by side/,
      );
    });
  });
});
