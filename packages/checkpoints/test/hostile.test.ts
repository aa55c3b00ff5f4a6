import { memory } from "@unroll/tensor";
import { expect, test } from "vitest";
import { CheckpointError, decodeSafetensors } from "../src/index.ts";
import { entry, file } from "./files.ts";

const x = entry("F32", [2], 0, 8);
const data = new Uint8Array(8);
const good = file({ x }, data);
const deep = 100_000;

const cases: [title: string, bytes: Uint8Array, message: string][] = [
  ["empty", new Uint8Array(0), "the file has 0 bytes, and the length of a header alone takes 8"],
  ["shorter than a length", good.subarray(0, 7), "the file has 7 bytes, and the length of a header alone takes 8"],
  ["a length beyond the file", file("{}", [], 3n), "the header is said to have 3 bytes, but only 2 follow"],
  ["a length of 100 MB in a small file", file("{}", [], 100_000_000n), "100000000 bytes, but only 2 follow"],
  ["a length over 100 MB", file("{}", [], 100_000_001n), "is said to have 100000001 bytes, more than the 100000000"],
  ["the largest length", file("{}", [], 2n ** 64n - 1n), "is said to have 18446744073709551615 bytes, more than"],
  ["no header", file(""), "the header is not a JSON object"],
  ["not JSON", file('{"x":'), "the header is not a JSON object"],
  ["JSON, but no object", file("[]"), "the header is not a JSON object"],
  ["null", file("null"), "the header is not a JSON object"],
  ["a space before the header", file(" {}"), "the header is not a JSON object"],
  ["a byte order mark before the header", file("\ufeff{}"), "the header is not a JSON object"],
  ["not UTF-8", file(Uint8Array.of(0x7b, 0xff, 0x7d)), "the header is not UTF-8 text"],
  ["nested deeply", file(`${"[".repeat(deep)}${"]".repeat(deep)}`), "the header is not a JSON object"],
  [
    "nested deeply inside",
    file(`{"x":${"[".repeat(deep)}${"]".repeat(deep)}}`),
    'tensor "x" must be described by an object',
  ],
  ["a name twice", file('{"x":1,"y":2,"x":3}'), 'the header names "x" twice'],
  ["a name twice, once escaped", file('{"x":1,"\\u0078":3}'), 'the header names "x" twice'],
  ["a name with quotes twice", file('{"x\\"\\\\":1,"x\\"\\\\":3}'), 'the header names "x\\"\\\\" twice'],
  ["a field twice", file('{"x":{"dtype":"F32","shape":[1],"shape" :[2]}}'), 'the header names "shape" twice'],
  ["a tensor that is none", file({ x: null }), 'tensor "x" must be described by an object'],
  ["no dtype", file({ x: { shape: [2], data_offsets: [0, 8] } }, data), 'tensor "x" must have a dtype among F64, F32'],
  ["an unknown dtype", file({ x: entry("F8_E4M3", [8], 0, 8) }, data), 'I8, U8; got "F8_E4M3"'],
  ["a dtype that every object has", file({ x: entry("constructor", [8], 0, 8) }, data), 'got "constructor"'],
  ["a dtype that is no text", file({ x: entry(32, [2], 0, 8) }, data), "got number"],
  ["no shape", file({ x: { dtype: "F32", data_offsets: [0, 8] } }, data), 'tensor "x" must have a shape of at most 8'],
  ["a negative dimension", file({ x: entry("F32", [-2], 0, 8) }, data), 'tensor "x" must have a shape'],
  ["negative dimensions", file({ x: entry("F32", [-2, -1], 0, 8) }, data), 'tensor "x" must have a shape'],
  ["half a dimension", file({ x: entry("F32", [0.5, 4], 0, 8) }, data), 'tensor "x" must have a shape'],
  ["a dimension as text", file({ x: entry("F32", ["2"], 0, 8) }, data), 'tensor "x" must have a shape'],
  ["an unsafe dimension", file('{"x":{"dtype":"F32","shape":[9007199254740993,0],"data_offsets":[0,0]}}'), "a shape"],
  ["nine dimensions", file({ x: entry("F32", [1, 1, 1, 1, 1, 1, 1, 1, 2], 0, 8) }, data), "a shape of at most 8"],
  [
    "a shape that wraps around 2^64",
    file({ x: entry("F32", [2 ** 32, 2 ** 32, 2], 0, 8) }, data),
    "[4294967296, 4294967296, 2] of F32 takes",
  ],
  [
    "a shape of more than there is",
    file({ x: entry("F32", [3], 0, 8) }, data),
    'tensor "x" has 8 bytes, but shape [3] of F32 takes 12',
  ],
  [
    "a shape of less than there is",
    file({ x: entry("F64", [], 0, 4) }, data),
    'tensor "x" has 4 bytes, but shape [] of F64 takes 8',
  ],
  ["no offsets", file({ x: { dtype: "F32", shape: [2] } }, data), 'tensor "x" must have data_offsets of two'],
  ["one offset", file({ x: entry("F32", [2], 8) }, data), 'tensor "x" must have data_offsets of two'],
  ["a negative offset", file({ x: entry("F32", [2], -8, 0) }, data), 'tensor "x" must have data_offsets of two'],
  ["an unsafe offset", file({ x: entry("F32", [2], 0, 2 ** 53) }, data), 'tensor "x" must have data_offsets of two'],
  [
    "offsets the wrong way round",
    file({ x: entry("F32", [2], 8, 0) }, data),
    'tensor "x" begins at byte 8 and ends before, at 0',
  ],
  [
    "data beyond the file",
    file({ x: entry("F32", [2 ** 40], 0, 2 ** 42) }, data),
    'tensor "x" ends at byte 4398046511104 of the data, but the file has only 8',
  ],
  [
    "truncated data",
    good.subarray(0, good.length - 1),
    'tensor "x" ends at byte 8 of the data, but the file has only 7',
  ],
  ["data that belong to nobody", file({ x }, new Uint8Array(9)), "the last 1 bytes of the file belong to no tensor"],
  [
    "a hole",
    file({ x: entry("F32", [1], 0, 4), y: entry("F32", [1], 8, 12) }, new Uint8Array(12)),
    'bytes 4 to 8 of the data, before tensor "y", belong to no tensor',
  ],
  ["a hole at the start", file({ x: entry("F32", [1], 4, 8) }, data), 'bytes 0 to 4 of the data, before tensor "x"'],
  ["an overlap", file({ x, y: entry("F32", [2], 4, 12) }, new Uint8Array(12)), 'tensor "y" overlaps another at byte 4'],
  ["the same bytes twice", file({ x, y: x }, data), 'tensor "y" overlaps another at byte 0'],
  [
    "a tensor named __proto__",
    file('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', data),
    'tensor "__proto__" has a name that is not allowed',
  ],
  ["metadata that are no object", file({ __metadata__: [], x }, data), "__metadata__ must be an object of strings"],
  [
    "metadata that are no strings",
    file({ __metadata__: { a: 1 }, x }, data),
    '__metadata__ must be an object of strings; "a" is none',
  ],
  ["metadata named __proto__", file('{"__metadata__":{"__proto__":"a"}}'), '__metadata__ uses the name "__proto__"'],
  [
    "a BOOL that is none",
    file({ x: entry("BOOL", [2], 0, 2) }, [1, 2]),
    'element 1 of tensor "x" is the byte 2; a BOOL is 0 or 1',
  ],
  ["a long name", file({ ["n".repeat(1000)]: 1 }), `tensor "${"n".repeat(57)}..." must`],
];

