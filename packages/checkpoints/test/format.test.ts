import { type DType, Module, Parameter, type Tensor, tensor, zeros } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "../src/index.ts";
import { entry, file } from "./files.ts";

describe("the bytes are those of the specification", () => {
  // The format as its README gives it, byte by byte: length, header, spaces, then the elements of b (float32) before those of a (bool).
  const header =
    '{"__metadata__":{"by":"hand"},' +
    '"b":{"dtype":"F32","shape":[1,3],"data_offsets":[0,12]},' +
    '"a":{"dtype":"BOOL","shape":[2],"data_offsets":[12,14]}}';
  const padded = header.padEnd(144, " ");
  const golden = Uint8Array.of(
    ...[144, 0, 0, 0, 0, 0, 0, 0],
    ...new TextEncoder().encode(padded),
    ...[0x00, 0x00, 0x80, 0x3f], // 1
    ...[0x00, 0x00, 0x20, 0xc0], // -2.5
    ...[0xdb, 0x0f, 0x49, 0x40], // pi, rounded
    ...[1, 0],
  );

  test("written", () => {
    const tensors: Record<string, Tensor<DType>> = { a: tensor([true, false]), b: tensor([[1, -2.5, Math.PI]]) };
    expect(header.length).toBe(142);
    expect(encodeSafetensors(tensors, { metadata: { by: "hand" } })).toEqual(golden);
  });

  test("read", () => {
    const { tensors, metadata } = decodeSafetensors(golden);
    expect(metadata).toEqual({ by: "hand" });
    expect(Object.keys(tensors)).toEqual(["b", "a"]);
    expect(tensors.a?.toArray()).toEqual([true, false]);
    expect(tensors.b?.dtype).toBe("float32");
    expect(tensors.b?.toArray()).toEqual([[1, -2.5, Math.fround(Math.PI)]]);
  });

  test("read from anywhere in a buffer", () => {
    const larger = new Uint8Array(golden.length + 8);
    larger.set(golden, 3);
    const { tensors } = decodeSafetensors(larger.subarray(3, 3 + golden.length));
    expect(tensors.b?.toArray()).toEqual([[1, -2.5, Math.fround(Math.PI)]]);
    expect(decodeSafetensors(Buffer.from(golden)).tensors.a?.toArray()).toEqual([true, false]);
  });
});

describe("writing", () => {
  test("does not depend on the order of the names", () => {
    const [x, y, z] = [tensor([1, 2]), tensor(Float64Array.of(3)), tensor(Int32Array.of(4))];
    expect(encodeSafetensors({ x, y, z })).toEqual(encodeSafetensors({ z, y, x }));
  });

  test("aligns every tensor to its element size", () => {
    const bytes = encodeSafetensors({
      a: tensor([true, false, true]),
      b: tensor([1]),
      c: tensor(Float64Array.of(1)),
      "a longer name, so that the header is padded": tensor(Int32Array.of(1)),
    });
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerLength % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as Record<
      string,
      { dtype: string; data_offsets: [number, number] }
    >;
    const sizes: Record<string, number> = { F64: 8, F32: 4, I32: 4, BOOL: 1 };
    for (const { dtype, data_offsets } of Object.values(header)) expect(data_offsets[0] % sizes[dtype]!).toBe(0);
  });

  test("takes views as they look, not as they lie", () => {
    const x = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows
    const { tensors } = decodeSafetensors(encodeSafetensors({ turned: x.transpose(), part: x.slice(1, 1) }));
    expect(tensors.turned?.toArray()).toEqual([[1, 4], [2, 5], [3, 6]]); // biome-ignore format: rows
    expect(tensors.part?.toArray()).toEqual([[2, 3], [5, 6]]); // biome-ignore format: rows
  });

  test("of nothing is a file of nothing", () => {
    const { tensors, metadata } = decodeSafetensors(encodeSafetensors({}));
    expect([tensors, metadata]).toEqual([{}, {}]);
  });

  test("refuses names and metadata that cannot be", () => {
    const x = tensor([1]);
    expect(() => encodeSafetensors({ __metadata__: x })).toThrow(
      'encodeSafetensors: the name "__metadata__" is not allowed',
    );
    expect(() => encodeSafetensors(JSON.parse('{"__proto__": 1}'))).toThrow(
      'encodeSafetensors: the name "__proto__" is not allowed',
    );
    const metadata = { epoch: 7 } as unknown as Record<string, string>;
    expect(() => encodeSafetensors({ x }, { metadata })).toThrow(
      'encodeSafetensors: metadata must be strings; "epoch" is number',
    );
  });
});

