import { describe, expect, test } from "vitest";
import { backends, withBackend } from "../test/backends.ts";
import { checkCells, checkLayer } from "../test/check-golden.ts";
import { gruGoldens } from "../test/golden.ts";

test("Chromium has every executor", () => {
  expect(backends).toEqual(["wasm-relaxed", "wasm-strict", "reference"]);
});

describe.each(backends)("PyTorch's numbers in the browser, on %s", (backend) => {
  test.each(gruGoldens)("$name", (golden) => {
    withBackend(backend, () => {
      checkCells(golden, "in one kernel call", "float32");
      checkLayer(golden, "float32");
    });
  });
});
