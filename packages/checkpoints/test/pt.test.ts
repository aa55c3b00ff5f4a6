import { scope } from "@unroll/tensor";
import { expect, test } from "vitest";
import { CheckpointError, decodePt, decodeSafetensors, encodeSafetensors } from "../src/index.ts";
import { contentsOf, expectTensors, golden, torchFile } from "./torch-golden.ts";

test.each(golden.files.map((file) => [file.name, file] as const))("%s is read as PyTorch has it", (name, file) => {
  const { tensors, metadata } = decodePt(torchFile(name));
  expectTensors(tensors, file.tensors);
  expect(metadata).toEqual(file.metadata);
});

test("there are goldens", () => {
  expect(golden.files.length).toBeGreaterThan(10);
});

test("element types become what they are in safetensors", () => {
  const fromTorch = decodePt(torchFile("element-types.pt")).tensors;
  const fromSafetensors = decodeSafetensors(torchFile("element-types.safetensors")).tensors;
  expect(Object.keys(fromTorch).sort()).toEqual(Object.keys(fromSafetensors).sort());
  for (const [name, tensor] of Object.entries(fromTorch)) {
    expect(tensor.dtype, name).toBe(fromSafetensors[name]?.dtype);
    expect(tensor.data(), name).toEqual(fromSafetensors[name]?.data());
  }
  expect(fromTorch.float64?.dtype).toBe("float64");
  expect(fromTorch.bfloat16?.dtype).toBe("float32");
});

test("what PyTorch wrote is rewritten as safetensors, byte for byte as Python writes them", () => {
  const { tensors } = decodePt(torchFile("nested.pt"));
  const all = { ...decodePt(torchFile("element-types.pt")).tensors, ...tensors };
  expect(encodeSafetensors(all)).toEqual(torchFile("rewritten.safetensors"));
});

test("safetensors that Python put together are read", () => {
  const { tensors } = decodeSafetensors(torchFile("nested.safetensors"));
  const wanted = contentsOf("nested.pt").tensors;
  expectTensors(Object.fromEntries(Object.keys(wanted).map((name) => [name, tensors[name]!])), wanted);
  expect(Object.keys(tensors).length).toBe(Object.keys(wanted).length);
});

test("tensors that share memory in the file share none here", () => {
  const { tensors } = decodePt(torchFile("views.pt"));
  const { whole, rows } = tensors;
  expect(whole?.array.storage).not.toBe(rows?.array.storage);
});

function refusal(bytes: Uint8Array): string {
  return scope(() => {
    try {
      decodePt(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(CheckpointError);
      return (error as CheckpointError).message;
    }
    return "read";
  });
}

test.each(golden.refused.map(({ name, global }) => [name, global]))("%s is refused for naming %s", (name, global) => {
  expect(refusal(torchFile(name))).toMatch(
    `decodePt: the pickle names "${global}", which is not allowed: only tensors`,
  );
});

test("a TorchScript program is refused by what it is", () => {
  expect(refusal(torchFile("script.pt"))).toMatch("decodePt: the file is a TorchScript program; save its state dict");
});
