import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { wasm as extraRelaxed } from "../src/generated/extra-relaxed.ts";
import { wasm as extraStrict } from "../src/generated/extra-strict.ts";
import { wasm as inferenceRelaxed } from "../src/generated/inference-relaxed.ts";
import { wasm as inferenceStrict } from "../src/generated/inference-strict.ts";
import { HEAP_BASE, VERSION } from "../src/generated/layout.ts";
import { wasm as trainingRelaxed } from "../src/generated/training-relaxed.ts";
import { wasm as trainingStrict } from "../src/generated/training-strict.ts";
import { decode } from "../src/wasm/module.ts";
import { supports } from "../src/wasm/support.ts";

const MODULES = {
  "inference-strict": { text: inferenceStrict, variant: "strict" },
  "inference-relaxed": { text: inferenceRelaxed, variant: "relaxed" },
  "training-strict": { text: trainingStrict, variant: "strict" },
  "training-relaxed": { text: trainingRelaxed, variant: "relaxed" },
  "extra-strict": { text: extraStrict, variant: "strict" },
  "extra-relaxed": { text: extraRelaxed, variant: "relaxed" },
} as const;

describe("the modules", () => {
  it("are written one digit a byte from 253 on, and two from 85 on", () => {
    expect(Array.from(decode("#&[]{|#|{}#}s"))).toEqual([253, 0, 53, 54, 84, 85, 172, 173, 252]);
  });

  for (const [name, { text, variant }] of Object.entries(MODULES)) {
    it(`${name} is valid where its instructions are supported`, () => {
      expect(WebAssembly.validate(decode(text))).toBe(supports(variant));
    });
  }

  it("keep data and stack apart, below the heap", () => {
    const memory = new WebAssembly.Memory({ initial: HEAP_BASE / 65536 });
    const regions = Object.entries(MODULES)
      .filter(([, { variant }]) => supports(variant))
      .map(([name, { text }]) => {
        const before = new Uint8Array(memory.buffer).slice();
        const module = new WebAssembly.Module(decode(text));
        const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as {
          __heap_base: WebAssembly.Global<"i32">;
        };
        const after = new Uint8Array(memory.buffer);
        const first = after.findIndex((byte, i) => byte !== before[i]);
        return { name, first, end: exports.__heap_base.value };
      })
      .sort((a, b) => a.first - b.first);
    for (const [i, { first, end }] of regions.entries()) {
      expect(first).toBeGreaterThanOrEqual(regions[i - 1]?.end ?? 1024);
      expect(end).toBeGreaterThan(first);
      expect(end).toBeLessThanOrEqual(HEAP_BASE);
    }
  });

  it("carry the version of the package", () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(VERSION).toBe(version);
  });
});
