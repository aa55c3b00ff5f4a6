import { Adam } from "@unroll/nn";
import { Rng } from "@unroll/random";
import { memory, rand, scope } from "@unroll/tensor";
import { expect, test } from "vitest";
import { GRU } from "../src/index.ts";

interface Sizes {
  readonly batch: number;
  readonly time: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
}

/** Trains for some steps and reads, after each tenth of them, what the memory and the JavaScript heap hold. */
function readTenths(steps: number, { batch, time, inputSize, hiddenSize }: Sizes) {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("needs --expose-gc");
  const rng = new Rng(1);
  using model = new GRU(inputSize, hiddenSize, { rng });
  using optimizer = new Adam(model.parameters());
  const x = rand([batch, time, inputSize], { rng });
  const lengths = Array.from({ length: batch }, (_, row) => time - (row % time));
  const readings = [];
  for (let step = 1; step <= steps; step++) {
    scope(() => {
      optimizer.zeroGrad();
      model.forward(x, { lengths }).output.square().mean().backward();
      optimizer.step();
    });
    if (step % (steps / 10) !== 0) continue;
    gc();
    readings.push({ report: memory(), heap: process.memoryUsage().heapUsed });
  }
  expect(readings).toHaveLength(10);
  return { first: readings[0]!, last: readings[9]! };
}

test.each([
  { what: "100,000 small steps", steps: 100_000, sizes: { batch: 2, time: 3, inputSize: 2, hiddenSize: 3 } },
  { what: "1,000 large steps", steps: 1_000, sizes: { batch: 32, time: 35, inputSize: 64, hiddenSize: 64 } },
])(
  "$what leave memory flat, and the arena's peak is reported",
  ({ steps, sizes }) => {
    const { first, last } = readTenths(steps, sizes);
    expect(last.report).toEqual(first.report);
    // The engine's own tables grow by some 100 kB; one forgotten object of 24 bytes a small step would be 2 MB.
    expect(last.heap - first.heap).toBeLessThan(500_000);

    const { arenaBytes, peakArenaBytes } = last.report;
    // The outputs, and the four numbers of every unit and step that the backward pass needs.
    expect(peakArenaBytes).toBeGreaterThanOrEqual(4 * 5 * sizes.batch * sizes.time * sizes.hiddenSize);
    expect(peakArenaBytes).toBeGreaterThanOrEqual(arenaBytes);
  },
  60_000,
);