test.each(cases)("%s is one clear sentence", (_, bytes, message) => {
  let error: unknown;
  try {
    decodeSafetensors(bytes);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(CheckpointError);
  expect((error as CheckpointError).message).toContain(message);
  expect((error as CheckpointError).message).toMatch(/^decodeSafetensors: [^\n]*$/);
});

test("the file that the others were made of is good", () => {
  expect(Object.keys(decodeSafetensors(good).tensors)).toEqual(["x"]);
  expect(({} as Record<string, unknown>).dtype).toBe(undefined);
});

test("the error names the tensor", () => {
  expect(() => decodeSafetensors(file({ "a.b": entry("F32", [3], 0, 8) }, data))).toThrow(
    expect.objectContaining({ name: "CheckpointError", tensorName: "a.b" }),
  );
});

test("sizes of 0 may stand beside any other", () => {
  const { tensors } = decodeSafetensors(file({ x: entry("F32", [0, 2 ** 50], 0, 0), y: entry("F64", [3, 0], 0, 0) }));
  expect(tensors.x?.shape).toEqual([0, 2 ** 50]);
  expect(tensors.y?.toArray()).toEqual([[], [], []]);
});

// Outside tests, which run in a scope: there what is not disposed of stays.
function bytesLeftBehind(): number {
  const bytes = file({ w: x, y: entry("I64", [1], 8, 16) }, [...data, 0, 0, 0, 0, 1, 0, 0, 0]);
  const before = memory().persistentBytes;
  try {
    decodeSafetensors(bytes);
    return Number.NaN;
  } catch {
    return memory().persistentBytes - before;
  }
}
const leftBehind = bytesLeftBehind();

test("a tensor that cannot be read leaves none behind", () => {
  expect(leftBehind).toBe(0);
});

test("what the header claims is not allocated", () => {
  const claims = file({ x: entry("F32", [2 ** 40], 0, 2 ** 42) }, data);
  const before = memory();
  expect(() => decodeSafetensors(claims)).toThrow(CheckpointError);
  expect(memory().memoryBytes).toBe(before.memoryBytes);
});
