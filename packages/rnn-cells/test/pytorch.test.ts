import { describe, test } from "vitest";
import { backends, withBackend } from "./backends.ts";
import { checkCell, checkLayers, checkTraining } from "./check-golden.ts";
import { cellGoldens, layerGoldens, trainingGoldens } from "./golden.ts";

const ways = ["at once", "step by step"] as const;

describe.each(backends)("PyTorch's numbers, float32 on %s", (backend) => {
  describe.each(ways)("layers %s", (way) => {
    test.each(layerGoldens)("$name", (golden) => withBackend(backend, () => checkLayers(golden, way, "float32")));
  });
  test.each(cellGoldens)("cells: $name", (golden) => withBackend(backend, () => checkCell(golden, "float32")));
  test.each(trainingGoldens)("20 steps of Adam: $name", (golden) => {
    withBackend(backend, () => checkTraining(golden, "float32"));
  });
});

describe("PyTorch's numbers, float64", () => {
  describe.each(ways)("layers %s", (way) => {
    test.each(layerGoldens)("$name", (golden) => checkLayers(golden, way, "float64"));
  });
  test.each(cellGoldens)("cells: $name", (golden) => checkCell(golden, "float64"));
  test.each(trainingGoldens)("20 steps of Adam: $name", (golden) => checkTraining(golden, "float64"));
});
