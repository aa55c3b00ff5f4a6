import { type DType, memory, type Tensor, tensor } from "@unroll/tensor";
import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { CheckpointError, decodeNpz, encodeNpy, encodeNpz } from "../src/index.ts";
import { mutations, readOrRefuse, SEED } from "./mutations.ts";
import { bytesOf, golden } from "./numpy-golden.ts";

test.each(golden.archives)("numpy's archive is read: $name", (archive) => {
  const arrays = decodeNpz(bytesOf(archive));
  expect(Object.keys(arrays)).toEqual(archive.entries.map(({ name }) => name));
  for (const { name, shape, values } of archive.entries) {
    const x = arrays[name] as Tensor<DType>;
    expect(x.shape).toEqual(shape);
    expect(Array.from(x.data(), (value) => (x.dtype === "bool" ? value === 1 : value))).toEqual(values);
  }
});

const names = ["rnn.weight_ih_l0", "", "a.npy", "a", "Gewöhnung", "a/b", "constructor", "12", "3"];

describe.each([false, true])("what is written is read, compress: %s", (compress) => {
  test("every name and element type", () => {
    const values: Tensor<DType>[] = [
      ...[tensor([[0.1, 0.2]]), tensor(Float64Array.of(0.1)), tensor(Int32Array.of(-1, 2)), tensor([true, false])],
      ...[tensor(new Float32Array(0)), tensor(3), tensor([1]), tensor([2]), tensor([3])],
    ];
    const written = Object.fromEntries(names.map((name, i) => [name, values[i] as Tensor<DType>]));
    const read = decodeNpz(encodeNpz(written, { compress }));
    expect(Object.keys(read)).toEqual(Object.keys(written));
    for (const [name, x] of Object.entries(written)) {
      expect(read[name]?.dtype).toBe(x.dtype);
      expect(read[name]?.shape).toEqual(x.shape);
      expect(read[name]?.data()).toEqual(x.data());
    }
  });

  test("nothing", () => {
    expect(decodeNpz(encodeNpz({}, { compress }))).toEqual({});
  });
});

test("compress makes repetitions small", () => {
  const x = tensor(new Float32Array(10_000));
  expect(encodeNpz({ x }).length).toBeGreaterThan(40_000);
  expect(encodeNpz({ x }, { compress: true }).length).toBeLessThan(1_000);
});

test("the same tensors give the same bytes", () => {
  const x = tensor([1, 2]);
  expect(encodeNpz({ x })).toEqual(encodeNpz({ x }));
});

test("names that cannot be are not written", () => {
  const x = tensor([1]);
  expect(() => encodeNpz(JSON.parse('{"__proto__": 1}'))).toThrow('encodeNpz: the name "__proto__" is not allowed');
  expect(() => encodeNpz({ "a\ud800": x })).toThrow(/encodeNpz: the name "a\\ud800" is not allowed/);
});

/** An archive put together by hand. */
function archive(files: Record<string, Uint8Array>): Uint8Array {
  return zipSync(files, { mtime: new Date(1980, 0, 1) });
}

const npy = bytesOf(golden.arrays.find(({ name }) => name === "|b1, row-major")!);
const objects = bytesOf(golden.refused.find(({ name }) => name === "objects")!);
const wrongBool = npy.slice();
wrongBool[wrongBool.length - 1] = 2;
const dishonest = archive({ "x.npy": npy });
claimSize(dishonest, 130);
const bomb = archive({ "x.npy": npy });
claimSize(bomb, 100_000_000);

/** Changes the size that the directory of an archive of one "x.npy" claims. */
function claimSize(bytes: Uint8Array, size: number): void {
  const end = 22;
  const entry = 46 + "x.npy".length;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(bytes.length - end - entry + 24, size, true);
}

