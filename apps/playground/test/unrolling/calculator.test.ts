import { memory } from "@unroll/tensor";
import { expect, test } from "vitest";
import { Calculator } from "../../src/unrolling/calculator.ts";
import {
  type CalculatorEvent,
  type Gradient,
  type Matrix,
  type Setup,
  type Trace,
  weightNames,
} from "../../src/unrolling/protocol.ts";

const setup: Setup = { text: "hello", hiddenSize: 3, feeding: "text" };

async function open(first: Setup): Promise<{ calculator: Calculator; traces: Trace[] }> {
  const calculator = new Calculator();
  const traces: Trace[] = [];
  await calculator.open((event: CalculatorEvent) => {
    if (event.type === "failed") throw new Error(event.message);
    traces.push(event.trace);
  }, first);
  return { calculator, traces };
}

const flat = (matrix: Matrix): number[] => matrix.flat();
const sum = (matrices: Matrix[]): number[] =>
  flat(matrices[0]!).map((_, i) => matrices.reduce((all, matrix) => all + flat(matrix)[i]!, 0));

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of found.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance);
}

function expectAgree({ value, numeric }: Gradient): void {
  expectClose(flat(value), flat(numeric), 1e-9);
  expect(flat(value).some((number) => Math.abs(number) > 1e-6)).toBe(true);
}

test.each<Setup>([
  setup,
  { text: "ab", hiddenSize: 1, feeding: "text" },
  { text: "mississip", hiddenSize: 4, feeding: "text" },
  { text: "hello", hiddenSize: 2, feeding: "guess" },
])(
  "every gradient of $text with $hiddenSize units, fed $feeding, agrees with its central differences",
  async (chosen) => {
    const { traces } = await open(chosen);
    const { steps, gradients } = traces[0]!;
    expect(steps).toHaveLength(chosen.text.length - 1);
    for (const [t, step] of steps.entries()) {
      expectAgree(step.hidden);
      expectAgree(step.beforeTanh);
      // h(0) = 0: the first step learns nothing of W_hh.
      for (const name of weightNames.filter((name) => name !== "hh" || t > 0)) expectAgree(step.shares[name]);
      expectClose(sum([step.hiddenNow, step.hiddenLater]), flat(step.hidden.value), 1e-12);
    }
    for (const name of weightNames) {
      const shares = steps.map((step) => step.shares[name].value);
      expectClose(sum(shares), flat(gradients[name].value), 1e-12);
      expectClose(flat(gradients[name].value), flat(gradients[name].numeric), 1e-9);
    }
  },
);

test("the numbers are those of the formulas", async () => {
  const { traces } = await open(setup);
  const { steps, weights, characters, loss } = traces[0]!;
  const product = (matrix: Matrix, vector: readonly number[]): number[] =>
    matrix.map((row) => row.reduce((all, weight, i) => all + weight * vector[i]!, 0));
  expect(steps.map(({ read }) => characters[read]).join("")).toBe("hell");
  expect(steps.map(({ target }) => characters[target]).join("")).toBe("ello");
  let previous = [0, 0, 0];
  for (const step of steps) {
    const [x, a, h, y] = [step.x, step.sum, step.h, step.y].map(flat) as [number[], number[], number[], number[]];
    expectClose(flat(step.previous), previous, 1e-15);
    const [fromX, fromH] = [product(weights.xh, x), product(weights.hh, previous)];
    expectClose(
      a,
      fromX.map((value, i) => value + fromH[i]! + weights.b[0]![i]!),
      1e-12,
    );
    expectClose(h, a.map(Math.tanh), 1e-12);
    const exponentials = product(weights.hy, h).map(Math.exp);
    const all = exponentials.reduce((one, other) => one + other);
    expectClose(
      y,
      exponentials.map((value) => value / all),
      1e-12,
    );
    expect(step.loss).toBeCloseTo(-Math.log(y[step.target]!), 12);
    expect(step.guess).toBe(y.indexOf(Math.max(...y)));
    // dL/da = (1 - h^2) dL/dh, and the share of W_hh is dL/da times h(t-1).
    const delta = flat(step.hidden.value).map((value, i) => (1 - h[i]! ** 2) * value);
    expectClose(flat(step.beforeTanh.value), delta, 1e-12);
    expectClose(
      flat(step.shares.hh.value),
      delta.flatMap((d) => previous.map((value) => d * value)),
      1e-12,
    );
    previous = h;
  }
  expect(loss).toBeCloseTo(
    steps.reduce((all, step) => all + step.loss, 0),
    12,
  );
});

test("fed its own guesses, it reads what it said", async () => {
  const { calculator, traces } = await open(setup);
  await calculator.learn(3);
  await calculator.read({ ...setup, feeding: "guess" });
  const { steps, learnt } = traces.at(-1)!;
  expect(learnt).toBe(3);
  expect(steps[0]!.read).toBe(traces[0]!.steps[0]!.read);
  expect(steps.slice(1).map(({ read }) => read)).toEqual(steps.slice(0, -1).map(({ guess }) => guess));
});

test("it learns the text, forgets it, and leaves no memory behind", async () => {
  const { calculator, traces } = await open(setup);
  const kept = memory().persistentBytes;
  await calculator.learn(200);
  expect(traces.at(-1)!.loss).toBeLessThan(0.2 * traces[0]!.loss);
  await calculator.forget();
  expect(traces.at(-1)).toEqual(traces[0]);
  expect(memory().persistentBytes).toBeLessThanOrEqual(kept);
  expect(memory().openScopes).toBe(0);
});
