import { availableBackends, backend, setBackend } from "@unroll/kernels";
import { gradcheck, Tensor, tensor } from "@unroll/tensor";
import { afterAll, describe, expect, test } from "vitest";
import golden from "../goldens/operations.json" with { type: "json" };
import { type Case, cases, values } from "./operations.ts";

export function inputs<D extends "float32" | "float64">(one: Case, dtype: D): Tensor<D>[] {
  return one.shapes.map((shape, i) =>
    tensor<D>(values(shape, i, one.range) as Float64Array & Float32Array, { shape, dtype, requiresGrad: true }),
  );
}

/** Outputs, and the gradients of a weighted sum of them. */
export function evaluate<D extends "float32" | "float64">(
  one: Case,
  dtype: D,
  leaves: readonly Tensor<D>[] = inputs(one, dtype),
): number[][] {
  const result = one.run(...leaves);
  const outputs = result instanceof Tensor ? [result] : result;
  const terms = outputs.map((output) => {
    const weights = values(output.shape, 5) as Float64Array & Float32Array;
    return output.mul(tensor<D>(weights, { shape: output.shape, dtype })).sum();
  });
  terms.reduce((a, b) => a.add(b)).backward();
  return [...outputs, ...leaves.map((leaf) => leaf.grad as Tensor<D>)].map((each) => [...each.data()]);
}

/** Cases that PyTorch cannot compute as they stand; rnn-cells holds those of recurrent layers against PyTorch's packed sequences. */
const NOT_IN_PYTORCH = [
  "gru, lengths, reverse, no bias",
  "gru, reset before",
  "rnn, relu, lengths, reverse, no bias",
  "lstm, lengths, reverse, no bias",
  "lstm, last cell state only",
  "dropout",
];
const goldens: Readonly<Record<string, readonly (readonly number[])[]>> = golden.cases;

/** The whole suite: for Node and for the browser. */
export function describeOperations(): void {
  describe("gradients equal central differences (float64)", () => {
    test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
      gradcheck((...leaves) => one.run(...leaves), inputs(one, "float64"));
    });
  });

  describe("outputs and gradients are PyTorch's (float64)", () => {
    test.each(cases.filter(({ name }) => !NOT_IN_PYTORCH.includes(name)).map((one) => [one.name, one] as const))(
      "%s",
      (name, one) => {
        const got = evaluate(one, "float64");
        const expected = goldens[name];
        if (expected === undefined) throw new Error("goldens/operations.py does not know this case");
        expect(got.map((list) => list.length)).toEqual(expected.map((list) => list.length));
        expected.forEach((list, k) => {
          list.forEach((value, i) => {
            const error = Math.abs((got[k]?.[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value));
            expect(error, `value ${i} of result ${k}: ${got[k]?.[i]} and ${value}`).toBeLessThan(1e-10);
          });
        });
      },
    );
  });

  const before = backend();
  afterAll(() => setBackend(before));

  describe.each(availableBackends())("float32 on %s equals float64 to 2e-6 of the largest value", (name) => {
    test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
      setBackend(name);
      const got = evaluate(one, "float32");
      const expected = evaluate(one, "float64");
      expected.forEach((list, k) => {
        const scale = Math.max(1, ...list.map(Math.abs));
        list.forEach((value, i) => {
          const error = Math.abs((got[k]?.[i] ?? Number.NaN) - value) / scale;
          expect(error, `value ${i} of result ${k}: ${got[k]?.[i]} and ${value}`).toBeLessThan(2e-6);
        });
      });
    });
  });
}
