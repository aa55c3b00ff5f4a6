import { afterEach, expect, test, vi } from "vitest";

const KEY = Symbol.for("@unroll/random");
const realm = globalThis as unknown as { [key: symbol]: unknown };

async function copy(): Promise<typeof import("../src/index.ts")> {
  vi.resetModules();
  return await import("../src/index.ts");
}

afterEach(() => {
  delete realm[KEY];
});

test("the seed is 0 until manualSeed", async () => {
  const { defaultRng, Rng } = await copy();
  expect(defaultRng().state()).toEqual(new Rng(0).state());
});

test("two copies of the package share one generator", async () => {
  const a = await copy();
  const b = await copy();
  expect(a.Rng).not.toBe(b.Rng);
  a.manualSeed(5);
  expect(b.defaultRng().uint32()).toBe(new a.Rng(5).uint32());
  expect(a.defaultRng().state().counter).toBe(1);
});

test("manualSeed reaches who already holds the generator", async () => {
  const { defaultRng, manualSeed, Rng } = await copy();
  const held = defaultRng();
  held.uint32();
  manualSeed(-3);
  expect(held.state()).toEqual(new Rng(-3).state());
  expect(() => manualSeed(0.5)).toThrow("Rng: seed must be an integer of at most 53 bits, or a bigint; got 0.5.");
  expect(held.state()).toEqual(new Rng(-3).state());
});

test("a copy of another layout is refused", async () => {
  realm[KEY] = { layout: 2 };
  const { defaultRng } = await copy();
  expect(() => defaultRng()).toThrow("(layouts 2 and 1); install one version");
});
