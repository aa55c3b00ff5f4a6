import { expect, test } from "vitest";
import { EXPECTED_CHECKSUM, reproducibleRun } from "./reproducible.ts";

/** The same in Node and in browsers. */
export function describeReproducibleRun(): void {
  test("training in reproducible mode learns, and gives the weights that every machine gives", async () => {
    const { losses, checksum } = await reproducibleRun();
    const sum = (some: number[]): number => some.reduce((total, loss) => total + loss, 0);
    expect(sum(losses.slice(-10))).toBeLessThan(0.5 * sum(losses.slice(0, 10)));
    expect(checksum).toBe(EXPECTED_CHECKSUM);
  });
}
