import { readFileSync } from "node:fs";
import type { DType, Tensor } from "@unroll/tensor";
import { expect } from "vitest";
import type { PlainData } from "../src/index.ts";

interface GoldenTensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: readonly (number | boolean)[];
}

/** What a file holds, by goldens/torch-files.py. */
export interface GoldenFile {
  readonly name: string;
  readonly tensors: Readonly<Record<string, GoldenTensor>>;
  readonly metadata: Readonly<Record<string, PlainData>>;
}

const folder = new URL("../goldens/", import.meta.url);

/** What PyTorch wrote; goldens/torch-files.py says what is what. */
export const golden = JSON.parse(readFileSync(new URL("torch-files.json", folder), "utf8")) as {
  readonly files: readonly GoldenFile[];
  readonly refused: readonly { readonly name: string; readonly global: string }[];
};

/** The bytes of one of the files. */
export function torchFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`torch-files/${name}`, folder)));
}

/** What the file of this name holds. */
export function contentsOf(name: string): GoldenFile {
  const found = golden.files.find((file) => file.name === name);
  if (found === undefined) throw new Error(`no golden ${name}`);
  return found;
}

/** The same names in the same order, shapes and values, to the last bit. */
export function expectTensors(tensors: Record<string, Tensor<DType>>, wanted: GoldenFile["tensors"]): void {
  expect(Object.keys(tensors)).toEqual(Object.keys(wanted));
  for (const [name, { shape, values }] of Object.entries(wanted)) {
    const tensor = tensors[name] as Tensor<DType>;
    expect(tensor.shape, name).toEqual(shape);
    expect([...tensor.data()], name).toEqual(values.map(Number));
  }
}