test("a module's state comes back", () => {
  class Model extends Module {
    weight = new Parameter(tensor([[0.1, 0.2], [0.3, 0.4]])); // biome-ignore format: rows
    bias = new Parameter(tensor([1, 2]));
  }
  using model = new Model();
  const bytes = encodeSafetensors(model.stateDict());
  using fresh = new Model();
  fresh.weight.accumulateGrad(zeros([2, 2]).array);
  fresh.loadStateDict(decodeSafetensors(bytes).tensors);
  expect(fresh.weight.data()).toEqual(model.weight.data());
  expect(fresh.bias.data()).toEqual(model.bias.data());
});

describe("other element types become those that tensors have, exactly", () => {
  const read = (dtype: string, elements: ArrayBufferView, count: number): Tensor<DType> => {
    const data = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
    const { tensors } = decodeSafetensors(file({ x: entry(dtype, [count], 0, data.length) }, data));
    return tensors.x as Tensor<DType>;
  };

  test.each([
    ["I64", BigInt64Array.of(-2147483648n, -1n, 0n, 2147483647n)],
    ["U64", BigUint64Array.of(0n, 1n, 2147483647n, 5n)],
    ["U32", Uint32Array.of(0, 1, 2147483647, 5)],
    ["I16", Int16Array.of(-32768, -1, 0, 32767)],
    ["U16", Uint16Array.of(0, 1, 40000, 65535)],
    ["I8", Int8Array.of(-128, -1, 0, 127)],
    ["U8", Uint8Array.of(0, 1, 128, 255)],
  ])("%s", (dtype, elements) => {
    const x = read(dtype, elements, 4);
    expect(x.dtype).toBe("int32");
    expect(x.toArray()).toEqual(Array.from(elements, Number));
  });

  test.each([
    ["I64", BigInt64Array.of(1n, 2147483648n), "2147483648"],
    ["I64", BigInt64Array.of(1n, -(2n ** 63n)), "-9223372036854775808"],
    ["U64", BigUint64Array.of(1n, 2n ** 64n - 1n), "18446744073709551615"],
    ["U32", Uint32Array.of(1, 2147483648), "2147483648"],
  ])("but not a number of %s that int32 cannot hold", (dtype, elements, number) => {
    expect(() => read(dtype, elements, 2)).toThrow(
      `decodeSafetensors: element 1 of tensor "x" is ${number}, which does not fit into int32`,
    );
  });

  test("F16, each of its 65536 numbers", () => {
    const x = read(
      "F16",
      Uint16Array.from({ length: 65536 }, (_, bits) => bits),
      65536,
    ).data();
    for (let bits = 0; bits < 65536; bits++) {
      const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
      let expected = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
      if (exponent === 0) expected = sign * (fraction / 1024) * 2 ** -14;
      if (exponent === 31) expected = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
      if (!Object.is(x[bits], expected)) expect.fail(`${bits} became ${x[bits]}, expected ${expected}`);
    }
  });

  test("BF16, each of its 65536 numbers", () => {
    const x = read(
      "BF16",
      Uint16Array.from({ length: 65536 }, (_, bits) => bits),
      65536,
    ).data();
    for (let bits = 0; bits < 65536; bits++) {
      const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 7) & 255, bits & 127];
      let expected = sign * (1 + fraction / 128) * 2 ** (exponent - 127);
      if (exponent === 0) expected = sign * (fraction / 128) * 2 ** -126;
      if (exponent === 255) expected = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
      if (!Object.is(x[bits], expected)) expect.fail(`${bits} became ${x[bits]}, expected ${expected}`);
    }
  });
});
