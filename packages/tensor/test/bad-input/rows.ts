import { memory, ones, scope, type Tensor, tensor, zeros } from "@unroll/tensor";
import { expect, test } from "vitest";

/** A call that a user should not make, and the whole sentence that answers it, behind the error's name. */
export type Row = readonly [call: () => unknown, sentence: string | RegExp];

/** The sentence of a heap that is too small; how much of it is in use depends on the tests before. */
export const outOfMemory = (bytes: string): RegExp =>
  new RegExp(
    `^OutOfMemoryError: Heap\\.allocate: no room for ${bytes.replace("+", "\\+")} bytes: \\d+ bytes are in use and the limit is 4294967296 bytes$`,
  );

/** Any value in place of another: what a program without types may pass. */
// biome-ignore lint/suspicious/noExplicitAny: hostile arguments fit nowhere
export const wrong = (value: unknown): any => value;

export const floats = (...shape: number[]): Tensor => ones(shape);
export const doubles = (...shape: number[]): Tensor<"float64"> => ones(shape, { dtype: "float64" });
export const integers = (...shape: number[]): Tensor<"int32"> => zeros(shape, { dtype: "int32" });
export const mask = (...shape: number[]): Tensor<"bool"> => zeros(shape, { dtype: "bool" });
export const ids = (...values: number[]): Tensor<"int32"> => tensor(Int32Array.from(values));
export const leaf = (...shape: number[]): Tensor => ones(shape, { requiresGrad: true });

/** A tensor whose scope has closed. */
export function freed(...shape: number[]): Tensor {
  let made: Tensor | undefined;
  scope(() => {
    made = floats(...shape);
    return 0;
  }, "step");
  return made as Tensor;
}

export function disposed(...shape: number[]): Tensor {
  const made = floats(...shape);
  made.dispose();
  return made;
}

/** An object that looks like a tensor from afar. */
export const lookalike: object = { shape: [2, 3], rank: 2, size: 6, dtype: "float32", array: {} };

/** Every call throws its sentence, leaves no scope open and no memory taken, and what is computed next is right. */
export function testRows(rows: readonly Row[]): void {
  const a = [
    [1, 2],
    [3, 4],
  ];
  test.each(rows.map(([call, sentence]) => [String(sentence), sentence, call] as const))("%s", (_, sentence, call) => {
    const before = memory();
    let thrown: unknown;
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    const got = `${(thrown as Error).name}: ${(thrown as Error).message}`;
    if (typeof sentence === "string") expect(got).toBe(sentence);
    else expect(got).toMatch(sentence);
    const after = memory();
    expect([after.openScopes, after.persistentBytes]).toEqual([before.openScopes, before.persistentBytes]);
    expect(tensor(a).matmul(tensor(a)).toArray()).toEqual([
      [7, 10],
      [15, 22],
    ]);
  });
}
