import { tensor } from "@unroll/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeNpy, encodeNpz, encodeSafetensors, readCheckpoint } from "../src/index.ts";
import { mutations, readOrRefuse, SEED } from "./mutations.ts";
import { torchFile } from "./torch-golden.ts";

const weight = tensor([
  [1, 2],
  [3, 4],
]);

test.each<[string, Uint8Array, string]>([
  ["safetensors", encodeSafetensors({ weight }), "weight"],
  ["safetensors with metadata", encodeSafetensors({ weight }, { metadata: { epoch: "7" } }), "weight"],
  [".npz", encodeNpz({ weight }), "weight"],
  [".npz, deflated", encodeNpz({ weight }, { compress: true }), "weight"],
  [".npy", encodeNpy(weight), "tensor"],
])("%s is known by its bytes", (_, bytes, name) => {
  const { tensors } = readCheckpoint(bytes);
  expect(Object.keys(tensors)).toEqual([name]);
  expect(tensors[name]?.toArray()).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test.each(["nested.pt", "state-dict-before-1.6.pt"])("%s is known by its bytes", (name) => {
  expect(Object.keys(readCheckpoint(torchFile(name)).tensors).length).toBeGreaterThan(5);
});

test.each([0, 3, 8, 100])("%i zeros are of no format", (length) => {
  expect(() => readCheckpoint(new Uint8Array(length))).toThrow(
    "readCheckpoint: the file must be of one of these formats: numpy's .npy, PyTorch's .pt, numpy's .npz, safetensors;",
  );
});

const originals = [encodeSafetensors({ weight }), encodeNpz({ weight }), encodeNpy(weight), torchFile("list.pt")];

test("2,000 changed files of all formats are read or refused", () => {
  const changed = fc.oneof(...originals.map((bytes) => mutations(bytes, ["PK\x03\x04", "\x80\x02", "{", "\x93NUMPY"])));
  fc.assert(
    fc.property(changed, (bytes) => {
      readOrRefuse(() => readCheckpoint(bytes));
    }),
    { numRuns: 2_000, seed: SEED },
  );
});
