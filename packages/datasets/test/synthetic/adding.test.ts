import { expect, test } from "vitest";
import { addingProblem } from "../../src/generated.ts";
import { expectUniform } from "./distribution.ts";

test("one mark in either half, at every place; the target is the sum of the marked numbers", () => {
  const time = 7;
  const { inputs, targets, count } = addingProblem({ count: 6000, time, seed: 2 });
  expect(inputs.length).toBe(6000 * time * 2);
  expect(targets.length).toBe(count);
  const places: [number[], number[]] = [[], []];
  let sum = 0;
  let squares = 0;
  for (let n = 0; n < count; n++) {
    const marked: number[] = [];
    for (let t = 0; t < time; t++) {
      const [value, mark] = inputs.subarray(2 * (n * time + t));
      expect(value! >= 0 && value! < 1).toBe(true);
      expect(mark === 0 || mark === 1).toBe(true);
      if (mark === 1) marked.push(t);
    }
    expect(marked.length).toBe(2);
    places[0].push(marked[0]!);
    places[1].push(marked[1]!);
    const [a, b] = marked.map((t) => inputs[2 * (n * time + t)]!);
    expect(targets[n]).toBe(Math.fround(a! + b!));
    sum += targets[n]!;
    squares += (targets[n]! - 1) ** 2;
  }
  expectUniform(places[0], 3); // 0, 1, 2
  expectUniform(places[1], 4); // 3, 4, 5, 6
  expect(Math.max(...places[0])).toBe(2);
  // Five standard errors: sqrt(1/6 / 6000) = 0.0053, and sqrt(var((s - 1)^2) / 6000) = 0.0026 of the squares.
  expect(Math.abs(sum / count - 1)).toBeLessThan(0.027);
  expect(Math.abs(squares / count - 1 / 6)).toBeLessThan(0.013);
});

test("the numbers are uniform", () => {
  const { inputs } = addingProblem({ count: 2000, time: 10 });
  expectUniform(
    inputs.filter((_, i) => i % 2 === 0).map((x) => Math.floor(x * 10)),
    10,
  );
});

test("the seed decides; no examples are empty arrays; a length of 1 has no two halves", () => {
  expect(addingProblem({ count: 3, seed: 1 })).toEqual(addingProblem({ count: 3, seed: 1 }));
  expect(addingProblem({ count: 3, seed: 1 })).not.toEqual(addingProblem({ count: 3, seed: 2 }));
  expect(addingProblem({ count: 0, time: 2 }).inputs.length).toBe(0);
  expect(() => addingProblem({ count: 1, time: 1 })).toThrow(
    new RangeError("addingProblem: time must be an integer of 2 or more; got 1."),
  );
});
