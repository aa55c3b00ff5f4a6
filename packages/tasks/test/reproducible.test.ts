import { expect, test } from "vitest";
import { EXPECTED_CHECKSUM, reproducibleRun } from "./reproducible.ts";

test("training in reproducible mode gives the weights that every machine gives", async () => {
  expect(await reproducibleRun()).toBe(EXPECTED_CHECKSUM);
});
