import { describe, test } from "vitest";
import { backends, withBackend } from "./backends.ts";
import { checkCells, checkLayer, runners } from "./check-golden.ts";
import { gruGoldens } from "./golden.ts";

const ways = Object.keys(runners) as (keyof typeof runners)[];

describe.each(backends)("float32 on %s", (backend) => {
  test.each(gruGoldens)("GRU: $name", (golden) => {
    withBackend(backend, () => checkLayer(golden, "float32"));
  });
  describe.each(ways)("GRUCell %s", (way) => {
    test.each(gruGoldens)("$name", (golden) => {
      withBackend(backend, () => checkCells(golden, way, "float32"));
    });
  });
});

describe("float64", () => {
  test.each(gruGoldens)("GRU: $name", (golden) => {
    checkLayer(golden, "float64");
  });
  describe.each(ways)("GRUCell %s", (way) => {
    test.each(gruGoldens)("$name", (golden) => {
      checkCells(golden, way, "float64");
    });
  });
});