const cases: [title: string, bytes: Uint8Array, message: string][] = [
  ["empty", new Uint8Array(0), "the zip archive has no end; it is truncated or no zip archive"],
  ["another file", npy, "the zip archive has no end; it is truncated or no zip archive"],
  ["a wrong size", dishonest, 'entry "x.npy" of the zip archive is damaged'],
  ["a bomb", bomb, "bytes holds 100000000, more than 100 times as many; this looks like a bomb"],
  ["objects", archive({ "a.npy": npy, "x.npy": objects }), 'array "x" holds Python objects (dtype "|O")'],
  ["an entry that is no array", archive({ readme: Uint8Array.of(65) }), 'array "readme" does not begin with the byte'],
  [
    "a truncated array",
    archive({ "x.npy": npy.subarray(0, 131) }),
    'array "x" has 3 bytes of elements, but shape [2, 3]',
  ],
  ["a wrong element", archive({ "x.npy": wrongBool }), 'element 5 of array "x" is the byte 2; a BOOL is 0 or 1'],
  ["a name twice", archive({ "x.npy": npy, x: npy }), 'array "x" is there twice, with and without .npy'],
  ["a bad name", archive({ "__proto__.npy": npy }), 'array "__proto__" has a name that is not allowed'],
  ["a long name", archive({ [`${"n".repeat(1000)}.npy`]: objects }), `array "${"n".repeat(57)}..." holds`],
];

test.each(cases)("%s is one clear sentence", (_, bytes, message) => {
  let error: unknown;
  try {
    decodeNpz(bytes);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(CheckpointError);
  expect((error as CheckpointError).message).toContain(message);
  expect((error as CheckpointError).message).toMatch(/^decodeNpz: [^\n]*$/);
});

test("arrays may have no .npy in their names", () => {
  expect(decodeNpz(archive({ x: npy })).x?.shape).toEqual([2, 3]);
});

test("the error names the array", () => {
  expect(() => decodeNpz(archive({ "a.b.npy": wrongBool }))).toThrow(
    expect.objectContaining({ name: "CheckpointError", tensorName: "a.b" }),
  );
});

// Outside tests, which run in a scope: there what is not disposed of stays.
function bytesLeftBehind(): number {
  const before = memory().persistentBytes;
  try {
    decodeNpz(archive({ "a.npy": npy, "b.npy": npy, "x.npy": wrongBool }));
    return Number.NaN;
  } catch {
    return memory().persistentBytes - before;
  }
}
const leftBehind = bytesLeftBehind();

test("an array that cannot be read leaves none behind", () => {
  expect(leftBehind).toBe(0);
});

test("what a bomb claims is not allocated", () => {
  const before = memory();
  expect(() => decodeNpz(bomb)).toThrow(CheckpointError);
  expect(memory().memoryBytes).toBe(before.memoryBytes);
});

const stored = archive({ "x.npy": encodeNpyOf([1, 2, 3]), "long.name.npy": npy });
const deflated = encodeOf({ x: new Float32Array(12), y: Float32Array.of(1, 2) });
const pieces = ["PK", "PK\x01\x02", "PK\x05\x06", "\0\0", "\xff\xff", ".npy", "/", "{", "'", "(", "0", "9", "True"];

function encodeNpyOf(values: number[]): Uint8Array {
  using x = tensor(values);
  return encodeNpy(x);
}

function encodeOf(values: Record<string, Float32Array>): Uint8Array {
  const tensors = Object.entries(values).map(([name, each]) => [name, tensor(each)] as const);
  const bytes = encodeNpz(Object.fromEntries(tensors), { compress: true });
  for (const [, each] of tensors) each.dispose();
  return bytes;
}

/** Both read. */
const starts: [string, Uint8Array][] = [
  ["stored", stored],
  ["deflated", deflated],
];

test.each(starts)("10,000 mutated files: no crash, no hang, %s", (_, start) => {
  const outcomes = { read: 0, refused: 0 };
  fc.assert(
    fc.property(mutations(start, pieces), (bytes) => {
      outcomes[readOrRefuse(() => decodeNpz(bytes))]++;
    }),
    { numRuns: 10_000, seed: SEED },
  );
  // Both happen, so the changes are neither all harmless nor all noticed at the first check.
  expect(outcomes.read).toBeGreaterThan(20);
  expect(outcomes.refused).toBeGreaterThan(5_000);
});

test.each(starts)("every truncation is refused, %s", (_, start) => {
  expect(readOrRefuse(() => decodeNpz(start))).toBe("read");
  for (let length = 0; length < start.length; length++) {
    expect(
      readOrRefuse(() => decodeNpz(start.subarray(0, length))),
      `at ${length}`,
    ).toBe("refused");
  }
});
