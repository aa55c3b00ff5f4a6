import { describe, expect, test } from "vitest";
import { backends, withBackend } from "../test/backends.ts";
import { checkCell, checkLayers, checkTraining } from "../test/check-golden.ts";
import { cellGoldens, layerGoldens, trainingGoldens } from "../test/golden.ts";

test("Chromium has every executor", () => {
  expect(backends).toEqual(["wasm-relaxed", "wasm-strict", "reference"]);
});

describe.each(backends)("PyTorch's numbers in the browser, on %s", (backend) => {
  test.each(layerGoldens)("layers: $name", (golden) => {
    withBackend(backend, () => checkLayers(golden, "at once", "float32"));
  });
  test.each(cellGoldens)("cells: $name", (golden) => withBackend(backend, () => checkCell(golden, "float32")));
  test.each(trainingGoldens)("20 steps of Adam: $name", (golden) => {
    withBackend(backend, () => checkTraining(golden, "float32"));
  });
});
