import { Rng } from "@unroll/random";
import { isReproducible, setReproducible } from "@unroll/tensor";
import { afterEach, expect, test } from "vitest";
import { networks } from "../src/adding-problem/networks.ts";
import { drawBatch } from "../src/adding-problem/task.ts";
import { train } from "../src/adding-problem/train.ts";
import { main } from "../src/main.ts";

const wasReproducible = isReproducible();
afterEach(() => setReproducible(wasReproducible));

test("two numbers are marked, and the target is their sum", () => {
  const { input, target } = drawBatch(new Rng(1), 200, 7);
  const sums = target.toArray() as number[][];
  const places = new Set<number>();
  (input.toArray() as number[][][]).forEach((row, i) => {
    expect(row.map(([, mark]) => mark).filter((mark) => mark === 1).length).toBe(2);
    expect(row.every(([value]) => (value as number) >= 0 && (value as number) < 1)).toBe(true);
    expect(row.reduce((sum, [value, mark]) => sum + (value as number) * (mark as number), 0)).toBeCloseTo(
      sums[i]?.[0] as number,
      6,
    );
    row.forEach(([, mark], t) => {
      if (mark === 1) places.add(t);
    });
  });
  expect(places.size).toBe(7);
});

test("a GRU learns to add over 12 steps, and the same plan gives the same error", () => {
  setReproducible(true);
  const network = networks.find(({ name }) => name === "GRU")!;
  const plan = { network, time: 12, steps: 300, seed: 1 };
  const { error } = train(plan);
  expect(error).toBeLessThan(0.01767);
  expect(train({ ...plan, steps: 2 })).toEqual(train({ ...plan, steps: 2 }));
});

test("the command prints a table, and fails where a network does not learn", async () => {
  const lines: string[] = [];
  const options = ["--length", "5", "--steps", "1", "--seeds", "7,8"];
  expect(await main(["adding-problem", ...options], (line) => lines.push(line))).toBe(1);
  expect(lines[0]).toBe("| network | learning rate | error, seed 7 | error, seed 8 | gradient kept | seconds |");
  expect(lines.slice(2, 6).map((line) => line.split(" | ").length)).toEqual([6, 6, 6, 6]);
  expect(lines.at(-1)).toBe("not as expected: LSTM, GRU, IRNN");
});
